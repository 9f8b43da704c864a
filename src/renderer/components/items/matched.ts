import type { Directive } from 'vue'
import type { Highlight } from '../../../shared/catalog.ts'
import { segments } from './highlights.ts'

export interface MatchedText {
  text: string
  /** What the search matched. */
  ranges: readonly Highlight[]
}

const mark = document.createElement('mark')
mark.className = 'match'

function write(element: HTMLElement, { text, ranges }: MatchedText): void {
  const parts = ranges.length === 0 ? [{ text, hit: false }] : segments(text, ranges)
  let node = element.firstChild
  for (const part of parts) {
    // A match takes the place of a match, and what lies between of what lay between.
    if (node !== null && part.hit === node instanceof Text) {
      const other = part.hit ? mark.cloneNode() : new Text()
      node.before(other)
      node = other as ChildNode
    }
    if (node === null) {
      node = part.hit ? (mark.cloneNode() as ChildNode) : new Text()
      element.append(node)
    }
    const holder = part.hit ? (node.firstChild ?? node.appendChild(new Text())) : node
    if (holder.nodeValue !== part.text) holder.nodeValue = part.text
    node = node.nextSibling
  }
  while (node !== null) {
    const next = node.nextSibling
    node.remove()
    node = next
  }
}

/**
 * The text of an element, with the parts that the search matched marked. Hundreds of them change with
 * each letter typed: nodes that are there are used again, and nothing but texts changes as a rule.
 */
export const vMatched: Directive<HTMLElement, MatchedText> = {
  created: (element, { value }) => write(element, value),
  beforeUpdate(element, { value, oldValue }) {
    if (value.text !== oldValue?.text || value.ranges !== oldValue.ranges) write(element, value)
  },
}

/** A text on its own, whose node stays the same; `{{ }}` would take another one. */
export const vTextInPlace: Directive<HTMLElement, string> = {
  created: (element, { value }) => element.append(value),
  beforeUpdate(element, { value, oldValue }) {
    const { firstChild: node } = element
    if (node !== null && value !== oldValue) node.nodeValue = value
  },
}
