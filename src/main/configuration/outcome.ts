import { isDeepStrictEqual } from 'node:util'
import { parseText } from './document.ts'
import type { ParsedText } from './document.ts'
import type { PathEdit } from './edit.ts'
import { scalarMark, structureOf } from './item-view.ts'
import type { Structure } from './item-view.ts'
import { sectionOf } from './model.ts'
import { itemPiece, kindOfList } from './piece.ts'
import { refuseEdit } from './refusal.ts'

type Entry = [key: string, value: Structure]

/**
 * Compares what stands at the place of an edit with what should stand there. Of a list of items only
 * the one that the path leads into is looked at.
 */
export function assertOutcome(before: ParsedText, after: ParsedText, edit: PathEdit): void {
  const [section, first] = edit.path
  if (edit.type === 'rename-key' && edit.path.length === 1) {
    // What the section means to the app changes with its name, so that the whole is compared.
    const wanted = changed(structureOf(parseText(before.text).root), [section], edit)
    if (isDeepStrictEqual(wanted, structureOf(parseText(after.text).root))) return
    throw refuseEdit('it would change more than was meant', null)
  }
  const kind = kindOfList(section)
  if (kind !== null && edit.path.length === 2) return
  const ofItem = kind !== null && typeof first === 'number'
  const at = (parsed: ParsedText): Structure => {
    if (ofItem) return structureOf(itemPiece(parsed, kind, first)?.node)
    return structureOf(sectionOf(parsed, section)?.pair.value)
  }
  const wanted = changed(at(before), edit.path.slice(ofItem ? 2 : 1), edit)
  if (wanted === null || !same(wanted, at(after), edit)) {
    throw refuseEdit('it would change more than was meant', null)
  }
}

/** What an edit should make of a structure; null when it does not fit. */
function changed(
  structure: Structure,
  path: readonly (string | number)[],
  edit: PathEdit,
): Structure | null {
  const [step, ...rest] = path
  if (step === undefined) return null
  if (typeof step === 'number') {
    const entries = entriesOfList(structure)
    if (rest.length === 0) return { list: entries.toSpliced(step, 1) }
    const inner = changed(entries[step] ?? 'null', rest, edit)
    return inner === null || step >= entries.length ? null : { list: entries.with(step, inner) }
  }
  const entries = typeof structure === 'object' && 'map' in structure ? structure.map : []
  if (rest.length === 0) return { map: changedEntries(entries, step, edit) }
  const index = entries.findLastIndex(([key]) => key === step)
  const inner = changed(entries[index]?.[1] ?? 'null', rest, edit)
  return inner === null || index === -1 ? null : { map: entries.with(index, [step, inner]) }
}

function changedEntries(entries: Entry[], key: string, edit: PathEdit): Entry[] {
  const last = entries.findLastIndex(([each]) => each === key)
  switch (edit.type) {
    case 'put': {
      const entry: Entry = [key, scalarMark(edit.value)]
      return last === -1 ? [...entries, entry] : entries.with(last, entry)
    }
    case 'rename-key':
      return entries.map(([each, value]) => [each === key ? edit.key : each, value])
    case 'drop':
      return entries.toSpliced(last, 1)
    case 'drop-shadowed':
      return entries.filter(([each], index) => each !== key || index === last)
  }
}

function entriesOfList(structure: Structure): Structure[] {
  return typeof structure === 'object' && 'list' in structure ? structure.list : []
}

/** A new key may be anywhere among the others. */
function same(wanted: Structure, is: Structure, edit: PathEdit): boolean {
  return edit.type === 'put'
    ? isDeepStrictEqual(sorted(wanted), sorted(is))
    : isDeepStrictEqual(wanted, is)
}

function sorted(structure: Structure): Structure {
  if (typeof structure === 'string') return structure
  if ('list' in structure) return { list: structure.list.map(sorted) }
  const entries = structure.map.map(([key, value]): Entry => [key, sorted(value)])
  return { map: entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) }
}
