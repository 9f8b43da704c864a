import { CalendarClock, Clock } from '@lucide/vue'
import { mount } from '@vue/test-utils'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, withDirectives } from 'vue'
import type { Directive } from 'vue'
import { segments } from '../../../src/renderer/components/items/highlights.ts'
import { vMatched, vTextInPlace } from '../../../src/renderer/components/items/matched.ts'
import type { MatchedText } from '../../../src/renderer/components/items/matched.ts'
import { vIcon } from '../../../src/renderer/components/items/static-icon.ts'

/** An element with a directive, and how to give it another value. */
function show<Value>(directive: Directive<HTMLElement, Value>, first: Value) {
  const Shown = defineComponent({
    props: { value: { type: null, required: true } },
    setup: (props) => () => withDirectives(h('span'), [[directive, props.value]]),
  })
  const shown = mount(Shown, { props: { value: first } })
  return {
    element: shown.element as HTMLElement,
    change: (value: Value) => shown.setProps({ value }),
  }
}

const customer: MatchedText = { text: 'billing_customer_sync', ranges: [[8, 16]] }

describe('a text with what the search matched', () => {
  it('marks the matches', () => {
    const { element } = show(vMatched, customer)
    expect(element.innerHTML).toBe('billing_<mark class="match">customer</mark>_sync')
  })

  it('changes the texts of the nodes that are there', async () => {
    const { element, change } = show(vMatched, customer)
    const nodes = [...element.childNodes]
    await change({ text: 'daily_customer_load', ranges: [[6, 10]] })
    expect(element.innerHTML).toBe('daily_<mark class="match">cust</mark>omer_load')
    expect(element.childNodes).toHaveLength(3)
    for (const [at, node] of nodes.entries()) expect(element.childNodes[at]).toBe(node)
    await change({ text: 'nightly', ranges: [] })
    expect(element.innerHTML).toBe('nightly')
  })

  it('is the same after any text as if it were the first', async () => {
    const range = fc.tuple(fc.integer({ min: -3, max: 30 }), fc.integer({ min: -3, max: 30 }))
    const matched = fc.record({
      text: fc.string({ maxLength: 20, unit: 'grapheme' }),
      ranges: fc.array(range, { maxLength: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(matched, { minLength: 2, maxLength: 6 }), async (steps) => {
        const { element, change } = show<MatchedText>(vMatched, { text: '', ranges: [] })
        for (const step of steps) {
          await change(step)
          expect(element.textContent).toBe(step.text)
          const hits = segments(step.text, step.ranges).filter(({ hit }) => hit)
          const marks = [...element.querySelectorAll('mark')]
          expect(marks.map((mark) => mark.textContent)).toEqual(hits.map(({ text }) => text))
        }
      }),
    )
  })
})

it('a text in place keeps its node', async () => {
  const { element, change } = show<string>(vTextInPlace, 'SA')
  const node = element.firstChild
  await change('')
  await change('DL')
  expect(element.textContent).toBe('DL')
  expect(element.firstChild).toBe(node)
})

it('a copied icon is the one that was asked for last', async () => {
  const drawn = (icon: typeof Clock) => mount(icon, { props: { size: 13 } }).element.outerHTML
  const one = show<typeof Clock>(vIcon, Clock)
  const other = show<typeof Clock>(vIcon, Clock)
  expect(one.element.innerHTML).toBe(drawn(Clock))
  await one.change(CalendarClock)
  expect(one.element.innerHTML).toBe(drawn(CalendarClock))
  expect(other.element.innerHTML).toBe(drawn(Clock))
})
