import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import type { Extension } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'

// Every colour is a CSS variable of the theme, so light and dark need nothing here.

const highlighting = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--primary)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--success)' },
  { tag: [tags.content, tags.number, tags.bool], color: 'var(--warning)' },
  { tag: [tags.comment], color: 'var(--text-second)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.labelName, tags.keyword], color: 'var(--info)' },
  { tag: [tags.meta, tags.punctuation, tags.separator], color: 'var(--text)' },
])

const surface = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', fontSize: '12.5px', lineHeight: '20px' },
  '.cm-content': { padding: '8px 0', userSelect: 'text', cursor: 'text' },
  '.cm-content:focus-visible': { outline: '2px solid var(--primary)', outlineOffset: '-2px' },
  '.cm-line': { padding: '0 14px 0 6px' },
  '.cm-gutters': {
    border: 'none',
    backgroundColor: 'var(--surface)',
    color: 'var(--text-third)',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '38px', padding: '0 8px 0 8px' },
  '.cm-line ::selection, .cm-line::selection': { backgroundColor: 'var(--primary-soft)' },
})

const changedWords = (colour: string) => ({
  background: 'none',
  textDecoration: `underline 2px ${colour}`,
  textUnderlineOffset: '4px',
})

/** Styles of the merge views; they replace the colours that the package brings along. */
const mergeStyles = EditorView.theme({
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'var(--error-soft)' },
  '&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine': { backgroundColor: 'var(--success-soft)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': changedWords('var(--error)'),
  '&.cm-merge-b .cm-changedText': changedWords('var(--success)'),
  // A line that is new or gone as a whole has no words to point out.
  [[
    '&.cm-merge-b .cm-insertedLine > .cm-changedText:only-child',
    '&.cm-merge-a .cm-deletedLine > .cm-changedText:only-child',
    '.cm-deletedChunk del:not(:has(> span:not(.cm-deletedText))) > .cm-deletedText',
  ].join(', ')]: { textDecoration: 'none' },
  '.cm-insertedLine, .cm-deletedLine, .cm-deletedLine del': { textDecoration: 'none' },
  '.cm-deletedChunk': { padding: '0' },
  '.cm-line, .cm-deletedChunk .cm-deletedLine': {
    position: 'relative',
    padding: '0 14px 0 20px',
  },
  '.cm-deletedChunk .cm-deletedLine': { userSelect: 'text' },
  // What happened to a line is never told by colour alone.
  '.cm-changedLine::before, .cm-inlineChangedLine::before, .cm-deletedChunk .cm-deletedLine::before':
    { position: 'absolute', left: '6px', fontWeight: '600' },
  '&.cm-merge-b .cm-changedLine::before, .cm-inlineChangedLine::before': {
    content: '"+"',
    color: 'var(--success)',
  },
  '&.cm-merge-a .cm-changedLine::before, .cm-deletedChunk .cm-deletedLine::before': {
    content: '"−"',
    color: 'var(--error)',
  },
  '.cm-collapsedLines': {
    padding: '3px 14px !important',
    border: '1px solid var(--border)',
    borderWidth: '1px 0',
    background: 'var(--rail) !important',
    color: 'var(--text-second) !important',
    fontFamily: 'var(--font)',
    fontSize: '12px',
  },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"" !important' },
})

/** The nonce of the content security policy for style elements that CodeMirror makes. */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
}

/** For a merge view: a YAML text to read, with the differences marked. */
export function comparedYaml(label: string): Extension {
  return [mergeStyles, readOnlyYaml(label)]
}

/** YAML in the colours of the theme. */
export function colouredYaml(): Extension {
  return [EditorView.cspNonce.of(nonce()), yaml(), syntaxHighlighting(highlighting), surface]
}

/** A YAML text to read, select and copy, reachable with Tab and scrolled with the keyboard. */
export function readOnlyYaml(label: string): Extension {
  return [
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({
      tabindex: '0',
      'aria-label': label,
      'aria-readonly': 'true',
    }),
    yamlLooks(),
  ]
}

/** How YAML looks in every editor and view: line numbers, colours, fonts. */
export function yamlLooks(): Extension {
  return [EditorView.cspNonce.of(nonce()), lineNumbers(), colouredYaml()]
}

/** The last line end of a file would show as an empty line that is not there. */
export function shownText(text: string): string {
  return text.replace(/\r?\n$/, '')
}

/** Two texts to compare; a difference at their very end must not be hidden. */
export function shownTexts(before: string, after: string): [string, string] {
  const both = before.endsWith('\n') && after.endsWith('\n')
  return both ? [shownText(before), shownText(after)] : [before, after]
}
