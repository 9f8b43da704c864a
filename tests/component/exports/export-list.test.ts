import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import ActiveExports from '../../../src/renderer/components/exports/ActiveExports.vue'
import EarlierExports from '../../../src/renderer/components/exports/EarlierExports.vue'
import RepairHint from '../../../src/renderer/components/exports/RepairHint.vue'
import { repairable } from '../../../src/renderer/components/exports/repairable.ts'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import { useExportActions } from '../../../src/renderer/composables/useExportActions.ts'
import { useExports } from '../../../src/renderer/stores/exports.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import type { ExportRecord } from '../../../src/shared/export.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { exportRecord } from '../support/fake-exports.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
let fake: FakeDesktop
afterEach(() => {
  wrapper?.unmount()
  useConfirm().open.value?.answer(false)
})

const callsOf = (name: string) => fake.calls.filter((call) => call.name === name)

function records(count: number, change: Partial<ExportRecord> = {}): ExportRecord[] {
  return Array.from({ length: count }, (_, index) =>
    exportRecord({
      id: `aaaaaaaa-${index}`,
      state: 'succeeded',
      createdAt: 100 - index,
      ...change,
    }),
  )
}

async function show(component: object, list: ExportRecord[]): Promise<VueWrapper> {
  fake = freshDesktop((world) => (world.exports = list))
  wrapper = (await mountHere(component, { records: list })).wrapper
  await useExports().load()
  return wrapper
}

/** Opens the menu of a row; its items by their words. */
async function menuOf(page: VueWrapper, id: string) {
  await page.get(`[data-export="${id}"] .more`).trigger('click')
  const items = page.findAll(`[data-export="${id}"] [role=menuitem]`)
  return {
    words: items.map((item) => item.text().replace(/\s*Del$/, '')),
    choose: async (words: string) => {
      await items.find((item) => item.text().startsWith(words))?.trigger('click')
      await flushPromises()
    },
  }
}

describe('the keyboard in a list of exports', () => {
  const focused = () =>
    document.activeElement?.closest('[data-export]')?.getAttribute('data-export')

  it('walks the rows with the arrows, Home and End', async () => {
    const page = await show(EarlierExports, records(3))
    const stops = page.findAll<HTMLElement>('[data-export] .size')
    stops[0]?.element.focus()
    const seen = []
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Home', 'End']) {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
      seen.push(focused())
    }
    const [a, b, c] = ['aaaaaaaa-0', 'aaaaaaaa-1', 'aaaaaaaa-2']
    expect(seen).toEqual([b, c, c, b, a, c])
  })

  it('removes with Delete, and the focus stays beside', async () => {
    // As on the page: the list is that of the store.
    const Listed = defineComponent({
      inheritAttrs: false,
      setup: () => () => h(EarlierExports, { records: useExports().earlier }),
    })
    const page = await show(Listed, records(3))
    await flushPromises()
    const stop = page.get<HTMLElement>('[data-export="aaaaaaaa-1"] .size')
    stop.element.focus()
    await stop.trigger('keydown', { key: 'Delete' })
    await flushPromises()
    expect(callsOf('exports.remove')).toMatchObject([{ input: { id: 'aaaaaaaa-1' } }])
    expect(focused()).toBe('aaaaaaaa-2')
  })

  it('opens the menu with its key', async () => {
    const page = await show(EarlierExports, records(2))
    await page.get('[data-export="aaaaaaaa-1"] .size').trigger('keydown', { key: 'ContextMenu' })
    await flushPromises()
    expect(page.findAll('[data-export="aaaaaaaa-1"] [role=menuitem]').length).toBeGreaterThan(0)
  })
})

describe('the menu of a row', () => {
  it.each<[string, Partial<ExportRecord>, string[]]>([
    ['succeeded', {}, ['Show details', 'Open run', 'Open output folder', 'Run again…', 'Remove']],
    [
      'failed',
      { state: 'failed' },
      ['Show details', 'Open run', 'Open output folder', 'Run again…', 'Follow again', 'Remove'],
    ],
    [
      'lost before it had a run',
      { state: 'lost', runId: null, runUrl: null },
      ['Show details', 'Open output folder', 'Run again…', 'Find its run…', 'Remove'],
    ],
    [
      'adopted without configuration',
      { origin: 'adopted', configPath: '', outputPath: null },
      ['Show details', 'Open run', 'Remove'],
    ],
  ])('has what fits one that is %s', async (_what, change, words) => {
    const page = await show(EarlierExports, records(1, change))
    expect((await menuOf(page, 'aaaaaaaa-0')).words).toEqual(words)
  })

  it('opens the dialog to run it again', async () => {
    const page = await show(EarlierExports, records(1))
    await (await menuOf(page, 'aaaaaaaa-0')).choose('Run again')
    const { dialog, close } = useExportActions(wrapper?.vm.$router)
    expect(dialog.value).toMatchObject({ kind: 'again', record: { id: 'aaaaaaaa-0' } })
    close()
  })

  it('says that a run has not changed since it ended', async () => {
    const page = await show(EarlierExports, records(1, { state: 'failed' }))
    await (await menuOf(page, 'aaaaaaaa-0')).choose('Follow again')
    expect(useToasts().list).toMatchObject([{ text: 'The run has not changed since it ended.' }])
  })
})

describe('many active exports', () => {
  it('are three cards and rows, of which each becomes a card when it is wanted', async () => {
    const list = records(6, { state: 'running' })
    const page = await show(ActiveExports, list)
    expect(page.findAll('[role=progressbar]')).toHaveLength(3)
    expect(page.text()).toContain('3 more active exports')
    await page.get('[data-export="aaaaaaaa-5"] .size').trigger('click')
    await flushPromises()
    expect(page.findAll('[role=progressbar]')).toHaveLength(4)
    expect(page.text()).toContain('2 more active exports')
    expect(document.activeElement?.classList).toContain('active')
  })

  it('are canceled from their rows after a question, and say so', async () => {
    const page = await show(ActiveExports, records(5, { state: 'running' }))
    await (await menuOf(page, 'aaaaaaaa-4')).choose('Cancel export')
    expect(callsOf('exports.cancel')).toEqual([])
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(callsOf('exports.cancel')).toMatchObject([{ input: { id: 'aaaaaaaa-4' } }])
    await page.setProps({ records: useExports().active })
    const { words } = await menuOf(page, 'aaaaaaaa-4')
    expect(words.at(-1)).toBe('Canceling…')
  })

  it('are not canceled when they ended while the question stood', async () => {
    const page = await show(ActiveExports, records(5, { state: 'running' }))
    await (await menuOf(page, 'aaaaaaaa-4')).choose('Cancel export')
    fake.emit('exports.changed', exportRecord({ id: 'aaaaaaaa-4', state: 'succeeded' }))
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(callsOf('exports.cancel')).toEqual([])
    expect(useToasts().list[0]?.text).toContain('ended before')
  })
})

describe('the filters of earlier exports', () => {
  const list = [
    ...records(5),
    exportRecord({ id: 'bbbbbbbb-1', state: 'failed', jobName: 'Nightly 🚀', connectionId: 'eu' }),
    exportRecord({ id: 'bbbbbbbb-2', state: 'lost', configPath: '/Shared/gold.yml' }),
  ]
  const shown = (page: VueWrapper) =>
    page.findAll('[data-export]').map((row) => row.attributes('data-export'))

  it.each([
    ['nightly', ['bbbbbbbb-1']],
    ['GOLD yml', ['bbbbbbbb-2']],
    ['🚀', ['bbbbbbbb-1']],
    ['nothing of the kind', []],
  ])('find “%s”', async (text, ids) => {
    const page = await show(EarlierExports, list)
    await page.get('input').setValue(text)
    expect(shown(page)).toEqual(ids)
  })

  it('offer the workspaces only when there are several, with counts', async () => {
    const page = await show(EarlierExports, list)
    expect(page.find('[aria-label^="Filter by workspace"]').exists()).toBe(true)
    await page.setProps({ records: list.slice(0, 5) })
    expect(page.find('[aria-label^="Filter by workspace"]').exists()).toBe(false)
  })
})

describe('the hint to repair a run', () => {
  const task = (key: string, state: ExportRecord['tasks'][number]['state']) => ({
    key,
    state,
    runId: null,
  })
  const tasks = [task('a', 'succeeded'), task('b', 'failed'), task('c', 'skipped')]

  it('names the tasks that would run again, and what succeeded', () => {
    expect(repairable(exportRecord({ state: 'failed', tasks }))).toEqual({
      title: '1 of 3 tasks succeeded: Databricks can run only the rest again',
      tasks: ['b', 'c'],
    })
  })

  it.each<[string, Partial<ExportRecord>]>([
    ['it succeeded', { state: 'succeeded', tasks }],
    ['it is active', { state: 'running', tasks }],
    ['nothing succeeded, so that a repair saves nothing', { tasks: tasks.slice(1) }],
    ['nothing failed', { tasks: tasks.slice(0, 1) }],
    ['its run has no page', { tasks, runUrl: null }],
  ])('is not given when %s', (_what, change) => {
    expect(repairable(exportRecord({ state: 'failed', ...change }))).toBeNull()
  })

  it('opens the run, and follows it again', async () => {
    const record = exportRecord({ state: 'failed', tasks })
    fake = freshDesktop((world) => (world.exports = [record]))
    fake.handle('exports.followAgain', () => ({ ...record, state: 'running', tasks: [] }))
    wrapper = (await mountHere(RepairHint, { record })).wrapper
    const [openRun, follow] = wrapper.findAll('button')
    await openRun?.trigger('click')
    await follow?.trigger('click')
    await flushPromises()
    expect(callsOf('app.openLink')).toMatchObject([{ input: { url: record.runUrl } }])
    expect(callsOf('exports.followAgain')).toMatchObject([{ input: { id: record.id } }])
    expect(useExports().find(record.id)?.state).toBe('running')
  })
})
