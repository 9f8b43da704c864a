import { AppError } from '../../shared/errors.ts'
import { applyEdit } from './edit.ts'
import type { Edit } from './edit.ts'
import type { ParsedText } from './document.ts'
import { flagNames, kinds } from './keys.ts'
import type { SelectionItem } from './model.ts'
import { sameFlags, selectionOf } from './selection.ts'

/**
 * The saved text with only the differences to a draft made from it by edits of items and of the
 * output path. So an item that was taken out and is picked again is back in its place, with its
 * comments and further keys, and taking a step back leaves no change at all.
 *
 * @returns null when the draft cannot be reached this way; then it stays as it is
 */
export function netDraft(saved: ParsedText, draft: ParsedText): ParsedText | null {
  const before = selectionOf(saved)
  const target = selectionOf(draft)
  const listed = kinds.every((kind) =>
    [before, target].every(
      (selection) => selection.byId[kind].size === selection.model.items[kind].length,
    ),
  )
  if (!listed) return null
  const edits: Edit[] = []
  for (const kind of kinds) {
    const was = before.byId[kind]
    const is = target.byId[kind]
    const gone = [...was].filter(([key]) => !is.has(key)).map(([key]) => key)
    edits.push({ type: 'unpick', kind, ids: gone })
    for (const flag of flagNames) {
      for (const value of [true, false]) {
        const ids = [...is]
          .filter(([key, item]) => was.has(key) && item.flags[flag] === value)
          .map(([key]) => key)
        edits.push({ type: 'switch', kind, ids, flag, value })
      }
    }
    for (const [key, { name }] of is) {
      const renamed = was.has(key) && name !== null && was.get(key)?.name !== name
      if (renamed) edits.push({ type: 'rename', kind, ids: [key], name })
    }
    const added = [...is].filter(([key]) => !was.has(key)).map(([, item]) => newItem(item))
    edits.push({ type: 'pick', kind, items: added })
  }
  const { outputPath } = target.model
  if (outputPath !== null && outputPath !== before.model.outputPath) {
    const values = [{ key: 'v_start_path', value: outputPath, as: 'text' as const }]
    edits.push({ type: 'set', section: 'initial_variables', values })
  }
  try {
    const rebuilt = edits.reduce(applyEdit, saved)
    return sameSelection(rebuilt, draft) ? rebuilt : null
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

function newItem(item: SelectionItem): { id: string; name: string; flags: SelectionItem['flags'] } {
  return { id: item.id ?? '', name: item.name ?? '', flags: item.flags }
}

/** Whether two documents pick the same items with the same names and switches, and write to the same folder. */
export function sameSelection(a: ParsedText, b: ParsedText): boolean {
  const left = selectionOf(a)
  const right = selectionOf(b)
  return (
    left.model.outputPath === right.model.outputPath &&
    kinds.every(
      (kind) =>
        left.byId[kind].size === right.byId[kind].size &&
        [...left.byId[kind]].every(([key, item]) => {
          const other = right.byId[kind].get(key)
          return other?.name === item.name && sameFlags(item.flags, other.flags)
        }),
    )
  )
}
