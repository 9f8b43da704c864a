import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Router } from 'vue-router'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import { useReview } from '../../../src/renderer/composables/useReview.ts'
import ExportPage from '../../../src/renderer/pages/ExportPage.vue'
import { useExports } from '../../../src/renderer/stores/exports.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { ExportRecord, ReadinessItem } from '../../../src/shared/export.ts'
import type { FakeDesktop, FakeWorld } from '../support/fake-desktop.ts'
import { exportRecord } from '../support/fake-exports.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'
import { sampleConnection } from '../support/sample-connections.ts'

let wrapper: VueWrapper | undefined
let router: Router

async function show(): Promise<VueWrapper> {
  const mounted = await mountHere(ExportPage)
  wrapper = mounted.wrapper
  router = mounted.router
  await useExports().load()
  await flushPromises()
  return wrapper
}

afterEach(() => {
  wrapper?.unmount()
  vi.useRealTimers()
  useReview().open.value = false
  useConfirm().open.value?.answer(false)
})

function item(change: Partial<ReadinessItem>): ReadinessItem {
  return { check: 'connection', status: 'ok', title: 'Connected', detail: '', fix: null, ...change }
}

function readyWorld(world: FakeWorld): void {
  world.readiness = {
    ready: true,
    items: [item({})],
    estimate: { totalMs: 360_000, pastRuns: 14 },
  }
}

function blockedBy(fix: NonNullable<ReadinessItem['fix']>, check: ReadinessItem['check']) {
  return freshDesktop((world) => {
    const blocked = item({ check, status: 'blocked', title: 'Something is missing', fix })
    world.readiness = { ready: false, items: [blocked], estimate: null }
  })
}

function button(page: VueWrapper, text: string) {
  const found = page.findAll('button').find((candidate) => candidate.text().startsWith(text))
  if (found === undefined) throw new Error(`no button “${text}”`)
  return found
}

const callsOf = (fake: FakeDesktop, name: string) => fake.calls.filter((call) => call.name === name)

describe('starting an export', () => {
  it('starts once on a double click', async () => {
    const fake = freshDesktop(readyWorld)
    const slow = later<ExportRecord>()
    fake.handle('exports.start', () => slow.promise)
    const page = await show()
    const start = button(page, 'Start export')
    await Promise.all([start.trigger('click'), start.trigger('click')])
    slow.resolve(exportRecord({ state: 'queued' }))
    await flushPromises()
    expect(callsOf(fake, 'exports.start')).toHaveLength(1)
    expect(page.find('[role=progressbar]').exists()).toBe(true)
  })

  it('says how long it will take', async () => {
    freshDesktop(readyWorld)
    expect((await show()).text()).toContain('About 6 min, from 14 past runs')
  })

  it('cannot be pressed while something is missing, and says what', async () => {
    blockedBy({ label: 'Pick', action: 'pick' }, 'selection')
    const page = await show()
    const start = button(page, 'Start export')
    expect(start.attributes('disabled')).toBeDefined()
    const hint = page.get(`#${start.attributes('aria-describedby') ?? ''}`)
    expect(hint.text()).toBe('Something is missing')
  })

  it('shows why it could not start, and what to do', async () => {
    const fake = freshDesktop(readyWorld)
    fake.handle('exports.start', () => {
      throw new AppError('forbidden', 'You may not run this job.', { suggestion: 'Ask its owner.' })
    })
    const page = await show()
    await button(page, 'Start export').trigger('click')
    await flushPromises()
    expect(page.get('[role=alert]').text()).toContain('You may not run this job.')
    expect(page.get('[role=alert]').text()).toContain('Ask its owner.')
    expect(button(page, 'Start export').attributes('disabled')).toBeUndefined()
  })
})

describe('the readiness list', () => {
  it.each([
    ['connect', 'connection', { name: 'welcome' }],
    ['pick', 'selection', { name: 'workflows' }],
    ['open-configuration', 'output-path', { name: 'configuration', query: {} }],
    ['open-configuration', 'export-job', { name: 'configuration', query: { document: 'app' } }],
  ] as const)('fixes “%s” of %s on another page', async (action, check, target) => {
    blockedBy({ label: 'Fix it', action }, check)
    const page = await show()
    const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
    await button(page, 'Fix it').trigger('click')
    expect(push).toHaveBeenCalledWith(target)
  })

  it.each([
    ['create-config', 'main'],
    ['create-app-config', 'app'],
  ] as const)('fixes “%s” by creating the file, and asks again', async (action, document) => {
    const fake = blockedBy({ label: 'Create', action }, 'selection')
    const page = await show()
    const before = callsOf(fake, 'exports.readiness').length
    await button(page, 'Create').trigger('click')
    await flushPromises()
    expect(callsOf(fake, 'configuration.createDefault')).toMatchObject([{ input: { document } }])
    expect(callsOf(fake, 'exports.readiness').length).toBeGreaterThan(before)
  })

  it('opens the review', async () => {
    blockedBy({ label: 'Review and save', action: 'review-and-save' }, 'saved')
    const page = await show()
    await button(page, 'Review and save').trigger('click')
    expect(useReview().open.value).toBe(true)
  })

  it('asks again on “Try again”', async () => {
    const fake = blockedBy({ label: 'Try again', action: 'retry' }, 'export-job')
    const page = await show()
    await button(page, 'Try again').trigger('click')
    expect(callsOf(fake, 'exports.readiness')).toHaveLength(2)
  })

  it('shows the export that runs already', async () => {
    const fix = { label: 'Show export', action: 'show-export', target: 'aaaaaaaa-1' } as const
    const fake = blockedBy(fix, 'not-running')
    fake.world.exports = [
      exportRecord({ id: 'aaaaaaaa-2', createdAt: 5 }),
      exportRecord({ id: 'aaaaaaaa-1' }),
    ]
    const page = await show()
    await button(page, 'Show export').trigger('click')
    await flushPromises()
    expect(page.get('.marked').find('[role=progressbar]').exists()).toBe(true)
    expect(document.activeElement).toBe(page.get('.marked').element)
  })

  it('is asked for again when the configuration changes, but not at every poll', async () => {
    const fake = freshDesktop(readyWorld)
    fake.world.exports = [exportRecord({ id: 'aaaaaaaa-1', progress: 40 })]
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await show()
    await vi.advanceTimersByTimeAsync(1000)
    const before = callsOf(fake, 'exports.readiness').length
    fake.emit('exports.changed', exportRecord({ id: 'aaaaaaaa-1', progress: 45 }))
    await vi.advanceTimersByTimeAsync(1000)
    expect(callsOf(fake, 'exports.readiness')).toHaveLength(before)
    const { configuration } = fake.world
    const main = { ...configuration.main, revision: 2, unsaved: true }
    fake.emit('configuration.changed', { ...configuration, main })
    fake.emit('configuration.changed', { ...configuration, main: { ...main, revision: 3 } })
    await vi.advanceTimersByTimeAsync(1000)
    expect(callsOf(fake, 'exports.readiness')).toHaveLength(before + 1)
  })

  it('believes the newest answer', async () => {
    const fake = freshDesktop()
    const slow = later()
    fake.handle('exports.readiness', () => slow.promise)
    const page = await show()
    fake.handle('exports.readiness', () => ({
      ready: true,
      items: [item({ title: 'The newer answer' })],
      estimate: null,
    }))
    document.dispatchEvent(new Event('visibilitychange'))
    await flushPromises()
    slow.resolve({ ready: false, items: [item({ title: 'The older answer' })], estimate: null })
    await flushPromises()
    expect(page.text()).toContain('The newer answer')
    expect(page.text()).not.toContain('The older answer')
  })

  it('says what went wrong when it cannot be asked for', async () => {
    const fake = freshDesktop()
    fake.handle('exports.readiness', () => {
      throw new AppError('internal', 'The checks failed.', { suggestion: 'Try again.' })
    })
    const page = await show()
    expect(page.get('[role=alert]').text()).toContain('The checks failed.')
  })
})

describe('an active export', () => {
  const running = (change: Partial<ExportRecord> = {}) =>
    freshDesktop((world) => (world.exports = [exportRecord({ id: 'aaaaaaaa-1', ...change })]))

  it('never shows 100 percent while it is active', async () => {
    running({ state: 'running', progress: 100 })
    const bar = (await show()).get('[role=progressbar]')
    expect(bar.attributes('aria-valuenow')).toBe('99')
    expect(bar.attributes('aria-valuetext')).toContain('Exporting 7 workflows and 2 pipelines')
  })

  it('is cancelled after a question, and then says so', async () => {
    const fake = running()
    const page = await show()
    await button(page, 'Cancel').trigger('click')
    expect(callsOf(fake, 'exports.cancel')).toHaveLength(0)
    expect(useConfirm().open.value?.dismissLabel).toBe('Keep it running')
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(callsOf(fake, 'exports.cancel')).toMatchObject([{ input: { id: 'aaaaaaaa-1' } }])
    expect(button(page, 'Canceling…').attributes('disabled')).toBeDefined()
  })

  it('goes on when the question is dismissed', async () => {
    const fake = running()
    const page = await show()
    await button(page, 'Cancel').trigger('click')
    useConfirm().open.value?.answer(false)
    await flushPromises()
    expect(callsOf(fake, 'exports.cancel')).toHaveLength(0)
  })

  it('says why it could not be cancelled, and can be asked again', async () => {
    const fake = running()
    fake.handle('exports.cancel', () => {
      throw new AppError('network', 'The workspace cannot be reached.')
    })
    const page = await show()
    await button(page, 'Cancel').trigger('click')
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(useToasts().list).toMatchObject([{ text: 'The workspace cannot be reached.' }])
    expect(button(page, 'Cancel').attributes('disabled')).toBeUndefined()
  })

  it('asks to sign in again when following it needs that', async () => {
    const attentionError = new AppError('unauthorized', 'The token has expired.').toRecord()
    const { world } = running({ attention: 'sign-in-needed', attentionError, connectionId: 'eu' })
    world.connections.connections.push(sampleConnection())
    const page = await show()
    expect(page.get('[role=alert]').text()).toContain('The token has expired.')
    const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
    await button(page, 'Sign in again').trigger('click')
    expect(push).toHaveBeenCalledWith({ name: 'welcome', query: { signIn: 'eu' } })
  })

  it('says that a lost connection is tried again', async () => {
    running({ attention: 'connection-lost' })
    expect((await show()).get('[role=alert]').text()).toContain('Connection lost, trying again')
  })

  it('opens its run and its output folder in Databricks', async () => {
    const fake = running()
    const page = await show()
    await button(page, 'Open run').trigger('click')
    await button(page, '/Workspace/Shared/exports').trigger('click')
    await flushPromises()
    expect(callsOf(fake, 'app.openLink').map(({ input }) => input)).toEqual([
      { url: 'http://127.0.0.1:41234/jobs/1290381902/runs/849743237728880' },
      { url: 'http://127.0.0.1:41234/#workspace/Shared/exports' },
    ])
  })

  it('lists its tasks when there are several', async () => {
    running({
      tasks: [
        { key: 'prepare', state: 'succeeded', runId: '1' },
        { key: 'export', state: 'running', runId: '2' },
      ],
    })
    expect((await show()).get('[aria-label=Tasks]').text()).toContain('1 of 2 tasks ended')
  })

  it('moves to the earlier ones when it ends', async () => {
    const fake = running()
    const page = await show()
    fake.emit('exports.changed', exportRecord({ id: 'aaaaaaaa-1', state: 'succeeded' }))
    await flushPromises()
    expect(page.find('[role=progressbar]').exists()).toBe(false)
    expect(page.get('.earlier .marked').text()).toContain('Succeeded')
  })
})

describe('earlier exports', () => {
  const error = new AppError('run-failed', 'Library crm-utils not found', {
    suggestion: 'Install it on the cluster.',
  }).toRecord()
  const several = () =>
    freshDesktop((world) => {
      world.exports = [
        exportRecord({ id: 'aaaaaaaa-2', state: 'succeeded', createdAt: 3, endedAt: 364_003 }),
        exportRecord({ id: 'aaaaaaaa-3', state: 'failed', createdAt: 2, endedAt: 9, error }),
        exportRecord({ id: 'aaaaaaaa-4', state: 'lost', createdAt: 1, endedAt: 9 }),
      ]
    })

  it('say what to do when there are none yet', async () => {
    freshDesktop()
    const page = await show()
    expect(page.text()).toContain('Nothing exported yet')
    const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
    await button(page, 'Pick workflows').trigger('click')
    expect(push).toHaveBeenCalledWith({ name: 'workflows' })
  })

  it('show result, duration and the reason of a failure', async () => {
    several()
    const rows = (await show()).findAll('[data-export]')
    expect(rows[0]?.text()).toContain('6 min 4 s')
    expect(rows[1]?.text()).toContain('Library crm-utils not found')
  })

  it('open below their row, with what to do next', async () => {
    several()
    const page = await show()
    const row = page.get('[data-export=aaaaaaaa-3] .size')
    await row.trigger('click')
    expect(row.attributes('aria-expanded')).toBe('true')
    expect(page.text()).toContain('Install it on the cluster.')
    await row.trigger('click')
    expect(page.text()).not.toContain('Install it on the cluster.')
  })

  it('are removed from the list', async () => {
    const fake = several()
    const page = await show()
    await page.get('[data-export=aaaaaaaa-3] .size').trigger('click')
    await button(page, 'Remove').trigger('click')
    await flushPromises()
    expect(callsOf(fake, 'exports.remove')).toMatchObject([{ input: { id: 'aaaaaaaa-3' } }])
    expect(page.find('[data-export=aaaaaaaa-3]').exists()).toBe(false)
  })

  it('are opened and marked when a notification asks for one', async () => {
    const fake = several()
    const page = await show()
    await router.replace({ name: 'settings', query: { export: 'aaaaaaaa-3' } })
    await flushPromises()
    expect(page.get('.marked').text()).toContain('Library crm-utils not found')
    expect(page.get('[data-export=aaaaaaaa-3] .size').attributes('aria-expanded')).toBe('true')
    await page.get('[data-export=aaaaaaaa-3] .size').trigger('click')
    fake.emit('app.show', { page: 'export', exportId: 'aaaaaaaa-3' })
    await flushPromises()
    expect(page.get('[data-export=aaaaaaaa-3] .size').attributes('aria-expanded')).toBe('true')
  })

  it('tell when the wanted one is no longer kept', async () => {
    several()
    await show()
    await router.replace({ name: 'settings', query: { export: 'aaaaaaaa-9' } })
    await flushPromises()
    expect(useToasts().list[0]?.text).toContain('no longer listed')
  })
})
