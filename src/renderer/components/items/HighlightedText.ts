import { h } from 'vue'
import type { FunctionalComponent } from 'vue'
import type { Highlight } from '../../../shared/catalog.ts'
import { segments } from './highlights.ts'

/**
 * A text with the parts that the search matched. Hundreds of them change with each letter typed:
 * a template would make three nodes of each part.
 */
export const HighlightedText: FunctionalComponent<{
  text: string
  ranges: readonly Highlight[]
}> = ({ text, ranges }) =>
  ranges.length === 0
    ? text
    : segments(text, ranges).map((part) =>
        part.hit ? h('mark', { class: 'match' }, part.text) : part.text,
      )
HighlightedText.props = ['text', 'ranges']
