import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml'
import type { Kind } from '../../shared/catalog.ts'
import { isNodeOf, keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import type { ItemPart } from './parts.ts'
import { factsOf } from './item-facts.ts'
import type { ItemFacts } from './item-facts.ts'
import { describe, describeScalar, fieldsOf, viewItem } from './item-view.ts'
import { effectivePairs } from './effective-pairs.ts'
import { kinds, listKeys } from './keys.ts'
import { listedItems, listNodes } from './model.ts'

/** What something means, equal where the meaning is, within one comparison. */
export type Mark = number | string

/** What one item means: its fields by key. */
export interface ItemMeaning {
  /** Position in its list. */
  index: number
  facts: ItemFacts
  fields: ReadonlyMap<string, Mark>
}

/** What a document means, comparable with another one that was read by the same reader. */
export interface Meaning {
  /** Top-level keys but for the two lists. */
  sections: ReadonlyMap<string, Mark>
  items: Record<Kind, readonly ItemMeaning[]>
}

/** Reads what documents mean. */
export interface Reader {
  read(parsed: ParsedText): Meaning
  /** Only the sections, which costs little however long the lists are. */
  readSections(parsed: ParsedText): ReadonlyMap<string, Mark>
  /** The keys of a section with the marks of their values. */
  readFields(parsed: ParsedText, section: string): ReadonlyMap<string, Mark>
  /** Tells the mark of any node of a document, or of a piece of it that was read by itself. */
  marks(parsed: ParsedText): (node: unknown) => Mark
  /** The mark of a plain value. */
  markOf(value: string | bigint | boolean | number): Mark
}

/** A reader that fits all: what was read in parts need not be read as a whole. */
export function readerFor(...documents: readonly ParsedText[]): Reader {
  return documents.every(({ parts }) => parts !== null) ? partsReader : new MeaningReader()
}

/** Compares by texts of meaning that are kept with each part. */
const partsReader: Reader = {
  read: (parsed) => ({
    sections: partsReader.readSections(parsed),
    items: {
      workflow: itemsInParts(parsed, 'workflow'),
      pipeline: itemsInParts(parsed, 'pipeline'),
    },
  }),
  readSections: ({ parts }) => {
    const lists = new Set(kinds.map((kind) => listKeys[kind]))
    const sections = [...(parts?.sections.values() ?? [])].filter(
      ({ key, items, reading }) =>
        !lists.has(key) || (!items && !isListOrNothing(reading.pair.value)),
    )
    return new Map(sections.map(({ key, reading }) => [key, reading.meaning]))
  },
  readFields: ({ parts }, section) => {
    const map = parts?.sections.get(section)?.reading.pair.value
    return new Map(
      isMap(map) ? map.items.map((pair) => [keyText(pair) ?? '', describe(pair.value)]) : [],
    )
  },
  marks: () => describe,
  markOf: describeScalar,
}

function itemsInParts({ parts }: ParsedText, kind: Kind): ItemMeaning[] {
  const section = parts?.sections.get(listKeys[kind])
  if (section?.items) {
    return section.items.map(({ reading: { facts, fields } }, index) => ({ index, facts, fields }))
  }
  const list = section?.reading.pair.value
  if (!section || !isSeq(list)) return []
  return list.items.map((node, index) => ({
    index,
    facts: factsOf(kind, viewItem(section.reading.parsed, node)),
    fields: fieldsOf(node),
  }))
}

/** What an item that was read by itself means. */
export function markOfItem({ reading }: ItemPart): string {
  return [...reading.fields].flat().join('\n')
}

function isListOrNothing(value: unknown): boolean {
  return value === null || isSeq(value) || (isScalar(value) && value.value === null)
}

/**
 * Gives every YAML value a number: equal values, aliases followed, get equal numbers. Each node is
 * looked at once, so aliases of aliases of aliases cost nothing.
 */
class MeaningReader implements Reader {
  readonly #numbers = new Map<string, number>()

  read(parsed: ParsedText): Meaning {
    const known = new Map<unknown, number>()
    const number = (node: unknown): number => this.#numberOf(parsed, node, known)
    const items = (kind: Kind): ItemMeaning[] =>
      (listNodes(parsed, kind) ?? []).flatMap((node, index) => {
        const facts = listedItems(parsed, kind)?.[index]?.facts
        if (!facts) return []
        const map = parsed.resolve(node)
        const fields = isMap(map)
          ? new Map(
              [...effectivePairs(parsed, map)].map(([key, { node: value }]) => [
                key,
                number(value),
              ]),
            )
          : new Map([['', number(node)]])
        return [{ index, facts, fields }]
      })
    return {
      sections: this.#sections(parsed, known),
      items: { workflow: items('workflow'), pipeline: items('pipeline') },
    }
  }

  marks(parsed: ParsedText): (node: unknown) => number {
    const known = new Map<unknown, number>()
    return (node) => this.#numberOf(parsed, node, known)
  }

  readSections(parsed: ParsedText): ReadonlyMap<string, number> {
    return this.#sections(parsed, new Map())
  }

  markOf(value: string | bigint | boolean | number): number {
    return this.#intern(`${typeof value}:${String(value)}`)
  }

  readFields(parsed: ParsedText, section: string): ReadonlyMap<string, number> {
    const known = new Map<unknown, number>()
    const pair = parsed.root?.items.find((candidate) => keyText(candidate) === section)
    const map = parsed.resolve(pair?.value)
    if (!isMap(map)) return new Map()
    return new Map(
      [...effectivePairs(parsed, map)].map(([key, { node }]) => [
        key,
        this.#numberOf(parsed, node, known),
      ]),
    )
  }

  #sections(parsed: ParsedText, known: Map<unknown, number>): Map<string, number> {
    const sections = new Map<string, number>()
    const lists = new Set(kinds.map((kind) => listKeys[kind]))
    parsed.root?.items.forEach((pair, index) => {
      const key = keyText(pair)
      if (key !== null && lists.has(key) && !sections.has(key)) {
        const value = parsed.resolve(pair.value)
        if (isListOrNothing(value)) return
      }
      const name = key !== null && !sections.has(key) ? key : `${key ?? ''}\0${String(index)}`
      const number = this.#numberOf(parsed, pair.value, known)
      sections.set(name, key === null ? this.#numberOf(parsed, pair, known) : number)
    })
    return sections
  }

  #numberOf(parsed: ParsedText, node: unknown, known: Map<unknown, number>): number {
    const before = known.get(node)
    if (before !== undefined) return before
    // Stands in while the node itself is under way, for an alias inside of what it stands for.
    known.set(node, -1)
    const number = this.#intern(this.#describe(parsed, node, known))
    known.set(node, number)
    return number
  }

  #describe(parsed: ParsedText, node: unknown, known: Map<unknown, number>): string {
    const number = (part: unknown): number => this.#numberOf(parsed, part, known)
    if (isAlias(node)) {
      const target = parsed.resolve(node)
      return target ? `alias:${String(number(target))}` : `lost:${node.source}`
    }
    if (isPair(node)) return `pair:${String(number(node.key))},${String(number(node.value))}`
    const tag = isNodeOf(node) && node.tag ? `${node.tag} ` : ''
    if (isScalar(node)) {
      return node.value === null ? `${tag}null` : `${tag}${typeof node.value}:${String(node.value)}`
    }
    if (isMap(node) || isSeq(node)) {
      return `${tag}${isMap(node) ? 'map' : 'seq'}:${node.items.map(number).join(',')}`
    }
    return 'null'
  }

  #intern(description: string): number {
    const known = this.#numbers.get(description)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(description, number)
    return number
  }
}
