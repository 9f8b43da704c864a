import { setDiagnostics } from '@codemirror/lint'
import type { Diagnostic } from '@codemirror/lint'
import { RangeSet, StateEffect, StateField } from '@codemirror/state'
import type { EditorState, Extension, RangeValue, TransactionSpec } from '@codemirror/state'
import { Decoration, EditorView, GutterMarker, gutter, gutterLineClass } from '@codemirror/view'
import type { DecorationSet } from '@codemirror/view'

export interface EditorMarks {
  /** 1-based lines that the file in the workspace does not have. */
  added: readonly number[]
  diagnostics: readonly Diagnostic[]
}

type Mark = 'added' | 'error' | 'warning' | 'hint'

const signs: Readonly<Record<Mark, string>> = { added: '+', error: '×', warning: '!', hint: 'i' }
const words: Readonly<Record<Mark, string>> = {
  added: 'Not saved yet',
  error: 'Error',
  warning: 'Warning',
  hint: 'Hint',
}

class SignMarker extends GutterMarker {
  readonly mark: Mark
  override readonly elementClass: string

  constructor(mark: Mark) {
    super()
    this.mark = mark
    this.elementClass = `cm-sign-${mark}`
  }

  override toDOM(): Node {
    const sign = document.createElement('span')
    sign.textContent = signs[this.mark]
    sign.title = words[this.mark]
    return sign
  }
}

class GroundMarker extends GutterMarker {
  override readonly elementClass: string

  constructor(mark: Mark) {
    super()
    this.elementClass = `cm-ground-${mark}`
  }
}

const every = <Value>(make: (mark: Mark) => Value): Record<Mark, Value> => ({
  added: make('added'),
  error: make('error'),
  warning: make('warning'),
  hint: make('hint'),
})
const signMarkers = every((mark) => new SignMarker(mark))
const groundMarkers = every((mark) => new GroundMarker(mark))
const lineMarks = every((mark) => Decoration.line({ class: `cm-ground-${mark}` }))

interface Shown {
  lines: DecorationSet
  signs: RangeSet<GutterMarker>
  grounds: RangeSet<GutterMarker>
}

const nothing: Shown = { lines: Decoration.none, signs: RangeSet.empty, grounds: RangeSet.empty }
const rank: readonly Mark[] = ['error', 'warning', 'hint', 'added']

/** Marks of lines, the graver one where a line has two. */
function build(state: EditorState, marks: EditorMarks): Shown {
  const byLine = new Map<number, Mark>()
  const mark = (line: number, as: Mark): void => {
    const former = byLine.get(line)
    if (former === undefined || rank.indexOf(as) < rank.indexOf(former)) byLine.set(line, as)
  }
  for (const line of marks.added) if (line >= 1 && line <= state.doc.lines) mark(line, 'added')
  for (const { from, severity } of marks.diagnostics) {
    mark(state.doc.lineAt(from).number, severity === 'info' ? 'hint' : severity)
  }
  const ordered = [...byLine].sort(([one], [other]) => one - other)
  const ranges = <Value extends RangeValue>(values: Record<Mark, Value>) =>
    ordered.map(([line, as]) => values[as].range(state.doc.line(line).from))
  return {
    lines: Decoration.set(ranges(lineMarks)),
    signs: RangeSet.of(ranges(signMarkers)),
    grounds: RangeSet.of(ranges(groundMarkers)),
  }
}

const setMarks = StateEffect.define<EditorMarks>()

const shownMarks = StateField.define<Shown>({
  create: () => nothing,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) return build(transaction.state, effect.value)
    }
    if (!transaction.docChanged) return value
    const { changes } = transaction
    return {
      lines: value.lines.map(changes),
      signs: value.signs.map(changes),
      grounds: value.grounds.map(changes),
    }
  },
  provide: (field) => [
    EditorView.decorations.from(field, (value) => value.lines),
    gutterLineClass.from(field, (value) => value.grounds),
  ],
})

/** What shows marks from now on, also as wavy lines with their words under the pointer. */
export function marksTransaction(state: EditorState, marks: EditorMarks): TransactionSpec[] {
  return [setDiagnostics(state, marks.diagnostics), { effects: setMarks.of(marks) }]
}

const theme = EditorView.theme({
  '.cm-ground-added': { backgroundColor: 'var(--success-soft)' },
  '.cm-ground-error': { backgroundColor: 'var(--error-soft)' },
  '.cm-signs': { width: '16px', textAlign: 'center', fontWeight: '600' },
  '.cm-sign-added': { color: 'var(--success)' },
  '.cm-sign-error': { color: 'var(--error)' },
  '.cm-sign-warning': { color: 'var(--warning)' },
  '.cm-sign-hint': { color: 'var(--info)' },
})

/** A column of signs beside the line numbers, and grounds for lines that are wrong or new. */
export const lineMarksExtension: Extension = [
  shownMarks,
  gutter({ class: 'cm-signs', markers: (view) => view.state.field(shownMarks).signs }),
  theme,
]
