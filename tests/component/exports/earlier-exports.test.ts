import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import EarlierExports from '../../../src/renderer/components/exports/EarlierExports.vue'
import { exportRecord } from '../support/fake-exports.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
beforeEach(() => freshDesktop())
afterEach(() => wrapper?.unmount())

const states = ['succeeded', 'failed', 'lost', 'canceled', 'succeeded'] as const
const records = states.map((state, index) => exportRecord({ id: `aaaaaaaa-${index}`, state }))

async function choose(result: string): Promise<string[]> {
  wrapper = (await mountHere(EarlierExports, { records })).wrapper
  const panel = wrapper.get('[popover]')
  const event = Object.assign(new Event('toggle'), { newState: 'open' })
  panel.element.dispatchEvent(event)
  await wrapper.vm.$nextTick()
  const entry = wrapper
    .findAll('[role=menuitemradio]')
    .find((found) => found.text().startsWith(result))
  await entry?.trigger('click')
  return wrapper.findAll('[data-export] .state').map((state) => state.text())
}

describe('the filter of earlier exports', () => {
  it('shows all results at first', async () => {
    expect(await choose('All results')).toHaveLength(5)
  })

  it.each([
    ['Succeeded', ['Succeeded', 'Succeeded']],
    ['Failed', ['Failed', 'Lost']],
    ['Canceled', ['Canceled']],
  ])('narrows down to %s', async (result, shown) => {
    expect(await choose(result)).toEqual(shown)
  })

  it('offers the way back when nothing is of that result', async () => {
    wrapper = (await mountHere(EarlierExports, { records: records.slice(0, 1) })).wrapper
    wrapper
      .get('[popover]')
      .element.dispatchEvent(Object.assign(new Event('toggle'), { newState: 'open' }))
    await wrapper.vm.$nextTick()
    const entries = wrapper.findAll('[role=menuitemradio]')
    await entries.find((found) => found.text().startsWith('Canceled'))?.trigger('click')
    expect(wrapper.text()).toContain('No earlier export matches')
    const back = wrapper.findAll('button').find((found) => found.text() === 'Show all exports')
    await back?.trigger('click')
    expect(wrapper.findAll('[data-export]')).toHaveLength(1)
  })
})
