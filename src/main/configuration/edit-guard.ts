import { isDeepStrictEqual } from 'node:util'
import type { Kind } from '../../shared/catalog.ts'
import type { ParsedText } from './document.ts'
import type { GuardedEdit, ItemEdit, PathEdit } from './edit.ts'
import { flagKeys, idKeys, kinds, nameKeys } from './keys.ts'
import { readerFor } from './meaning.ts'
import type { ItemMeaning, Mark, Meaning, Reader } from './meaning.ts'
import { idKey } from './model.ts'
import { assertOutcome } from './outcome.ts'
import { kindOfList } from './piece.ts'
import { changesMore, refuseEdit } from './refusal.ts'
import { writeValue } from './set-values.ts'

/**
 * Compares what a document means before and after an edit with what the edit was to change.
 * Throws `config-invalid` when anything else changed, as it would where an anchor is shared.
 */
export function assertMeant(
  before: ParsedText,
  after: ParsedText,
  edit: GuardedEdit,
  positions: ReadonlySet<number>,
): void {
  const [error] = after.errors
  if (error) throw refuseEdit('the result would not be valid YAML', error.line)
  const reader = readerFor(before, after)
  const was = reader.read(before)
  const is = reader.read(after)
  if (edit.type === 'set') assertSet(reader, before, after, edit)
  if ('path' in edit) assertOutcome(before, after, edit)
  if (edit.type === 'rename-key' && edit.path.length === 1) return
  const edited = sectionOfEdit(edit)
  const names = new Set([...was.sections.keys(), ...is.sections.keys()])
  for (const name of names) {
    if (name !== edited && was.sections.get(name) !== is.sections.get(name)) throw changesMore()
  }
  for (const kind of kinds) {
    if ('kind' in edit && edit.kind === kind) assertItems(was, is, edit, positions)
    else if ('path' in edit && kindOfList(edit.path[0]) === kind) {
      assertOthers(was.items[kind], is.items[kind], edit)
    } else assertSame(was.items[kind], is.items[kind])
  }
}

/** The section that an edit may change; the lists are compared item by item. */
function sectionOfEdit(edit: GuardedEdit): string | null {
  const section = 'section' in edit ? edit.section : 'path' in edit ? edit.path[0] : null
  return section !== null && kindOfList(section) === null ? section : null
}

function assertItems(
  was: Meaning,
  is: Meaning,
  edit: ItemEdit,
  positions: ReadonlySet<number>,
): void {
  const before = was.items[edit.kind]
  const after = is.items[edit.kind]
  if (edit.type === 'unpick') {
    const kept = before.filter((_, index) => !positions.has(index))
    assertSame(kept, after)
  } else if (edit.type === 'pick') {
    assertSame(before, after.slice(0, before.length))
    const added = after.slice(before.length)
    if (added.length !== edit.items.length) throw changesMore()
    added.forEach(({ facts, fields }, index) => {
      const wanted = edit.items[index]
      const right =
        wanted !== undefined &&
        facts.id !== null &&
        idKey(edit.kind, facts.id) === idKey(edit.kind, wanted.id) &&
        (facts.name ?? '') === wanted.name &&
        isDeepStrictEqual(facts.flags, wanted.flags) &&
        fields.size === fieldCount(edit.kind)
      if (!right) throw changesMore()
    })
  } else if (edit.type === 'rename') {
    if (before.length !== after.length) throw changesMore()
    before.forEach((old, index) => {
      const now = after[index]
      if (!positions.has(index)) return assertSame([old], now ? [now] : [])
      if (now?.facts.name !== edit.name) throw changesMore()
      assertFields(old.fields, now.fields, new Set([nameKeys[edit.kind]]))
    })
  } else {
    if (before.length !== after.length) throw changesMore()
    const key = flagKeys[edit.flag]
    before.forEach((old, index) => {
      const now = after[index]
      if (!positions.has(index)) return assertSame([old], now ? [now] : [])
      const flags = { ...old.facts.flags, [edit.flag]: edit.value }
      if (!now || !isDeepStrictEqual(now.facts.flags, flags)) throw changesMore()
      assertFields(old.fields, now.fields, new Set([key]))
    })
  }
}

/** The items of a list besides the one that a path leads to; that one is compared by `assertOutcome`. */
function assertOthers(
  was: readonly ItemMeaning[],
  is: readonly ItemMeaning[],
  edit: PathEdit,
): void {
  const position = edit.path[1]
  if (typeof position !== 'number') throw changesMore()
  if (edit.path.length === 2) {
    assertSame(was.toSpliced(position, 1), is)
  } else {
    const others = (items: readonly ItemMeaning[]): ItemMeaning[] => items.toSpliced(position, 1)
    if (was.length !== is.length) throw changesMore()
    assertSame(others(was), others(is))
  }
}

function assertSet(
  reader: Reader,
  before: ParsedText,
  after: ParsedText,
  edit: Extract<GuardedEdit, { type: 'set' }>,
): void {
  const was = reader.readFields(before, edit.section)
  const is = reader.readFields(after, edit.section)
  assertFields(was, is, new Set(edit.values.map(({ key }) => key)))
  for (const value of edit.values) {
    if (is.get(value.key) !== reader.markOf(writeValue(value, null).meaning)) throw changesMore()
  }
}

function assertSame(was: readonly ItemMeaning[], is: readonly ItemMeaning[]): void {
  if (was.length !== is.length) throw changesMore()
  was.forEach((old, index) => {
    const now = is[index]
    if (!now) throw changesMore()
    if (old.fields !== now.fields) assertFields(old.fields, now.fields, new Set())
  })
}

function assertFields(
  was: ReadonlyMap<string, Mark>,
  is: ReadonlyMap<string, Mark>,
  except: ReadonlySet<string>,
): void {
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    if (!except.has(key) && was.get(key) !== is.get(key)) throw changesMore()
  }
}

function fieldCount(kind: Kind): number {
  return new Set([nameKeys[kind], idKeys[kind], ...Object.values(flagKeys)]).size
}
