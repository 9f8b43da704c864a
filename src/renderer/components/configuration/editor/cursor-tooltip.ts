import { StateEffect, StateField } from '@codemirror/state'
import { showTooltip } from '@codemirror/view'
import type { Command, Tooltip, EditorView } from '@codemirror/view'

const setTooltip = StateEffect.define<Tooltip | null>()

/** A box beside the text, opened with a key; it goes when the cursor moves or something is typed. */
export const cursorTooltip = StateField.define<Tooltip | null>({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setTooltip)) return effect.value
    return transaction.docChanged || transaction.selection ? null : value
  },
  provide: (field) => showTooltip.from(field),
})

export function showAtCursor(view: EditorView, tooltip: Tooltip): void {
  view.dispatch({ effects: setTooltip.of({ above: false, ...tooltip }) })
}

export const closeCursorTooltip: Command = (view) => {
  if (view.state.field(cursorTooltip, false) == null) return false
  view.dispatch({ effects: setTooltip.of(null) })
  view.focus()
  return true
}
