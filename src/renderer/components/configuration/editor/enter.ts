import { EditorSelection } from '@codemirror/state'
import type { StateCommand } from '@codemirror/state'
import { indentUnit } from '@codemirror/language'

/**
 * What a new line begins with: the indentation of YAML goes on where the line above stands, a step
 * deeper below a key without a value, and below the keys of an entry, not below its dash.
 */
export function newLineIndent(before: string, unit: string): string {
  const [, blank = '', dashes = ''] = /^(\s*)((?:-\s+)*)/.exec(before) ?? []
  const rest = before.slice(blank.length + dashes.length)
  const indent = blank + ' '.repeat(dashes.length)
  const opens = /(^|\S)\s*:(\s+([|>][+-]?\d?|[&!]\S+))?\s*(\s#.*)?$/.test(rest) && rest !== ''
  return opens ? indent + unit : indent
}

/** Enter: a new line with its indentation, for every cursor. */
export const insertYamlLine: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false
  const unit = state.facet(indentUnit)
  const changes = state.changeByRange(({ from, to }) => {
    const line = state.doc.lineAt(from)
    const insert = state.lineBreak + newLineIndent(line.text.slice(0, from - line.from), unit)
    // Blanks that would stand between the cursor and what follows are part of the old line.
    const end = to + (/^[ \t]*/.exec(state.sliceDoc(to, state.doc.lineAt(to).to))?.[0].length ?? 0)
    return {
      changes: { from, to: end, insert: state.toText(insert) },
      range: EditorSelection.cursor(from + insert.length),
    }
  })
  dispatch(state.update(changes, { scrollIntoView: true, userEvent: 'input' }))
  return true
}
