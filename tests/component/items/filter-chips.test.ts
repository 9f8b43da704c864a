import { mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import FilterChips from '../../../src/renderer/components/items/FilterChips.vue'
import type { CatalogFilters, Kind } from '../../../src/shared/catalog.ts'
import { noFilters } from '../../../src/shared/no-filters.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

function show(kind: Kind, filters: Partial<CatalogFilters>): VueWrapper {
  const chips = mount(FilterChips, {
    props: {
      kind,
      modelValue: { ...noFilters, ...filters },
      'onUpdate:modelValue': (value: CatalogFilters) => chips.setProps({ modelValue: value }),
    },
    attachTo: document.body,
  })
  wrapper = chips
  return chips
}

const words = (chips: VueWrapper) =>
  chips
    .findAll('button')
    .map((button) => (button.element.title === '' ? button.text() : button.element.title))

describe('the active filters', () => {
  it('are not there when there are none', () => {
    expect(show('workflow', {}).find('button').exists()).toBe(false)
  })

  it('say in words what the list is filtered by', () => {
    const chips = show('workflow', {
      creators: ['ada'],
      triggers: ['file-arrival'],
      marks: ['new'],
      picked: true,
    })
    expect(words(chips)).toEqual([
      'Creator: ada',
      'Trigger: File arrival',
      'News: New',
      'Only: picked',
      'Clear all',
    ])
  })

  it('say the state and health of pipelines in words', () => {
    const chips = show('pipeline', { states: ['FAILED'], healths: ['UNHEALTHY'] })
    expect(words(chips)).toEqual(['State: Failed', 'Health: Unhealthy', 'Clear all'])
  })

  it('are removed one by one, and the next one has the focus', async () => {
    const chips = show('workflow', { creators: ['ada', 'bob'], tags: ['prod'] })
    await chips.get('[aria-label="Remove filter Creator: ada"]').trigger('click')
    await nextTick()
    expect(words(chips)).toEqual(['Creator: bob', 'Tag: prod', 'Clear all'])
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Remove filter Creator: bob')
  })

  it('give the focus to the list when the last one is removed', async () => {
    const chips = show('workflow', { tags: ['prod'] })
    await chips.get('button').trigger('click')
    await nextTick()
    expect(chips.emitted('leave')).toHaveLength(1)
  })

  it('are all cleared at once', async () => {
    const chips = show('workflow', { creators: ['ada'], picked: true })
    await chips.findAll('button').at(-1)?.trigger('click')
    expect(chips.emitted('update:modelValue')).toEqual([[noFilters]])
  })
})
