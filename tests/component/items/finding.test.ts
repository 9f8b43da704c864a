import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ItemsPage from '../../../src/renderer/pages/ItemsPage.vue'
import SelectionBar from '../../../src/renderer/components/shell/SelectionBar.vue'
import { useCatalog } from '../../../src/renderer/stores/catalog.ts'
import { kindSchema } from '../../../src/shared/catalog.ts'
import type { Kind, PickedChange } from '../../../src/shared/catalog.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

const mounted: VueWrapper[] = []
afterEach(() => {
  for (const wrapper of mounted.splice(0)) wrapper.unmount()
  document.body.replaceChildren()
})

async function show(kind: Kind, prepare: (fake: FakeDesktop) => void = () => undefined) {
  const fake = freshDesktop()
  prepare(fake)
  const { wrapper } = await mountHere(ItemsPage, { kind })
  mounted.push(wrapper)
  await useCatalog(kind).loadStatus()
  await flushPromises()
  return { fake, wrapper }
}

function button(label: string | RegExp): HTMLButtonElement {
  const fits = (text: string) => (typeof label === 'string' ? text === label : label.test(text))
  const found = [...document.querySelectorAll('button')].find((each) =>
    fits(
      (each.getAttribute('aria-label') ?? each.textContent ?? '').replaceAll(/\s+/g, ' ').trim(),
    ),
  )
  if (!found) throw new Error(`no button ${label}`)
  return found
}

async function press(label: string | RegExp): Promise<void> {
  button(label).click()
  await flushPromises()
}

const asked = (fake: FakeDesktop, name: string) =>
  fake.calls.filter((call) => call.name === name).map(({ input }) => input)
const status = { total: 240, updatedAt: 1, refreshing: false, refreshed: 0, error: null }

describe.each(kindSchema.options)('a filter of the list of kind %s', (kind) => {
  it('counts among what is searched and filtered when it is opened', async () => {
    const { fake, wrapper } = await show(kind)
    await wrapper.get('[role=search] input').setValue('daily')
    await flushPromises()
    const before = asked(fake, 'catalog.facets').length
    await press('Creator')
    expect(asked(fake, 'catalog.facets').slice(before)).toMatchObject([{ kind, text: 'daily' }])
  })

  it('shows the counts of the newest question', async () => {
    const slow = later<unknown>()
    const { fake } = await show(kind)
    const facets = { ...(useCatalog(kind).facets ?? {}), creators: [{ value: 'late', count: 1 }] }
    fake.handle('catalog.facets', () => slow.promise)
    await press('Creator')
    fake.handle('catalog.facets', () => ({ ...facets, creators: [{ value: 'anna', count: 7 }] }))
    await useCatalog(kind).loadFacets()
    slow.resolve(facets)
    await flushPromises()
    expect(useCatalog(kind).facets?.creators).toEqual([{ value: 'anna', count: 7 }])
  })
})

describe.each(kindSchema.options)('news of the list of kind %s', (kind) => {
  const news = { new: 12, changed: 3, vanished: 2 }
  const withNews = (fake: FakeDesktop) =>
    fake.handle('catalog.status', () => ({ kind, ...status, news }))

  it('are told in one line, shown on demand and taken away when seen', async () => {
    const { fake } = await show(kind, withNews)
    expect(document.body.textContent?.replaceAll(/\s+/g, ' ')).toContain(
      '12 new, 3 changed, 2 vanished since your last visit',
    )
    await press('Show')
    expect(asked(fake, 'catalog.query').at(-1)).toMatchObject({
      text: '',
      filters: { marks: ['new', 'changed'] },
    })
    await press('Mark as seen')
    expect(asked(fake, 'catalog.markSeen')).toEqual([{ kind }])
  })

  it('name what vanished', async () => {
    await show(kind, (fake) => {
      withNews(fake)
      fake.handle('catalog.vanished', () => [{ id: '7', name: 'gone 🚀' }])
    })
    await press('Vanished')
    expect(document.body.textContent).toContain('gone 🚀')
  })

  it('do not show when there are none', async () => {
    await show(kind)
    expect(document.body.textContent).not.toContain('since your last visit')
  })
})

describe.each(kindSchema.options)('picked items of kind %s that changed', (kind) => {
  const vanished: PickedChange = { id: '7', configName: 'old one', problem: 'vanished', name: null }
  const renamed: PickedChange = { id: '8', configName: 'before', problem: 'renamed', name: 'after' }

  async function notice(changes: PickedChange[]) {
    const result = await show(kind, (fake) => fake.handle('catalog.pickedChanges', () => changes))
    await press('What to do')
    return result
  }

  it('are told with what to do', async () => {
    await notice([vanished, renamed])
    expect(document.body.textContent).toContain(`1 picked ${kind} no longer there`)
    expect(document.body.textContent).toContain(`1 picked ${kind} renamed`)
    expect(document.body.textContent).toContain('is now after')
  })

  it('are removed, found again, renamed or kept', async () => {
    const { fake } = await notice([vanished, renamed])
    await press('Update name')
    expect(asked(fake, 'configuration.rename')).toEqual([{ kind, id: '8', name: 'after' }])
    await press('Find again')
    expect(asked(fake, 'catalog.query').at(-1)).toMatchObject({ text: 'old one' })
    await press('Remove')
    expect(asked(fake, 'configuration.pick')).toEqual([
      { kind, items: [{ id: '7', name: 'old one' }], picked: false },
    ])
    await press('Keep')
    await press('Keep')
    expect(document.body.textContent).not.toContain(`picked ${kind} no longer there`)
  })
})

describe.each(kindSchema.options)('a picked item of kind %s that is kept', (kind) => {
  const change: PickedChange = { id: '7', configName: 'old', problem: 'vanished', name: null }

  it('stays out of the notice when the user comes back, until it changes once more', async () => {
    let now = change
    const fake = freshDesktop()
    fake.handle('catalog.pickedChanges', () => [now])
    const come = async () => {
      const { wrapper } = await mountHere(ItemsPage, { kind })
      mounted.push(wrapper)
      await useCatalog(kind).loadStatus()
      await flushPromises()
    }
    await come()
    await press('What to do')
    await press('Keep')
    mounted.pop()?.unmount()
    await come()
    expect(document.body.textContent).not.toContain('no longer there')
    mounted.pop()?.unmount()
    now = { ...change, problem: 'renamed', name: 'back again' }
    await come()
    expect(document.body.textContent).toContain(`1 picked ${kind} renamed`)
  })
})

describe.each(kindSchema.options)('all results of kind %s at once', (kind) => {
  it('are inverted in one step, which one undo takes back', async () => {
    const { fake } = await show(kind)
    const [first] = fake.world.items[kind]
    fake.world.picks[kind].set(first?.id ?? '', {
      isExisting: true,
      isActive: true,
      exportLibraries: false,
    })
    await press(/^All \d+/)
    await press('Invert within the results')
    expect(fake.world.picks[kind].size).toBe(fake.world.items[kind].length - 1)
    expect(fake.world.picks[kind].has(first?.id ?? '')).toBe(false)
  })

  it('have the switches of what is picked among them set', async () => {
    const { fake } = await show(kind)
    const ids = fake.world.items[kind].slice(0, 3).map(({ id }) => id)
    const flags = { isExisting: true, isActive: true, exportLibraries: false }
    for (const id of ids) fake.world.picks[kind].set(id, flags)
    await press(/^All \d+/)
    await press('Export libraries: on')
    expect(asked(fake, 'configuration.switch')).toEqual([
      { kind, ids, flag: 'exportLibraries', value: true },
    ])
  })
})

describe('taking back', () => {
  async function bar() {
    const fake = freshDesktop()
    const { wrapper } = await mountHere(SelectionBar)
    mounted.push(wrapper)
    const { configuration } = fake.world
    fake.emit('configuration.changed', {
      ...configuration,
      selection: { ...configuration.selection, undo: 'Pick 12 workflows' },
    })
    await flushPromises()
    return fake
  }

  it('is a button that says what it takes back', async () => {
    const fake = await bar()
    await press('Undo: Pick 12 workflows')
    expect(asked(fake, 'configuration.undo')).toHaveLength(1)
  })

  it('is a key, except where text is typed', async () => {
    const fake = await bar()
    const field = document.body.appendChild(document.createElement('input'))
    const key = { key: 'z', ctrlKey: true, bubbles: true }
    field.dispatchEvent(new KeyboardEvent('keydown', key))
    await flushPromises()
    expect(asked(fake, 'configuration.undo')).toHaveLength(0)
    document.body.dispatchEvent(new KeyboardEvent('keydown', key))
    await flushPromises()
    expect(asked(fake, 'configuration.undo')).toHaveLength(1)
  })
})
