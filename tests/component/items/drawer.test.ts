import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import ItemDrawer from '../../../src/renderer/components/items/ItemDrawer.vue'
import { drawerView } from '../../../src/renderer/components/items/drawer-view.ts'
import { useCatalog } from '../../../src/renderer/stores/catalog.ts'
import { kindSchema } from '../../../src/shared/catalog.ts'
import type { CatalogDetails, CatalogItem, CatalogRow, Kind } from '../../../src/shared/catalog.ts'
import { AppError } from '../../../src/shared/errors.ts'
import { fakeDetails } from '../support/fake-details.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { fakePipelines, fakeWorkflows } from '../support/fake-items.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
let fake: FakeDesktop

const items: Record<Kind, CatalogItem[]> = {
  workflow: fakeWorkflows(3),
  pipeline: fakePipelines(3),
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  fake = freshDesktop((world) => {
    world.items = items
  })
  Object.assign(drawerView, { tab: 'overview', wide: false, tasks: 'list' })
})
afterEach(() => {
  wrapper?.unmount()
  vi.useRealTimers()
})

function rowOf(kind: Kind, at = 0): CatalogRow {
  const item = items[kind][at]
  if (item === undefined) throw new Error('no item')
  return {
    item,
    highlights: [],
    matched: { id: [], creator: [], tags: [] },
    mark: null,
    pick: null,
  }
}

async function open(kind: Kind): Promise<VueWrapper> {
  wrapper = (await mountHere(ItemDrawer, { row: rowOf(kind), canPick: true })).wrapper
  await flushPromises()
  return wrapper
}

async function tab(drawer: VueWrapper, name: string): Promise<void> {
  const found = drawer.findAll('[role=tab]').find((each) => each.text() === name)
  await found?.trigger('click')
  await flushPromises()
}

const asked = (call: string) => fake.calls.filter(({ name }) => name === call)
const button = (drawer: VueWrapper, label: string) => drawer.get(`[aria-label="${label}"]`)

/** Changes what the next details say. */
function answer(change: Partial<CatalogDetails>): void {
  fake.handle('catalog.details', ({ kind, id }: { kind: Kind; id: string }) => {
    const item = items[kind].find((other) => other.id === id)
    if (item === undefined) throw new Error('no item')
    return { ...fakeDetails(item, fake.world.now), ...change }
  })
}

describe.each(kindSchema.options)('the drawer of a %s', (kind) => {
  it('tells settings, permissions, runs and JSON, each in its tab', async () => {
    answer({ nextRunAt: Date.now() + 3_600_000 })
    const drawer = await open(kind)
    expect(drawer.text()).toContain('Every day at 02:00 (Europe/Berlin)')
    expect(drawer.text()).toContain('Next run')
    expect(drawer.text()).toMatch(/Read \w/)
    await tab(drawer, kind === 'workflow' ? 'Runs' : 'Updates')
    expect(drawer.findAll('ol.runs li')).toHaveLength(16)
    await tab(drawer, 'Permissions')
    expect(drawer.text()).toContain('ada@example.com')
    expect(drawer.text()).toContain('inherited')
    await tab(drawer, 'JSON')
    await drawer.get('.copy-raw').trigger('click')
    expect(asked('app.copyText').at(-1)?.input).toMatchObject({
      text: expect.stringContaining('job_id'),
    })
  })

  it('opens the item and its runs in Databricks', async () => {
    const drawer = await open(kind)
    await button(drawer, 'Open in Databricks').trigger('click')
    await drawer.get('ul.bars button').trigger('click')
    const links = asked('app.openLink').map(({ input }) => (input as { url: string }).url)
    expect(links[0]).toContain(items[kind][0]?.id)
    expect(links[1]).toContain('/run/')
  })

  it('keeps what it shows when reading again fails, and says why', async () => {
    const drawer = await open(kind)
    fake.handle('catalog.details', () => {
      throw new AppError('unavailable', 'Databricks does not answer.')
    })
    await button(drawer, 'Read the details again').trigger('click')
    await flushPromises()
    expect(asked('catalog.details').at(-1)?.input).toMatchObject({ fresh: true })
    expect(drawer.get('[role=alert]').text()).toContain('Databricks does not answer.')
    expect(drawer.text()).toContain('Every day at 02:00')
  })

  it('says why permissions and runs are not there', async () => {
    answer({
      permissions: null,
      permissionsProblem: 'You may not see the permissions.',
      runs: null,
      runsProblem: 'You may not see the runs.',
    })
    const drawer = await open(kind)
    expect(drawer.text()).toContain('You may not see the runs.')
    await tab(drawer, 'Permissions')
    expect(drawer.text()).toContain('You may not see the permissions.')
  })

  it('can be stopped while it reads, and read again', async () => {
    const waiting = later<CatalogDetails>()
    fake.handle('catalog.details', () => waiting.promise)
    const drawer = await open(kind)
    await button(drawer, 'Stop reading the details').trigger('click')
    expect(asked('catalog.cancelDetails')).toHaveLength(1)
    expect(drawer.get('[role=alert]').text()).toContain('was stopped')
    answer({})
    await drawer.get('[role=alert] button').trigger('click')
    await flushPromises()
    expect(drawer.text()).toContain('Every day at 02:00')
  })

  it('asks for a row only when it is looked at for a moment, and cancels what is left', async () => {
    const drawer = await open(kind)
    fake.handle('catalog.details', () => later<CatalogDetails>().promise)
    await drawer.setProps({ row: rowOf(kind, 1) })
    await drawer.setProps({ row: rowOf(kind, 2) })
    expect(asked('catalog.details')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(asked('catalog.details').at(-1)?.input).toMatchObject({ id: items[kind][2]?.id })
    expect(asked('catalog.details')).toHaveLength(2)
    drawer.unmount()
    wrapper = undefined
    expect(asked('catalog.cancelDetails').at(-1)?.input).toMatchObject({ id: items[kind][2]?.id })
  })

  it('does not ask again because the row was picked or the list was read again', async () => {
    const drawer = await open(kind)
    const row = rowOf(kind)
    await drawer.setProps({ row: { ...row, item: { ...row.item } } })
    await vi.advanceTimersByTimeAsync(200)
    expect(asked('catalog.details')).toHaveLength(1)
  })

  it('shows at once what was seen before, and then what is so now', async () => {
    const drawer = await open(kind)
    await drawer.setProps({ row: rowOf(kind, 1) })
    await vi.advanceTimersByTimeAsync(200)
    await drawer.setProps({ row: rowOf(kind, 0) })
    expect(drawer.text()).toContain('Every day at 02:00')
    answer({ facts: [{ label: 'Schedule', text: 'Weekly Mon 06:00' }] })
    await vi.advanceTimersByTimeAsync(200)
    expect(drawer.text()).toContain('Weekly Mon 06:00')
  })

  it('looks again from time to time, at a run under way with fresh eyes', async () => {
    await open(kind)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(asked('catalog.details').at(-1)?.input).toMatchObject({ fresh: false })
    const run = { runId: '1', result: 'running' as const, startedAt: 1, durationMs: 5, url: null }
    answer({ runs: [run] })
    await vi.advanceTimersByTimeAsync(30_000)
    expect(asked('catalog.details').at(-1)?.input).toMatchObject({ fresh: true })
  })

  it('forgets what was seen when the connection changes', async () => {
    await open(kind)
    const id = items[kind][0]?.id ?? ''
    expect(useCatalog(kind).seenDetails(id)).not.toBeNull()
    useCatalog(kind).reset()
    expect(useCatalog(kind).seenDetails(id)).toBeNull()
  })
})

describe('the tasks of a job', () => {
  it('are listed, found and shown one by one with those before and after', async () => {
    const drawer = await open('workflow')
    await tab(drawer, 'Tasks')
    expect(drawer.findAll('ol[aria-label=Tasks] li')).toHaveLength(4)
    expect(drawer.get('.legend').text()).toMatch(/2 succeeded.*1 failed.*1 not run/s)
    await drawer.get('input[aria-label="Find a task"]').setValue('score')
    expect(drawer.findAll('ol[aria-label=Tasks] li')).toHaveLength(2)
    expect(drawer.text()).toContain('2 of 4 tasks match')
    await drawer.get('ol[aria-label=Tasks] button').trigger('click')
    const card = drawer.get('[aria-label="Task score_eu"]')
    expect(card.text()).toContain('Failed')
    const links = card.findAll('.link')
    expect(links.map((link) => link.text())).toEqual(['features', 'publish'])
    await links[0]?.trigger('click')
    expect(drawer.get('[aria-label="Task features"]').text()).toContain('/Shared/features')
  })

  it('of which there are many come 100 at a time', async () => {
    const task = { kind: 'sql', dependsOn: [], facts: [], result: null }
    answer({ tasks: Array.from({ length: 250 }, (_, at) => ({ ...task, key: `t${at}` })) })
    const drawer = await open('workflow')
    expect(drawer.text()).toContain('Show the 250 tasks')
    await tab(drawer, 'Tasks')
    expect(drawer.findAll('ol[aria-label=Tasks] li')).toHaveLength(100)
    await drawer.get('.rest').trigger('click')
    await drawer.get('.rest').trigger('click')
    expect(drawer.findAll('ol[aria-label=Tasks] li')).toHaveLength(250)
  })

  it('have no tab for a pipeline, which falls back to the overview', async () => {
    drawerView.tab = 'tasks'
    const drawer = await open('pipeline')
    expect(drawer.findAll('[role=tab]').map((each) => each.text())).not.toContain('Tasks')
    expect(drawer.get('[role=tab][aria-selected=true]').text()).toBe('Overview')
    expect(drawer.text()).toContain('Source code')
  })
})
