import type { VueWrapper } from '@vue/test-utils'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import ExportDetails from '../../../src/renderer/components/exports/ExportDetails.vue'
import { AppError } from '../../../src/shared/errors.ts'
import type { ExportRecord } from '../../../src/shared/export.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { exportContents, exportDownload } from '../support/fake-downloads.ts'
import { exportRecord } from '../support/fake-exports.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let fake: FakeDesktop
let wrapper: VueWrapper | undefined
beforeEach(() => {
  fake = freshDesktop()
})
afterEach(() => wrapper?.unmount())

async function show(change: Partial<ExportRecord>): Promise<VueWrapper> {
  wrapper = (await mountHere(ExportDetails, { record: exportRecord(change) })).wrapper
  await flushPromises()
  return wrapper
}

function button(label: string) {
  const found = wrapper
    ?.findAll('button')
    .find((each) => each.text().includes(label) || each.attributes('aria-label') === label)
  if (!found) throw new Error(`no button ${label}: ${wrapper?.text()}`)
  return found
}

const failure: NonNullable<ExportRecord['failure']> = {
  cause: 'permission',
  taskKey: 'export_workflows',
  error: 'PermissionDenied: no',
  trace: 'Traceback\n  line 1',
  meaning: 'It lacks a permission.',
  advice: 'Ask for it.',
  by: null,
  others: [{ taskKey: 'export_pipelines', error: 'also no' }],
  repairUrl: null,
}
const result = exportContents().result

describe('why an export did not succeed', () => {
  it('is told with its task, what to try, the others, and a trace to unfold', async () => {
    const tasks = ['export_workflows', 'export_pipelines'].map((key) => ({
      key,
      state: 'failed' as const,
      runId: null,
    }))
    const page = await show({ state: 'failed', failure, tasks })
    const box = page.get('[aria-label="What went wrong"]')
    expect(box.text()).toContain('It lacks a permission.')
    expect(box.text()).toMatch(/export_workflows\s?PermissionDenied: no/)
    expect(box.text()).toContain('What to try: Ask for it.')
    expect(box.text()).toContain('also no')
    expect(box.find('pre').exists()).toBe(false)
    await button('Trace of the run').trigger('click')
    expect(box.get('pre').text()).toBe('Traceback\n  line 1')
    await button('Copy what went wrong').trigger('click')
    const copied = fake.calls.find(({ name }) => name === 'app.copyText')?.input
    expect(copied).toMatchObject({ text: expect.stringContaining('Traceback') as string })
  })

  it('names who canceled', async () => {
    const by = 'maria@example.com'
    const page = await show({ state: 'canceled', failure: { ...failure, by } })
    expect(page.text()).toContain('Canceled by maria@example.com.')
    expect(page.text()).not.toContain('What to try')
  })

  it('is what is known before the run could be asked', async () => {
    const error = {
      code: 'run-failed',
      message: 'A task failed.',
      suggestion: 'Look.',
      details: {},
    } as const
    const page = await show({ state: 'failed', error, message: 'Databricks said so' })
    expect(page.text()).toContain('A task failed.')
    expect(page.text()).toContain('Databricks said so')
    expect(page.text()).toContain('What to try: Look.')
  })

  it('is not there for a success', async () => {
    const page = await show({ state: 'succeeded', result })
    expect(page.find('[aria-label="What went wrong"]').exists()).toBe(false)
  })
})

describe('what an export left behind', () => {
  it('is told in one line, and what is besides', async () => {
    const page = await show({
      state: 'succeeded',
      result: { ...result, workflows: 6, files: 8, older: 1, untimed: 2 },
    })
    expect(page.text()).toContain('6 of 7 workflows, 2 of 2 pipelines found in 8 files, 1.2 kB')
    expect(page.text()).toContain('Besides: 2 objects without a known time, 1 older file.')
  })

  it('is listed, with the reason and a way on when that fails', async () => {
    fake.handle('exports.contents', () => {
      throw new AppError('unavailable', 'The workspace is down.')
    })
    const page = await show({ state: 'succeeded', result })
    await button('Show the files').trigger('click')
    await flushPromises()
    expect(page.text()).toContain('The workspace is down.')
    fake.handle('exports.contents', () =>
      exportContents({
        missing: [{ kind: 'workflow', id: '5', name: 'Lost Job' }],
        missingCount: 1,
      }),
    )
    await button('Try again').trigger('click')
    await flushPromises()
    expect(page.text()).toContain('jobs/Daily_Sales.yml')
    expect(page.text()).toContain('1 item of the configuration without a file')
    expect(page.text()).toContain('Lost Job')
  })

  it('says when the folder is empty', async () => {
    const counts = { 'by-run': 0, before: 0, after: 0, unknown: 0 }
    fake.handle('exports.contents', () => exportContents({ files: [], matches: 0, counts }))
    const page = await show({ state: 'succeeded', result: { ...result, files: 0, bytes: 0 } })
    expect(page.text()).toContain('No files')
    await button('Show the files').trigger('click')
    await flushPromises()
    expect(page.text()).toContain('The folder is empty')
  })

  it('is nothing for a run that never began', async () => {
    const page = await show({ state: 'failed', runId: null })
    expect(page.find('[aria-label="Result"]').exists()).toBe(false)
    expect(page.text()).not.toContain('Download output')
  })
})

describe('the download of the output', () => {
  it('tells how far it is and can be stopped', async () => {
    fake.handle('exports.downloads', () => [exportDownload()])
    const page = await show({ state: 'succeeded', result })
    expect(page.text()).toContain('10 of 40 files, 1 MB of 4 MB')
    expect(page.text()).toContain('500 kB/s, 6 s left')
    expect(page.get('[role=progressbar]').attributes('aria-valuenow')).toBe('25')
    await button('Stop').trigger('click')
    await flushPromises()
    expect(page.text()).toContain('Download stopped')
    await button('Resume').trigger('click')
    expect(fake.calls.some(({ name }) => name === 'exports.resumeDownload')).toBe(true)
  })

  it('says why it failed and what to do', async () => {
    const error = {
      code: 'disk-full',
      message: 'There is no room.',
      suggestion: 'Make room.',
      details: {},
    } as const
    fake.handle('exports.downloads', () => [exportDownload({ state: 'failed', error })])
    const page = await show({ state: 'succeeded', result })
    expect(page.text()).toContain('There is no room.')
    expect(page.text()).toContain('Make room.')
    expect(button('Resume').exists()).toBe(true)
  })

  it('tells in the end what could not be had and what has another name', async () => {
    const done = exportDownload({
      state: 'done',
      filesDone: 40,
      bytesDone: 4_000_000,
      problems: [{ path: 'x/secret.yml', message: 'Not allowed.' }],
      problemCount: 1,
      renamed: [{ path: 'CON.yml', place: '_CON.yml' }],
      renamedCount: 1,
    })
    fake.handle('exports.downloads', () => [done])
    const page = await show({ state: 'succeeded', result })
    expect(page.text()).toContain('Downloaded 39 files, 4 MB')
    expect(page.text()).toContain('x/secret.yml Not allowed.')
    expect(page.text()).toContain('CON.yml → _CON.yml')
    await button('Show in folder').trigger('click')
    expect(fake.calls.at(-1)).toMatchObject({
      name: 'exports.showDownload',
      input: { id: done.id },
    })
  })

  it('comes and goes as main tells', async () => {
    const page = await show({ state: 'succeeded', result })
    expect(page.text()).toContain('Download output')
    fake.emit('exports.downloadChanged', exportDownload())
    await flushPromises()
    expect(page.text()).toContain('Downloading the output')
    fake.emit('exports.downloadRemoved', { id: exportDownload().id })
    await flushPromises()
    expect(page.text()).toContain('Download output')
  })
})
