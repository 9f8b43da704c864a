import { isMap, isSeq } from 'yaml'
import type { Pair } from 'yaml'
import type { SectionChange } from '../../shared/configuration-preview.ts'
import { keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import { MeaningReader } from './meaning.ts'
import { moved } from './move.ts'
import { sparkKeys, sparkSection } from './preview.ts'
import { changesMore, refuseEdit } from './refusal.ts'
import { valueOf } from './section-value.ts'
import { writeValue } from './set-values.ts'

/** An entry of a section: its key (null in a list) and what its value means, as a number. */
interface Entry {
  key: string | null
  value: number
}

/**
 * Compares what a document means before and after an edit of a section with what the edit was to
 * change, order included. Throws `config-invalid` when anything else changed.
 */
export function assertSectionMeant(
  before: ParsedText,
  after: ParsedText,
  change: SectionChange,
): void {
  const [error] = after.errors
  if (error) throw refuseEdit('the result would not be valid YAML', error.line)
  const section = change.type === 'add-rule' ? sparkSection : change.section
  const reader = new MeaningReader()
  const numberBefore = reader.numbering(before)
  const numberAfter = reader.numbering(after)
  const rest = (parsed: ParsedText, numberOf: (node: unknown) => number): Entry[] =>
    pairsOf(parsed)
      .filter((pair) => keyText(pair) !== section)
      .map((pair) => ({ key: keyText(pair), value: numberOf(pair.value) }))
  assertSame(rest(before, numberBefore), rest(after, numberAfter))

  const was = entriesOf(before, section, numberBefore)
  const is = entriesOf(after, section, numberAfter)
  switch (change.type) {
    case 'set': {
      const at = was.findIndex(({ key }) => key === change.key)
      const value = reader.numberOfValue(
        writeValue(valueOf(change), oldValue(before, change)).meaning,
      )
      const set = { key: change.key, value }
      return assertSame(at === -1 ? [...was, set] : was.with(at, set), is)
    }
    case 'rename': {
      const at = was.findIndex(({ key }) => key === change.key)
      const value = was[at]?.value
      if (value === undefined) throw changesMore()
      return assertSame(was.with(at, { key: change.to, value }), is)
    }
    case 'unset':
      return assertSame(
        was.filter(({ key }) => key !== change.key),
        is,
      )
    case 'move':
      return assertSame(moved(was, change.from, change.to), is)
    case 'remove':
      return assertSame(was.toSpliced(change.index, 1), is)
    case 'add-rule': {
      const wanted = new Map(
        (Object.keys(sparkKeys) as (keyof typeof sparkKeys)[]).map((field) => [
          sparkKeys[field] as string,
          change[field],
        ]),
      )
      return assertAdded(reader, after, was, is, wanted)
    }
    case 'set-in':
      return assertSetIn(reader, before, after, change, { was, is })
  }
}

function assertAdded(
  reader: MeaningReader,
  after: ParsedText,
  was: readonly Entry[],
  is: readonly Entry[],
  wanted: ReadonlyMap<string, string>,
): void {
  assertSame(was, is.slice(0, was.length))
  const added = itemsOf(after, sparkSection).slice(was.length)
  const fields = fieldsOf(added[0], reader.numbering(after))
  if (added.length !== 1 || fields.length !== wanted.size) throw changesMore()
  for (const { key, value } of fields) {
    const text = wanted.get(key ?? '')
    if (text === undefined || reader.numberOfValue(text) !== value) throw changesMore()
  }
}

function assertSetIn(
  reader: MeaningReader,
  before: ParsedText,
  after: ParsedText,
  change: Extract<SectionChange, { type: 'set-in' }>,
  entries: { was: readonly Entry[]; is: readonly Entry[] },
): void {
  const others = (list: readonly Entry[]): Entry[] => list.toSpliced(change.index, 1)
  assertSame(others(entries.was), others(entries.is))
  const was = fieldsOf(itemsOf(before, change.section)[change.index], reader.numbering(before))
  const is = fieldsOf(itemsOf(after, change.section)[change.index], reader.numbering(after))
  const except = (fields: readonly Entry[]): Entry[] =>
    fields.filter(({ key }) => key !== change.key)
  assertSame(except(was), except(is))
  const old = pairsIn(itemsOf(before, change.section)[change.index]).find(
    (pair) => keyText(pair) === change.key,
  )
  const wanted = reader.numberOfValue(writeValue(valueOf(change), old?.value).meaning)
  if (is.find(({ key }) => key === change.key)?.value !== wanted) throw changesMore()
}

function oldValue(parsed: ParsedText, change: Extract<SectionChange, { type: 'set' }>): unknown {
  const section = pairsOf(parsed).find((pair) => keyText(pair) === change.section)
  return pairsIn(section?.value).find((pair) => keyText(pair) === change.key)?.value
}

function pairsOf(parsed: ParsedText): readonly Pair[] {
  return parsed.root?.items ?? []
}

function pairsIn(node: unknown): readonly Pair[] {
  return isMap(node) ? node.items : []
}

function itemsOf(parsed: ParsedText, section: string): readonly unknown[] {
  const list = pairsOf(parsed).find((pair) => keyText(pair) === section)?.value
  return isSeq(list) ? list.items : []
}

function fieldsOf(node: unknown, numberOf: (node: unknown) => number): Entry[] {
  return pairsIn(node).map((pair) => ({ key: keyText(pair), value: numberOf(pair.value) }))
}

function entriesOf(
  parsed: ParsedText,
  section: string,
  numberOf: (node: unknown) => number,
): Entry[] {
  const value = pairsOf(parsed).find((pair) => keyText(pair) === section)?.value
  if (isMap(value)) return fieldsOf(value, numberOf)
  return itemsOf(parsed, section).map((item) => ({ key: null, value: numberOf(item) }))
}

function assertSame(was: readonly Entry[], is: readonly Entry[]): void {
  const same =
    was.length === is.length &&
    was.every(({ key, value }, index) => is[index]?.key === key && is[index].value === value)
  if (!same) throw changesMore()
}
