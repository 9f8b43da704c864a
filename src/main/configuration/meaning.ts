import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml'
import type { Kind } from '../../shared/catalog.ts'
import { isNodeOf, keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import { effectivePairs, kinds, listKeys, listNodes, readSelection } from './model.ts'
import type { SelectionItem } from './model.ts'

/** What one item means: its fields by key, values as numbers that are equal when the values are. */
export interface ItemMeaning {
  item: SelectionItem
  fields: ReadonlyMap<string, number>
}

/** What a document means, comparable with that of another document read by the same reader. */
export interface Meaning {
  /** Top-level keys but for the two lists. */
  sections: ReadonlyMap<string, number>
  items: Record<Kind, ItemMeaning[]>
}

/**
 * Gives every YAML value a number: equal values, aliases followed, get equal numbers. Each node is
 * looked at once, so aliases of aliases of aliases cost nothing.
 */
export class MeaningReader {
  readonly #numbers = new Map<string, number>()

  read(parsed: ParsedText): Meaning {
    const known = new Map<unknown, number>()
    const number = (node: unknown): number => this.#numberOf(parsed, node, known)
    const selection = readSelection(parsed)
    const items = (kind: Kind): ItemMeaning[] =>
      (listNodes(parsed, kind) ?? []).flatMap((node, index) => {
        const item = selection.items[kind][index]
        if (!item) return []
        const map = parsed.resolve(node)
        const fields = isMap(map)
          ? new Map(
              [...effectivePairs(parsed, map)].map(([key, { node: value }]) => [
                key,
                number(value),
              ]),
            )
          : new Map([['', number(node)]])
        return [{ item, fields }]
      })
    return {
      sections: this.#sections(parsed, known),
      items: { workflow: items('workflow'), pipeline: items('pipeline') },
    }
  }

  /** Tells the number of any node of a document. */
  numbering(parsed: ParsedText): (node: unknown) => number {
    const known = new Map<unknown, number>()
    return (node) => this.#numberOf(parsed, node, known)
  }

  /** Only the sections, which costs little however long the lists are. */
  readSections(parsed: ParsedText): ReadonlyMap<string, number> {
    return this.#sections(parsed, new Map())
  }

  /** The number of a plain value. */
  numberOfValue(value: string | bigint | boolean | number): number {
    return this.#intern(`${typeof value}:${String(value)}`)
  }

  /** The keys of a section with the numbers of their values. */
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
        const isList = value === null || isSeq(value) || (isScalar(value) && value.value === null)
        if (isList) return
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
