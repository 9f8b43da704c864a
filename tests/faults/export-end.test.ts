import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectGateway } from '../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../src/main/databricks/gateway.ts'
import { countOutput } from '../../src/main/exports/end/count.ts'
import { ExportEnds } from '../../src/main/exports/end/ends.ts'
import { silentLogger } from '../../src/main/logging/logger.ts'
import type { ContentsQuery } from '../../src/shared/export-contents.ts'
import type { ExportRecord } from '../../src/shared/export.ts'
import { useDemoWorkspace } from '../support/demo-workspace.ts'
import { ExportsProcess, ManualClock } from '../unit/main/exports/exports-world.ts'
import { trackedExport, useFolder } from '../unit/main/exports/support.ts'

const clock = new ManualClock()
const demo = useDemoWorkspace({ now: clock.read, timeScale: 1, jobs: 30, pipelines: 5 })
const folder = useFolder()
const output = '/Workspace/Shared/exports'
const getOutput = 'GET /api/2.2/jobs/runs/get-output'

let gateway: DatabricksGateway
let ends: ExportEnds[] = []

beforeEach(async () => {
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
    now: clock.read,
    sleep: () => Promise.resolve(),
    deadlines: { callMs: 1000 },
  })
})
afterEach(async () => {
  await Promise.all(ends.map((each) => each.stop()))
  ends = []
  gateway.close()
})

function openApp() {
  const app = new ExportsProcess({ server: demo.server, folder: folder.path, clock })
  const after = new ExportEnds({
    userData: folder.path,
    exports: app.service,
    gatewayFor: () => Promise.resolve(gateway),
    redact: (text) => text,
    logger: silentLogger,
    now: clock.read,
    newId: () => crypto.randomUUID(),
    timers: app.timers,
  })
  ends.push(after)
  app.service.recover()
  after.recover()
  return { app, after }
}

/** Starts an export and waits for its end. */
async function exported() {
  const opened = openApp()
  await opened.app.service.start({ anyway: false })
  await opened.app.untilEnded()
  return opened
}

/** Waits for something that is asked after the end. */
async function found(
  app: ExportsProcess,
  isSo: (record: ExportRecord) => boolean,
): Promise<ExportRecord> {
  for (let tries = 0; tries < 2000; tries += 1) {
    const { newest } = app
    if (newest && isSo(newest)) return newest
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`never: ${JSON.stringify(app.newest)}`)
}

function query(record: ExportRecord, change: Partial<ContentsQuery> = {}): ContentsQuery {
  return { id: record.id, text: '', show: 'all', offset: 0, limit: 100, fresh: false, ...change }
}

describe('why a run failed', () => {
  const reason = 'PermissionDenied: maria does not have Manage permissions on /Shared/exports'

  it('is asked once at the end, kept, and there after a restart', async () => {
    demo.server.workspace.failNextRun(reason)
    const { app } = await exported()
    const { failure } = await found(app, (record) => record.failure !== null)
    expect(failure).toMatchObject({
      cause: 'permission',
      taskKey: 'export_workflows',
      error: reason,
    })
    expect(failure?.trace).toMatch(/^-+\nPermissionDenied +Traceback \(most recent call last\)\n/)
    expect(failure?.trace).not.toContain('\u001b')
    const asked = demo.server.workspace.requests.count(getOutput)
    expect(asked).toBe(1)
    await app.service.stop()
    const again = openApp()
    expect(again.app.newest?.failure).toEqual(failure)
    await again.app.quiet()
    expect(demo.server.workspace.requests.count(getOutput)).toBe(asked)
  })

  it.each([
    ['503', { kind: 'status', status: 503 }],
    ['no answer', { kind: 'hang' }],
    ['a reset', { kind: 'reset' }],
  ] as const)('is asked again later when the first answer is %s', async (_what, fault) => {
    demo.server.workspace.failNextRun(reason)
    const restore = demo.server.faults.add({ route: getOutput, ...fault })
    const { app } = await exported()
    const { result } = await found(app, (record) => record.result !== null)
    expect(result).not.toBeNull()
    expect(app.newest?.failure).toBeNull()
    // What came in meanwhile is no reason to ask sooner.
    const asked = demo.server.workspace.requests.count(getOutput)
    await app.quiet()
    expect(demo.server.workspace.requests.count(getOutput)).toBe(asked)
    restore()
    await app.pass(20_000)
    expect(await found(app, (record) => record.failure !== null)).toMatchObject({
      failure: { cause: 'permission' },
    })
  })

  it('is what the run says when nobody may see its output', async () => {
    demo.server.workspace.failNextRun('java.lang.OutOfMemoryError: Java heap space')
    demo.server.faults.add({ route: getOutput, kind: 'status', status: 403 })
    const { app } = await exported()
    const { failure } = await found(app, (record) => record.failure !== null)
    expect(failure).toMatchObject({ cause: 'out-of-memory', trace: null })
  })

  it('names the one who canceled it elsewhere', async () => {
    const { app } = openApp()
    await app.service.start({ anyway: false })
    await app.pass(5000)
    await demo.call('/api/2.2/jobs/runs/cancel', { run_id: Number(app.newest?.runId) })
    await app.untilEnded()
    const record = await found(app, ({ failure }) => failure !== null)
    expect(record).toMatchObject({ state: 'canceled', failure: { cause: 'canceled' } })
    expect(record.failure?.by).toMatch(/@/)
  })
})

describe('what a run left behind', () => {
  it('is what it can have written, related to the items of the configuration', async () => {
    demo.server.workspace.files.write(`${output}/jobs/old.yml`, 'from before')
    clock.now += 60_000
    const { app, after } = await exported()
    const record = await found(app, ({ result }) => result !== null)
    expect(record.result).toMatchObject({ workflows: 2, pipelines: 2, files: 5, older: 1 })
    expect(record.result).toMatchObject({ untimed: 0, complete: true })
    const contents = await after.contents(query(record))
    expect(contents.counts).toEqual({ 'by-run': 5, before: 1, after: 0, unknown: 0 })
    expect(contents.files.find(({ path }) => path === 'jobs/old.yml')?.written).toBe('before')
    expect(contents.files.filter(({ item }) => item?.kind === 'pipeline')).toHaveLength(2)
    expect(contents).toMatchObject({ missing: [], notes: [], folder: output })
    const manifest = await after.contents(query(record, { text: 'MANIFEST', show: 'by-run' }))
    expect(manifest.files.map(({ path }) => path)).toEqual(['manifest.yml'])
    const page = await after.contents(query(record, { offset: 4, limit: 2 }))
    expect(page).toMatchObject({ matches: 6, files: [{}, {}] })
  })

  it('is listed from what was kept, also when the folder is gone, until somebody asks anew', async () => {
    const { app, after } = await exported()
    const record = await found(app, ({ result }) => result !== null)
    await demo.call('/api/2.0/workspace/delete', { path: output, recursive: true })
    await after.stop()
    await app.service.stop()
    const again = openApp()
    expect((await again.after.contents(query(record))).files).toHaveLength(5)
    const fresh = await again.after.contents(query(record, { fresh: true }))
    expect(fresh).toMatchObject({ files: [], notes: ['The output folder does not exist.'] })
    // What the run wrote was counted when it ended.
    expect(again.app.newest?.result?.files).toBe(5)
  })

  it('says which items have no file, and what cannot be known', async () => {
    const { app } = await exported()
    const record = await found(app, ({ result }) => result !== null)
    await demo.call('/api/2.0/workspace/import', {
      path: `${output}/notes`,
      content: Buffer.from('# Databricks notebook source\n').toString('base64'),
      format: 'SOURCE',
      language: 'PYTHON',
    })
    const [file] = demo.server.workspace.files
      .below(`${output}/jobs`)
      .filter((path) => /\.yml$/.test(path))
    await demo.call('/api/2.0/workspace/delete', { path: file })
    const count = () =>
      countOutput(record, { gateway, signal: new AbortController().signal, now: clock.read })
    const counted = await count()
    expect(counted.missing).toHaveLength(1)
    expect(counted.result).toMatchObject({ workflows: 1, pipelines: 2, untimed: 1 })
    expect(counted.notes.join()).toContain('no time for notebooks')
    await demo.call('/api/2.0/workspace/delete', { path: '/Workspace/Shared/config.yml' })
    expect((await count()).notes.join()).toContain('configuration cannot be read')
    expect((await count()).result.complete).toBe(false)
  })

  it('leaves out folders that may not be looked into, and says so', async () => {
    const { app } = await exported()
    const record = { ...(app.newest ?? trackedExport().record), outputPath: '/Workspace/Shared' }
    const signal = new AbortController().signal
    const { result, notes } = await countOutput(record, { gateway, signal, now: clock.read })
    expect(result).toMatchObject({ files: 5, complete: false })
    expect(result.older).toBeGreaterThan(3000)
    expect(notes.join()).toContain('/Workspace/Shared/restricted')
  })

  it('is forgotten with its export', async () => {
    const { app, after } = await exported()
    const record = await found(app, ({ result }) => result !== null)
    await after.contents(query(record))
    const list = join(folder.path, 'exports', `${record.id}.json`)
    expect(existsSync(list)).toBe(true)
    app.service.remove(record.id)
    for (let tries = 0; tries < 2000 && existsSync(list); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(existsSync(list)).toBe(false)
  })
})
