import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import ItemName from '../../../src/renderer/components/items/ItemName.vue'
import type { CatalogRow, Highlight } from '../../../src/shared/catalog.ts'
import { fakeWorkflows } from '../support/fake-items.ts'

function tagsOf(tags: readonly string[], matched: readonly Highlight[][] = [], titled = true) {
  const [item] = fakeWorkflows(1)
  if (item === undefined) throw new Error('there is no item')
  const row: CatalogRow = {
    item: { ...item, tags: [...tags] },
    highlights: [],
    matched: { id: [], creator: [], tags: tags.map((_, index) => matched[index] ?? []) },
    mark: null,
    pick: null,
  }
  const wrapper = mount(ItemName, { props: { row, titled } })
  return wrapper.findAll('.chip').map((chip) => ({
    text: chip.text(),
    title: chip.attributes('title'),
    hidden: chip.attributes('aria-hidden') === 'true',
  }))
}

describe('the tags beside a name', () => {
  it('are two at most, and the number of the others says what they are', () => {
    expect(tagsOf(['prod', 'team:core', 'a', 'b'])).toEqual([
      { text: 'prod', title: 'prod', hidden: false },
      // Seen where there is no room for the second one.
      { text: '+3', title: 'team:core, a, b', hidden: true },
      { text: 'team:core', title: 'team:core', hidden: false },
      { text: '+2', title: 'a, b', hidden: false },
    ])
  })

  it('have titles only where a pointer is', () => {
    const titles = tagsOf(['prod', 'team:core', 'a'], [], false).map(({ title }) => title)
    expect(titles).toEqual([undefined, undefined, undefined, undefined])
  })

  it('begin with what the search matched', () => {
    const chips = tagsOf(['prod', 'dev', 'domain:finance'], [[], [], [[7, 14]]])
    expect(chips.filter(({ hidden }) => !hidden).map(({ text }) => text)).toEqual([
      'domain:finance',
      'prod',
      '+1',
    ])
  })

  it('are none without tags', () => {
    expect(tagsOf([])).toEqual([])
  })
})
