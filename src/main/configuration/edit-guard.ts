import { isDeepStrictEqual } from 'node:util'
import type { Kind } from '../../shared/catalog.ts'
import type { ParsedText } from './document.ts'
import type { Edit } from './edit.ts'
import { MeaningReader } from './meaning.ts'
import type { ItemMeaning, Meaning } from './meaning.ts'
import { flagKeys, idKey, idKeys, kinds, nameKeys } from './model.ts'
import { changesMore, refuseEdit } from './refusal.ts'
import { writeValue } from './set-values.ts'

/**
 * Compares what a document means before and after an edit with what the edit was to change.
 * Throws `config-invalid` when anything else changed, as it would where an anchor is shared.
 */
export function assertMeant(
  before: ParsedText,
  after: ParsedText,
  edit: Edit,
  positions: ReadonlySet<number>,
): void {
  const [error] = after.errors
  if (error) throw refuseEdit('the result would not be valid YAML', error.line)
  const reader = new MeaningReader()
  const was = reader.read(before)
  const is = reader.read(after)
  if (edit.type === 'set') assertSet(reader, before, after, edit)
  const edited = edit.type === 'set' ? edit.section : null
  const names = new Set([...was.sections.keys(), ...is.sections.keys()])
  for (const name of names) {
    if (name !== edited && was.sections.get(name) !== is.sections.get(name)) throw changesMore()
  }
  for (const kind of kinds) {
    if (edit.type !== 'set' && edit.kind === kind) assertItems(was, is, edit, positions)
    else assertSame(was.items[kind], is.items[kind])
  }
}

function assertItems(
  was: Meaning,
  is: Meaning,
  edit: Exclude<Edit, { type: 'set' }>,
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
    added.forEach(({ item, fields }, index) => {
      const wanted = edit.items[index]
      const right =
        wanted !== undefined &&
        item.id !== null &&
        idKey(edit.kind, item.id) === idKey(edit.kind, wanted.id) &&
        (item.name ?? '') === wanted.name &&
        isDeepStrictEqual(item.flags, wanted.flags) &&
        fields.size === fieldCount(edit.kind)
      if (!right) throw changesMore()
    })
  } else if (edit.type === 'rename') {
    if (before.length !== after.length) throw changesMore()
    before.forEach((old, index) => {
      const now = after[index]
      if (!positions.has(index)) return assertSame([old], now ? [now] : [])
      if (now?.item.name !== edit.name) throw changesMore()
      assertFields(old.fields, now.fields, new Set([nameKeys[edit.kind]]))
    })
  } else {
    if (before.length !== after.length) throw changesMore()
    const key = flagKeys[edit.flag]
    before.forEach((old, index) => {
      const now = after[index]
      if (!positions.has(index)) return assertSame([old], now ? [now] : [])
      const flags = { ...old.item.flags, [edit.flag]: edit.value }
      if (!now || !isDeepStrictEqual(now.item.flags, flags)) throw changesMore()
      assertFields(old.fields, now.fields, new Set([key]))
    })
  }
}

function assertSet(
  reader: MeaningReader,
  before: ParsedText,
  after: ParsedText,
  edit: Extract<Edit, { type: 'set' }>,
): void {
  const was = reader.readFields(before, edit.section)
  const is = reader.readFields(after, edit.section)
  assertFields(was, is, new Set(edit.values.map(({ key }) => key)))
  for (const value of edit.values) {
    if (is.get(value.key) !== reader.numberOfValue(writeValue(value, null).meaning))
      throw changesMore()
  }
}

function assertSame(was: readonly ItemMeaning[], is: readonly ItemMeaning[]): void {
  if (was.length !== is.length) throw changesMore()
  was.forEach((old, index) => {
    const now = is[index]
    if (!now) throw changesMore()
    assertFields(old.fields, now.fields, new Set())
  })
}

function assertFields(
  was: ReadonlyMap<string, number>,
  is: ReadonlyMap<string, number>,
  except: ReadonlySet<string>,
): void {
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    if (!except.has(key) && was.get(key) !== is.get(key)) throw changesMore()
  }
}

function fieldCount(kind: Kind): number {
  return new Set([nameKeys[kind], idKeys[kind], ...Object.values(flagKeys)]).size
}
