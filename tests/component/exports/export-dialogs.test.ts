import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useExportActions } from '../../../src/renderer/composables/useExportActions.ts'
import ExportDialogs from '../../../src/renderer/components/exports/actions/ExportDialogs.vue'
import { useExports } from '../../../src/renderer/stores/exports.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { AgainCheck, FoundRun } from '../../../src/shared/export-runs.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { exportRecord } from '../support/fake-exports.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
let actions: ReturnType<typeof useExportActions>
let fake: FakeDesktop

/** The dialogs as the shell shows them, and the actions as a page gets them. */
const Host = defineComponent({
  setup() {
    actions = useExportActions()
    return () => h(ExportDialogs)
  },
})

const running = exportRecord({ id: 'aaaaaaaa-1', progress: 62, createdAt: Date.now() - 60_000 })
const ended = exportRecord({ id: 'aaaaaaaa-2', state: 'succeeded', createdAt: 1, endedAt: 9 })

async function open(): Promise<void> {
  fake = freshDesktop((world) => (world.exports = [running, ended]))
  wrapper = (await mountHere(Host)).wrapper
  await useExports().load()
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  actions.close()
  wrapper?.unmount()
  document.body.replaceChildren()
  vi.useRealTimers()
})

function button(label: RegExp): HTMLButtonElement {
  const found = [...document.querySelectorAll<HTMLButtonElement>('[role=dialog] button')].find(
    (each) => label.test(each.textContent?.trim() ?? ''),
  )
  if (!found) throw new Error(`no button ${label}`)
  return found
}

async function click(label: RegExp): Promise<void> {
  button(label).click()
  await flushPromises()
}

const words = () =>
  document.querySelector('[role=dialog]')?.textContent?.replaceAll(/\s+/g, ' ') ?? ''
const callsOf = (name: string) => fake.calls.filter((call) => call.name === name)

describe('starting while the same is running', () => {
  function refuseFirst(details: Record<string, string | number | null>) {
    fake.handle('exports.start', ({ anyway }: { anyway: boolean }) => {
      if (!anyway) throw new AppError('conflict', 'It is running.', { details })
      return exportRecord({ id: 'aaaaaaaa-9', state: 'submitting' })
    })
  }

  it('asks first, and says what is running, since when and how far it is', async () => {
    await open()
    refuseFirst({ exportId: running.id })
    const start = actions.start()
    await flushPromises()
    expect(words()).toContain('Start another export?')
    expect(words()).toContain('Export_Workflow_Job Running')
    expect(words()).toContain('/Workspace/Shared/config.yml')
    expect(words()).toContain('62 %')
    expect(words()).toContain('started 1 min ago')
    fake.emit('exports.changed', { ...running, progress: 80 })
    await flushPromises()
    expect(words()).toContain('80 %')
    await click(/^Start another$/)
    expect(await start).toMatchObject({ id: 'aaaaaaaa-9' })
    expect(callsOf('exports.start').map(({ input }) => input)).toEqual([
      { anyway: false },
      { anyway: true },
    ])
    expect(actions.dialog.value).toBeNull()
  })

  it('leaves it at that on “Cancel”, and on Escape', async () => {
    await open()
    refuseFirst({ exportId: running.id })
    const first = actions.start()
    await flushPromises()
    await click(/^Cancel$/)
    expect(await first).toBeNull()
    const second = actions.start()
    await flushPromises()
    document
      .querySelector('[role=dialog]')
      ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    await flushPromises()
    expect(await second).toBeNull()
    expect(callsOf('exports.start')).toHaveLength(2)
  })

  it('shows the running one on “Show it”', async () => {
    await open()
    refuseFirst({ exportId: running.id })
    const start = actions.start()
    await flushPromises()
    await click(/^Show it$/)
    expect(await start).toBeNull()
    expect(actions.wanted.value).toEqual({ id: running.id })
    actions.wanted.value = null
  })

  it('offers a plain start when the other one has ended meanwhile', async () => {
    await open()
    refuseFirst({ exportId: running.id })
    void actions.start()
    await flushPromises()
    fake.emit('exports.changed', { ...running, state: 'succeeded', endedAt: Date.now() })
    await flushPromises()
    expect(words()).toContain('has just ended')
    expect(button(/^Start export$/)).toBeTruthy()
  })

  it('names who started the run elsewhere, and offers to follow it', async () => {
    await open()
    refuseFirst({ runId: '77', startedBy: 'wei@example.com', startedAt: Date.now() - 120_000 })
    const start = actions.start()
    await flushPromises()
    expect(words()).toContain('By wei@example.com, started 2 min ago')
    await click(/^Follow it$/)
    expect(await start).toBeNull()
    expect(actions.dialog.value).toMatchObject({ kind: 'follow', text: '77' })
  })

  it('throws what is wrong otherwise', async () => {
    await open()
    fake.handle('exports.start', () => {
      throw new AppError('conflict', 'Something else.')
    })
    await expect(actions.start()).rejects.toMatchObject({ message: 'Something else.' })
  })
})

const check: AgainCheck = {
  connectionName: 'Demo workspace',
  isOtherConnection: false,
  jobName: 'Export_Workflow_Job',
  configPath: '/Workspace/Shared/config.yml',
  outputPath: '/Workspace/Shared/exports',
  now: { workflows: 7, pipelines: 2 },
  then: { workflows: 7, pipelines: 2 },
  outputPathThen: '/Workspace/Shared/exports',
  unsaved: false,
  estimate: { totalMs: 360_000, pastRuns: 14 },
}

describe('running an export again', () => {
  it('shows what it would do now, then starts it', async () => {
    await open()
    const answer = later<AgainCheck>()
    fake.handle('exports.checkAgain', () => answer.promise)
    fake.handle('exports.runAgain', () => exportRecord({ id: 'aaaaaaaa-9', state: 'submitting' }))
    actions.openAgain(ended)
    await flushPromises()
    expect(button(/^Run again$/).disabled).toBe(true)
    answer.resolve(check)
    await flushPromises()
    expect(words()).toContain('7 workflows, 2 pipelines')
    expect(words()).toContain('About 6 min, from 14 past runs')
    expect(document.querySelector('.differences')).toBeNull()
    await click(/^Run again$/)
    expect(callsOf('exports.runAgain').map(({ input }) => input)).toEqual([
      { id: ended.id, anyway: false },
    ])
    expect(actions.dialog.value).toBeNull()
    expect(actions.wanted.value).toEqual({ id: 'aaaaaaaa-9' })
    actions.wanted.value = null
  })

  it.each<[string, Partial<AgainCheck>, string]>([
    [
      'other items',
      { now: { workflows: 3, pipelines: 0 } },
      'The file now picks 3 workflows; then it was 7 workflows, 2 pipelines.',
    ],
    [
      'another folder',
      { outputPathThen: '/Workspace/old' },
      'another folder than then (/Workspace/old)',
    ],
    ['unsaved changes', { unsaved: true }, 'Your unsaved changes to the file are not exported.'],
    [
      'another connection',
      { isOtherConnection: true, connectionName: 'Analytics EU' },
      'It runs through Analytics EU; the connection in use stays as it is.',
    ],
  ])('says what differs: %s', async (_what, change, line) => {
    await open()
    fake.handle('exports.checkAgain', () => ({ ...check, ...change }))
    actions.openAgain(ended)
    await flushPromises()
    expect(words()).toContain(line)
  })

  it('says why it cannot be, and asks again', async () => {
    await open()
    fake.handle('exports.checkAgain', () => {
      throw new AppError('config-missing', 'There is nothing at /Shared/config.yml any more.')
    })
    actions.openAgain(ended)
    await flushPromises()
    expect(words()).toContain('There is nothing at /Shared/config.yml any more.')
    expect(button(/^Run again$/).disabled).toBe(true)
    fake.handle('exports.checkAgain', () => check)
    await click(/^Try again$/)
    expect(button(/^Run again$/).disabled).toBe(false)
  })

  it('asks first when the same is running, and tells when the start then fails', async () => {
    await open()
    fake.handle('exports.checkAgain', () => check)
    fake.handle('exports.runAgain', ({ anyway }: { anyway: boolean }) => {
      throw anyway
        ? new AppError('disk-full', 'The disk of this computer is full.')
        : new AppError('conflict', 'Running.', { details: { exportId: running.id } })
    })
    actions.openAgain(ended)
    await flushPromises()
    await click(/^Run again$/)
    expect(words()).toContain('Start another export?')
    await click(/^Start another$/)
    expect(useToasts().list).toMatchObject([{ text: 'The disk of this computer is full.' }])
  })
})

const found: FoundRun = {
  connectionId: 'demo',
  connectionName: 'Demo workspace',
  runId: '77',
  runUrl: 'http://127.0.0.1:41234/jobs/1290381902/runs/77',
  jobId: '1290381902',
  jobName: 'Export_Workflow_Job',
  isExportJob: true,
  byTask: false,
  state: 'running',
  message: null,
  startedAt: Date.now() - 60_000,
  endedAt: null,
  startedBy: 'wei@example.com',
  configPath: '/Workspace/Shared/config.yml',
  exportId: null,
}

async function paste(text: string): Promise<void> {
  const area = document.querySelector('textarea')
  if (!area) throw new Error('no field')
  area.value = text
  area.dispatchEvent(new Event('input'))
  await vi.advanceTimersByTimeAsync(300)
  await flushPromises()
}

describe('following a run', () => {
  it('shows what was pasted before it is followed', async () => {
    await open()
    fake.handle('exports.findRun', () => found)
    fake.handle('exports.adopt', () => exportRecord({ id: 'aaaaaaaa-7', origin: 'adopted' }))
    actions.openFollow()
    await flushPromises()
    expect(button(/^Follow run$/).disabled).toBe(true)
    await paste('  https://x.test/jobs/1/runs/77\n')
    expect(callsOf('exports.findRun')).toMatchObject([
      { input: { run: 'https://x.test/jobs/1/runs/77' } },
    ])
    expect(words()).toContain('by wei@example.com')
    expect(words()).toContain('/Workspace/Shared/config.yml')
    await click(/^Follow run$/)
    expect(callsOf('exports.adopt')).toMatchObject([{ input: { run: '77', connectionId: 'demo' } }])
    expect(actions.wanted.value).toEqual({ id: 'aaaaaaaa-7' })
    actions.wanted.value = null
  })

  it.each<[string, Partial<FoundRun>, string, RegExp]>([
    ['of a task', { byTask: true }, 'This is the run of a task.', /^Follow run$/],
    [
      'that has ended',
      { state: 'succeeded', endedAt: Date.now() },
      'It has ended',
      /^Add to the list$/,
    ],
    ['in the list', { exportId: 'aaaaaaaa-1' }, 'It is in the list already.', /^Show it$/],
    ['of another job', { isExportJob: false }, 'a run of another job than', /^Follow run$/],
    [
      'of another job that takes no configuration',
      { isExportJob: false, configPath: '' },
      'what it exports is not known',
      /^Follow run$/,
    ],
  ])('says of a run %s what it is', async (_what, change, line, label) => {
    await open()
    fake.handle('exports.findRun', () => ({ ...found, ...change }))
    actions.openFollow('77')
    await flushPromises()
    expect(words()).toContain(line)
    expect(button(label).disabled).toBe(false)
  })

  it('says why a run cannot be followed', async () => {
    await open()
    actions.openFollow('77')
    await flushPromises()
    expect(words()).toContain('The fake desktop has no runs.')
    expect(button(/^Follow run$/).disabled).toBe(true)
  })

  it('believes the answer to what was pasted last', async () => {
    await open()
    const slow = later<FoundRun>()
    fake.handle('exports.findRun', ({ run }: { run: string }) =>
      run === '1' ? slow.promise : { ...found, jobName: 'The newer one' },
    )
    actions.openFollow()
    await flushPromises()
    await paste('1')
    await paste('2')
    slow.resolve({ ...found, jobName: 'The older one' })
    await flushPromises()
    expect(words()).toContain('The newer one')
  })

  it('offers the recent runs, with those in the list marked', async () => {
    await open()
    fake.handle('exports.recentRuns', () => ({
      jobId: '1290381902',
      jobName: 'Export_Workflow_Job',
      runs: [
        found,
        { ...found, runId: '76', state: 'failed', endedAt: Date.now() },
        { ...found, runId: '75', exportId: running.id },
      ],
    }))
    fake.handle('exports.adopt', () => exportRecord({ id: 'aaaaaaaa-7' }))
    actions.openFollow()
    await flushPromises()
    const labels = [...document.querySelectorAll('[data-run] button')].map((each) =>
      each.textContent?.trim(),
    )
    expect(labels).toEqual(['Follow', 'Add', 'Show'])
    expect(document.querySelector('[data-run="75"]')?.textContent).toContain('In the list')
    expect(document.querySelector('[data-run="76"]')?.textContent).toContain('Failed')
    const [first, second] = document.querySelectorAll<HTMLElement>('[data-run] button')
    first?.focus()
    first?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    expect(document.activeElement).toBe(second)
    second?.click()
    await flushPromises()
    expect(callsOf('exports.adopt')).toMatchObject([{ input: { run: '76' } }])
    actions.wanted.value = null
  })

  it('says when there are none, and why they cannot be shown', async () => {
    await open()
    actions.openFollow()
    await flushPromises()
    expect(words()).toContain('No runs yet')
    actions.close()
    fake.handle('exports.recentRuns', () => {
      throw new AppError('not-ready', 'No export job is chosen.')
    })
    await flushPromises()
    actions.openFollow()
    await flushPromises()
    expect(words()).toContain('No export job is chosen.')
  })
})
