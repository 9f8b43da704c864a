import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentUnit,
} from '@codemirror/language'
import { gotoLine, highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { EditorState, Prec } from '@codemirror/state'
import type { Extension } from '@codemirror/state'
import {
  EditorView,
  crosshairCursor,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view'
import type { Command } from '@codemirror/view'
import type { DocumentKind } from '../../../../shared/configuration.ts'
import { longestText } from '../../../../shared/limits.ts'
import { colouredYaml } from '../code-theme.ts'
import { completeYaml, offersMore } from './completion.ts'
import { closeCursorTooltip, cursorTooltip, showAtCursor } from './cursor-tooltip.ts'
import { editorTheme } from './editor-theme.ts'
import { insertYamlLine } from './enter.ts'
import { openFixMenu } from './fix-menu.ts'
import { remote } from './edit-session.ts'
import { explainAt, hoverHelp } from './hover.ts'
import type { HoverOptions } from './hover.ts'
import { lineMarksExtension } from './marks.ts'
import { nextProblem, previousProblem } from './problems.ts'
import type { ApplyFix } from './problems.ts'
import { findAndReplace } from './search-panel.ts'

export interface EditorSetup extends HoverOptions {
  document: DocumentKind
  label: string
  applyFix: ApplyFix
  /** Takes the last edit back or makes it again, whatever made it. */
  step: (direction: 'undo' | 'redo') => void
  /** The text would become longer than main takes. */
  onTooLong: () => void
}

/** An editor for YAML, apart from its text and from who may write in it. */
export function yamlEditor(setup: EditorSetup): Extension {
  const { document, lookup } = setup
  return [
    colouredYaml(),
    EditorView.contentAttributes.of({
      // Also while nothing may be typed: it is scrolled with the keyboard.
      tabindex: '0',
      'aria-label': setup.label,
      'aria-description': 'Tab indents. To leave the editor, press Escape and then Tab.',
    }),
    lineMarksExtension,
    lineNumbers(),
    folding,
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    drawSelection(),
    dropCursor(),
    EditorState.allowMultipleSelections.of(true),
    EditorState.tabSize.of(2),
    indentUnit.of('  '),
    rectangularSelection(),
    crosshairCursor(),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches({ minSelectionLength: 2 }),
    findAndReplace(),
    autocompletion({
      override: [completeYaml(document, lookup)],
      activateOnCompletion: offersMore,
      icons: false,
    }),
    hoverHelp(setup),
    cursorTooltip,
    noLongerThan(setup.onTooLong),
    keys(setup),
    editorTheme,
  ]
}

const folding: Extension = [
  codeFolding({ placeholderText: '…' }),
  foldGutter({
    markerDOM: (open) => {
      const marker = window.document.createElement('span')
      marker.className = 'cm-fold'
      marker.textContent = open ? '⌄' : '›'
      marker.title = open ? 'Fold' : 'Unfold'
      return marker
    },
  }),
]

function keys(setup: EditorSetup): Extension {
  const { applyFix, step } = setup
  const go =
    (direction: 'undo' | 'redo'): Command =>
    () => {
      step(direction)
      return true
    }
  const explain: Command = (view) => {
    const { head } = view.state.selection.main
    void explainAt(setup, view, head).then((tooltip) => {
      if (tooltip) showAtCursor(view, tooltip)
    })
    return true
  }
  return [
    Prec.high(
      keymap.of([
        { key: 'Mod-z', run: go('undo'), preventDefault: true },
        { key: 'Mod-y', mac: 'Mod-Shift-z', run: go('redo'), preventDefault: true },
        { linux: 'Ctrl-Shift-z', win: 'Ctrl-Shift-z', run: go('redo'), preventDefault: true },
        { key: 'F8', run: nextProblem, shift: previousProblem, preventDefault: true },
        { key: 'Mod-.', run: openFixMenu(applyFix), preventDefault: true },
        { key: 'F1', run: explain, preventDefault: true },
        { key: 'Ctrl-g', run: gotoLine, preventDefault: true },
      ]),
    ),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      { key: 'Escape', run: closeCursorTooltip },
      { key: 'Enter', run: insertYamlLine },
      ...searchKeymap,
      ...foldKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    // The menu's Undo, which knows nothing of keys.
    EditorView.domEventHandlers({
      beforeinput: (event) => {
        const direction = { historyUndo: 'undo', historyRedo: 'redo' }[event.inputType]
        if (direction === undefined) return false
        event.preventDefault()
        step(direction === 'undo' ? 'undo' : 'redo')
        return true
      },
    }),
  ]
}

function noLongerThan(onTooLong: () => void): Extension {
  return EditorState.changeFilter.of((transaction) => {
    if (!transaction.docChanged || transaction.annotation(remote) === true) return true
    const { length } = transaction.newDoc
    if (length <= longestText || length <= transaction.startState.doc.length) return true
    queueMicrotask(onTooLong)
    return false
  })
}
