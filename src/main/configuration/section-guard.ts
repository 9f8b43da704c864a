import { isMap, isSeq } from 'yaml'
import type { Pair } from 'yaml'
import type { SectionChange } from '../../shared/configuration-preview.ts'
import { findPair, keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import { markOfItem, readerFor } from './meaning.ts'
import type { Mark, Reader } from './meaning.ts'
import { sectionOf } from './model.ts'
import { moved } from './move.ts'
import type { Parts } from './parts.ts'
import { entryPiece } from './piece.ts'
import { sparkKeys, sparkSection } from './preview.ts'
import { changesMore, refuseEdit } from './refusal.ts'
import { valueOf } from './section-value.ts'
import { writeValue } from './set-values.ts'

/** An entry of a section: its key (null in a list) and what its value means. */
interface Entry {
  key: string | null
  value: Mark
}

/** Tells what the parts of a document mean. */
interface Marks {
  parsed: ParsedText
  of: (node: unknown) => Mark
  /** The sections and items, when both documents were read one by one. */
  parts: Parts | null
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
  const reader = readerFor(before, after)
  const inParts = before.parts !== null && after.parts !== null
  const marks = (parsed: ParsedText): Marks => ({
    parsed,
    of: reader.marks(parsed),
    parts: inParts ? parsed.parts : null,
  })
  const [marksBefore, marksAfter] = [marks(before), marks(after)]
  assertSame(otherSections(marksBefore, section), otherSections(marksAfter, section))

  const was = entriesOf(marksBefore, section)
  const is = entriesOf(marksAfter, section)
  switch (change.type) {
    case 'set': {
      const at = was.findIndex(({ key }) => key === change.key)
      const value = reader.markOf(writeValue(valueOf(change), oldValue(before, change)).meaning)
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
      return assertAdded(reader, marksAfter, was, is, wanted)
    }
    case 'set-in':
      return assertSetIn(reader, marksBefore, marksAfter, change, { was, is })
  }
}

function assertAdded(
  reader: Reader,
  after: Marks,
  was: readonly Entry[],
  is: readonly Entry[],
  wanted: ReadonlyMap<string, string>,
): void {
  assertSame(was, is.slice(0, was.length))
  const fields = fieldsOf(after, entryPiece(after.parsed, sparkSection, was.length)?.node)
  if (is.length !== was.length + 1 || fields.length !== wanted.size) throw changesMore()
  for (const { key, value } of fields) {
    const text = wanted.get(key ?? '')
    if (text === undefined || reader.markOf(text) !== value) throw changesMore()
  }
}

function assertSetIn(
  reader: Reader,
  before: Marks,
  after: Marks,
  change: Extract<SectionChange, { type: 'set-in' }>,
  entries: { was: readonly Entry[]; is: readonly Entry[] },
): void {
  const others = (list: readonly Entry[]): Entry[] => list.toSpliced(change.index, 1)
  assertSame(others(entries.was), others(entries.is))
  const node = entryPiece(before.parsed, change.section, change.index)?.node
  const was = fieldsOf(before, node)
  const is = fieldsOf(after, entryPiece(after.parsed, change.section, change.index)?.node)
  const except = (fields: readonly Entry[]): Entry[] =>
    fields.filter(({ key }) => key !== change.key)
  assertSame(except(was), except(is))
  const old = pairsIn(node).find((pair) => keyText(pair) === change.key)
  const wanted = reader.markOf(writeValue(valueOf(change), old?.value).meaning)
  if (is.find(({ key }) => key === change.key)?.value !== wanted) throw changesMore()
}

function oldValue(parsed: ParsedText, change: Extract<SectionChange, { type: 'set' }>): unknown {
  const section = sectionOf(parsed, change.section)
  return pairsIn(section?.pair.value).find((pair) => keyText(pair) === change.key)?.value
}

function otherSections({ parsed, of, parts }: Marks, section: string): Entry[] {
  const entries = parts
    ? [...parts.sections.values()].flatMap(({ key, reading, items }): Entry[] => [
        { key, value: reading.meaning },
        ...(key === section ? [] : (items ?? []).map((item) => ({ key, value: markOfItem(item) }))),
      ])
    : (parsed.root?.items ?? []).map((pair) => ({ key: keyText(pair), value: of(pair.value) }))
  return entries.filter(({ key }) => key !== section)
}

function entriesOf(marks: Marks, section: string): Entry[] {
  const items = marks.parts?.sections.get(section)?.items
  if (items) return items.map((item) => ({ key: null, value: markOfItem(item) }))
  const pair = marks.parts
    ? sectionOf(marks.parsed, section)?.pair
    : marks.parsed.root && findPair(marks.parsed.root, section)
  const value = pair?.value
  if (isMap(value)) return fieldsOf(marks, value)
  return isSeq(value) ? value.items.map((item) => ({ key: null, value: marks.of(item) })) : []
}

function pairsIn(node: unknown): readonly Pair[] {
  return isMap(node) ? node.items : []
}

function fieldsOf({ of }: Marks, node: unknown): Entry[] {
  return pairsIn(node).map((pair) => ({ key: keyText(pair), value: of(pair.value) }))
}

function assertSame(was: readonly Entry[], is: readonly Entry[]): void {
  const same =
    was.length === is.length &&
    was.every(({ key, value }, index) => is[index]?.key === key && is[index].value === value)
  if (!same) throw changesMore()
}
