import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  symlinkSync,
} from 'node:fs'
import {
  appendFile,
  cp,
  lstat,
  mkdtemp,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import extractZip from 'extract-zip'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectGateway } from '../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../src/main/databricks/gateway.ts'
import { Downloads } from '../../src/main/exports/download/downloads.ts'
import { silentLogger } from '../../src/main/logging/logger.ts'
import type { DownloadForm, ExportDownload } from '../../src/shared/export-download.ts'
import { useDemoWorkspace } from '../support/demo-workspace.ts'
import { trackedExport } from '../unit/main/exports/support.ts'
import { skips } from '../support/skip.ts'

const demo = useDemoWorkspace({ jobs: 5, pipelines: 2 })
const root = '/Workspace/Shared/out'
const getFile = 'GET /api/2.0/workspace/export'
const list = 'GET /api/2.0/workspace/list'
const forms: DownloadForm[] = ['folder', 'zip']

/**
 * A copy of a folder as it is at this moment. A file that another step of the download moves away under
 * the copier's hands makes it another moment.
 */
async function asItIs(folder: string): Promise<string> {
  for (;;) {
    const moment = await mkdtemp(join(tmpdir(), 'moment-'))
    try {
      cpSync(folder, moment, { recursive: true })
      return moment
    } catch (error) {
      await rm(moment, { recursive: true })
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

/** A small disk of its own can be had on Linux only, and not everywhere there. */
const canMount = mountsTmpfs()

function mountsTmpfs(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'tmpfs-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe], { stdio: 'ignore' })
    execFileSync('umount', [probe])
    return true
  } catch {
    console.info('skipped: a tmpfs cannot be mounted here')
    return false
  } finally {
    rmdirSync(probe)
  }
}

let folder = ''
let gateway: DatabricksGateway
let downloads: Downloads
let ids = 0

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'))
  mkdirSync(join(folder, 'here'))
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
    sleep: () => Promise.resolve(),
    deadlines: { callMs: 300, contentMs: 300 },
  })
  downloads = openApp()
})
afterEach(async () => {
  await downloads.stop()
  gateway.close()
  await rm(folder, { recursive: true, force: true })
})

/** The service as one start of the app has it. */
function openApp(): Downloads {
  return new Downloads({
    folder: join(folder, 'journals'),
    gatewayFor: () => Promise.resolve(gateway),
    logger: silentLogger,
    now: Date.now,
    newId: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`,
  })
}

function put(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    demo.server.workspace.files.write(`${root}/${path}`, text)
  }
}

function many(count: number, size = 300): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `jobs/job ${at}.yml`,
      `${`name: job ${at} of many\n`.repeat(size / 10)}`.slice(0, size + at),
    ]),
  )
}

const record = trackedExport({ state: 'succeeded', outputPath: root }).record

function begin(form: DownloadForm, app = downloads): Promise<ExportDownload> {
  const here = join(folder, 'here')
  const path = form === 'zip' ? join(here, 'out.zip') : here
  return app.start(record, form, { path, replaces: false })
}

/** How the newest download stands when it has come to rest. */
async function ended(app = downloads): Promise<ExportDownload> {
  for (;;) {
    const [newest] = await app.list()
    if (newest && newest.state !== 'listing' && newest.state !== 'running') return newest
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Waits for a moment in the middle of the newest download. */
async function until(isSo: (download: ExportDownload) => boolean, app = downloads): Promise<void> {
  for (;;) {
    const [newest] = await app.list()
    if (newest && isSo(newest)) return
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Text by path of what arrived, whatever the form. */
async function arrived({ form, place }: ExportDownload): Promise<Record<string, string>> {
  const at = form === 'zip' ? join(folder, 'unzipped') : place
  if (form === 'zip') await extractZip(place, { dir: at })
  const files: Record<string, string> = {}
  for (const entry of readdirSync(at, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files[path.slice(at.length + 1)] = await readFile(path, 'utf8')
  }
  return files
}

const asked = () => demo.server.workspace.requests.count(getFile)

describe.each(forms)('a download as %s', (form) => {
  it('brings every byte, in folders, and says how much', async () => {
    const files = { ...many(40), 'manifest.yml': 'exported: 40\n', 'empty.yml': '' }
    put(files)
    await begin(form)
    const done = await ended()
    const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    expect(done).toMatchObject({ state: 'done', files: 42, filesDone: 42, bytes, bytesDone: bytes })
    expect(done).toMatchObject({ problems: [], renamed: [], error: null, current: null })
    expect(await arrived(done)).toEqual(files)
    expect(readdirSync(join(folder, 'here'))).toHaveLength(1)
  })

  it('gives notebooks their extension, and odd names others that every system takes', async () => {
    put({ 'a:b?.yml': 'one', 'A.yml': 'two', 'a.yml': 'three', 'CON.yml': 'four', 'x.py': 'five' })
    const notebook = Buffer.from('# Databricks notebook source\nprint(1)\n').toString('base64')
    const path = `${root}/x`
    await demo.call('/api/2.0/workspace/import', {
      path,
      content: notebook,
      format: 'SOURCE',
      language: 'PYTHON',
    })
    await begin(form)
    const done = await ended()
    const files = await arrived(done)
    expect(Object.keys(files).sort()).toEqual([
      'A.yml',
      '_CON.yml',
      'a (2).yml',
      'a_b_.yml',
      'x (2).py',
      'x.py',
    ])
    expect(files['x (2).py'] ?? '').toContain('print(1)')
    expect(done.renamed).toContainEqual({ path: 'a:b?.yml', place: 'a_b_.yml' })
    expect(done.renamedCount).toBe(4)
  })

  it.each([
    ['a connection that is reset in mid-file', { kind: 'cut-off', count: 2 }],
    ['half of an answer', { kind: 'truncate', count: 2 }],
    ['being asked to wait', { kind: 'status', status: 429, retryAfter: 1, count: 6 }],
    ['a short trouble of the workspace', { kind: 'status', status: 503, count: 3 }],
  ] as const)('gets over %s', async (_what, fault) => {
    const files = many(20)
    put(files)
    demo.server.faults.add({ route: getFile, ...fault })
    await begin(form)
    const done = await ended()
    expect(done).toMatchObject({ state: 'done', problemCount: 0 })
    expect(await arrived(done)).toEqual(files)
  })

  it.each([
    [403, 'permission'],
    [404, 'does not exist'],
  ])('goes on without a file that answers %d, and says so', async (status, words) => {
    put(many(10))
    demo.server.faults.add({ route: getFile, kind: 'status', status, count: 1 })
    await begin(form)
    const done = await ended()
    expect(done).toMatchObject({ state: 'done', files: 10, filesDone: 10, problemCount: 1 })
    expect(done.problems[0]?.path).toMatch(/^\/Workspace\/Shared\/out\/jobs\/job \d\.yml$/)
    expect(done.problems[0]?.message).toMatch(new RegExp(`${words}|allow|may`, 'i'))
    expect(Object.keys(await arrived(done))).toHaveLength(9)
  })

  it('says of a file beyond the limit of the API that it is too large', async () => {
    put({ 'a_large.bin': 'x', 'small.yml': 'x' })
    const body = { error_code: 'MAX_NOTEBOOK_SIZE_EXCEEDED', message: 'Too large.' }
    demo.server.faults.add({ route: getFile, kind: 'status', status: 400, body, count: 1 })
    await begin(form)
    const done = await ended()
    expect(done.problems).toEqual([
      { path: `${root}/a_large.bin`, message: expect.stringContaining('10 MB') as string },
    ])
    expect(await arrived(done)).toEqual({ 'small.yml': 'x' })
  })

  it('takes a file that grew meanwhile as it is now', async () => {
    put({ 'log.txt': 'short' })
    demo.server.faults.add({ route: getFile, kind: 'latency', ms: 80, count: 1 })
    await begin(form)
    await until(({ current }) => current === 'log.txt')
    put({ 'log.txt': 'much longer than before' })
    const done = await ended()
    expect(done).toMatchObject({ state: 'done', problemCount: 0 })
    expect(await arrived(done)).toEqual({ 'log.txt': 'much longer than before' })
  })

  it('stops when nobody is signed in any more, and resumes without fetching anything twice', async () => {
    const files = many(30)
    put(files)
    const lift = demo.server.faults.add({ route: getFile, kind: 'latency', ms: 20 })
    await begin(form)
    await until(({ filesDone }) => filesDone >= 8)
    lift()
    const restore = demo.server.faults.add({ route: getFile, kind: 'status', status: 401 })
    const failed = await ended()
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'unauthorized' } })
    restore()
    const before = asked()
    await downloads.resume(failed.id)
    const done = await ended()
    expect(done).toMatchObject({ state: 'done', files: 30, filesDone: 30, error: null })
    expect(await arrived(done)).toEqual(files)
    expect(asked() - before).toBe(30 - failed.filesDone)
  })

  it('stops when the network is gone, and says why', async () => {
    put(many(5))
    demo.server.faults.add({ route: list, kind: 'reset' })
    await begin(form)
    const failed = await ended()
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'connection-reset' } })
    expect(failed.error?.suggestion).toMatch(/\w/)
  })

  it('stops when the user says so, and can be resumed', async () => {
    const files = many(40)
    put(files)
    const lift = demo.server.faults.add({ route: getFile, kind: 'latency', ms: 15 })
    const { id } = await begin(form)
    await until(({ filesDone }) => filesDone >= 10)
    expect(downloads.active).toBe(1)
    expect(await downloads.cancel(id)).toMatchObject({ state: 'stopped', error: null })
    expect(downloads.active).toBe(0)
    lift()
    const before = asked()
    await downloads.resume(id)
    const done = await ended()
    expect(asked() - before).toBeLessThanOrEqual(30)
    expect(await arrived(done)).toEqual(files)
  })

  it('goes on after the app was killed at any moment', async () => {
    const files = many(40)
    put(files)
    const lift = demo.server.faults.add({ route: getFile, kind: 'latency', ms: 15 })
    const first = openApp()
    await begin(form, first)
    await until(({ filesDone }) => filesDone >= 12, first)
    // A process that is killed writes nothing more: what is on disk at this moment is copied away.
    const moment = await asItIs(folder)
    await first.stop()
    await rm(folder, { recursive: true })
    await cp(moment, folder, { recursive: true })
    await rm(moment, { recursive: true })
    lift()

    downloads = openApp()
    const [found] = await downloads.list()
    expect(found).toMatchObject({ state: 'stopped', files: 40, error: null })
    // Eight at once are fetched: of the twelve, those may not be noted yet.
    expect(found?.filesDone).toBeGreaterThanOrEqual(4)
    const before = asked()
    await downloads.resume(found?.id ?? '')
    const done = await ended()
    expect(asked() - before).toBeLessThanOrEqual(36)
    expect(await arrived(done)).toEqual(files)
    expect(readdirSync(join(folder, 'here'))).toHaveLength(1)
  })

  it('fetches again what changed in the workspace since it stopped', async () => {
    put(many(20))
    // The last four come only after it was stopped, however fast the others came.
    demo.server.faults.add({ route: getFile, kind: 'latency', ms: 0, count: 16 })
    const lift = demo.server.faults.add({ route: getFile, kind: 'latency', ms: 60_000 })
    const { id } = await begin(form)
    await until(({ filesDone }) => filesDone >= 16)
    await downloads.cancel(id)
    lift()
    put({ 'jobs/job 0.yml': 'changed' })
    await downloads.resume(id)
    const files = await arrived(await ended())
    expect(Object.keys(files)).toHaveLength(20)
    expect(files['jobs/job 0.yml']).toBe('changed')
  })

  it('says when there is no such folder', async () => {
    await begin(form)
    expect(await ended()).toMatchObject({ state: 'failed', error: { code: 'not-found' } })
  })

  it('is complete without files when the folder is empty', async () => {
    await demo.call('/api/2.0/workspace/mkdirs', { path: root })
    await begin(form)
    const done = await ended()
    expect(done).toMatchObject({ state: 'done', files: 0 })
    expect(await arrived(done)).toEqual({})
  })

  it('tells of a place that cannot be written to', async () => {
    put(many(3))
    await rm(join(folder, 'here'), { recursive: true })
    await writeFile(join(folder, 'here'), 'a file')
    await expect(
      begin(form).then(async () => {
        throw new Error((await ended()).error?.message)
      }),
    ).rejects.toThrow(/here.* is no longer there/)
  })

  it('is one at a time for an export', async () => {
    put(many(10))
    demo.server.faults.add({ route: list, kind: 'latency', ms: 100 })
    await begin(form)
    await expect(begin(form)).rejects.toMatchObject({ code: 'conflict' })
    await ended()
  })
})

describe('a download as folder', () => {
  it('gets a folder of its own beside one with the same name', async () => {
    put({ 'a.yml': 'a' })
    await begin('folder')
    const first = await ended()
    await begin('folder')
    const second = await ended()
    expect(second.place).toBe(`${first.place} (2)`)
    expect(await readFile(join(first.place, 'a.yml'), 'utf8')).toBe('a')
  })

  it('writes through no link and over no file that somebody put there meanwhile', async () => {
    put({ 'jobs/a.yml': 'ours', 'pipelines/b.yml': 'ours', 'c.yml': 'ours' })
    mkdirSync(join(folder, 'elsewhere'))
    demo.server.faults.add({ route: list, kind: 'latency', ms: 60, count: 1 })
    const { place } = await begin('folder')
    symlinkSync(join(folder, 'elsewhere'), join(place, 'jobs'))
    await writeFile(join(place, 'c.yml'), 'theirs')
    const failed = await ended()
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'disk-failed' } })
    expect(failed.error?.message).toContain('is a link')
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([])
    await rm(join(place, 'jobs'))
    await downloads.resume(failed.id)
    const done = await ended()
    expect(await arrived(done)).toEqual({
      'jobs/a.yml': 'ours',
      'pipelines/b.yml': 'ours',
      'c.yml': 'theirs',
      'c (2).yml': 'ours',
    })
  })

  it('keeps what the user changed in it, and fetches the file beside it', async () => {
    put(many(12))
    const lift = demo.server.faults.add({ route: getFile, kind: 'latency', ms: 15 })
    const { id, place } = await begin('folder')
    await until(({ filesDone }) => filesDone >= 8)
    await downloads.cancel(id)
    lift()
    const mine = readdirSync(join(place, 'jobs'))[0] ?? ''
    await appendFile(join(place, 'jobs', mine), '# mine')
    await downloads.resume(id)
    const files = await arrived(await ended())
    expect(Object.keys(files)).toHaveLength(13)
    expect(files[`jobs/${mine}`]).toMatch(/# mine$/)
  })

  it('leaves nothing half-written behind', async () => {
    put(many(10))
    const { place } = await begin('folder')
    await ended()
    expect(readdirSync(place)).toEqual(['jobs'])
  })

  it('gives files the time they have in the workspace', async () => {
    put({ 'a.yml': 'a' })
    const { modifiedAt } = await gateway.files.getStatus(`${root}/a.yml`)
    const { place } = await begin('folder')
    await ended()
    expect((await stat(join(place, 'a.yml'))).mtimeMs).toBeCloseTo(modifiedAt ?? 0, -1)
  })
})

describe('a download as zip', () => {
  it('has its name only when it is whole', async () => {
    put(many(20))
    const lift = demo.server.faults.add({ route: getFile, kind: 'latency', ms: 15 })
    const { id, place } = await begin('zip')
    await until(({ filesDone }) => filesDone >= 5)
    expect(existsSync(place)).toBe(false)
    await downloads.cancel(id)
    expect(existsSync(place)).toBe(false)
    lift()
    await downloads.remove(id)
    expect(readdirSync(join(folder, 'here'))).toEqual([])
  })

  it('gets another name when a file has taken its own meanwhile', async () => {
    put({ 'a.yml': 'a' })
    demo.server.faults.add({ route: list, kind: 'latency', ms: 50, count: 1 })
    const { place } = await begin('zip')
    await writeFile(place, 'theirs')
    const done = await ended()
    expect(done.place).toBe(place.replace('.zip', ' (2).zip'))
    expect(await readFile(place, 'utf8')).toBe('theirs')
    expect(await arrived(done)).toEqual({ 'a.yml': 'a' })
  })

  it.each([
    ['cut off', (part: string) => truncate(part, 200)],
    ['overwritten', (part: string) => writeFile(part, 'x'.repeat(20_000))],
    ['gone', (part: string) => rm(part)],
  ])('begins anew where its half was %s', async (_what, damage) => {
    const files = many(30)
    put(files)
    const lift = demo.server.faults.add({ route: getFile, kind: 'latency', ms: 15 })
    const { id, place } = await begin('zip')
    await until(({ filesDone }) => filesDone >= 10)
    await downloads.cancel(id)
    lift()
    await damage(`${place}.part`)
    await downloads.resume(id)
    const done = await ended()
    expect(done.state).toBe('done')
    expect(await arrived(done)).toEqual(files)
  })

  it('takes no file away that only has the name of its half', async () => {
    put({ 'a.yml': 'a' })
    await writeFile(join(folder, 'here', 'out.zip.part'), 'theirs')
    await expect(begin('zip')).rejects.toMatchObject({ code: 'already-exists' })
    expect((await lstat(join(folder, 'here', 'out.zip.part'))).size).toBe(6)
  })
})

describe('a download onto a disk that gets full', () => {
  let disk = ''
  beforeEach(() => {
    disk = join(folder, 'disk')
    mkdirSync(disk)
  })
  afterEach(() => {
    if (canMount) execFileSync('umount', ['-l', disk])
  })

  it.skipIf(skips(canMount ? null : 'A disk of its own cannot be had here.')).each(forms)(
    'as %s says so, and resumes when there is room',
    async (form) => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', disk])
      const files = many(40, 20_000)
      put(files)
      const lift = demo.server.faults.add({ route: getFile, kind: 'latency', ms: 15 })
      const path = form === 'zip' ? join(disk, 'out.zip') : disk
      await downloads.start(record, form, { path, replaces: false })
      await until(({ filesDone }) => filesDone >= 10)
      execFileSync('sh', ['-c', `cat /dev/zero > ${join(disk, 'filler')} 2> /dev/null || true`])
      const full = await ended()
      expect(full).toMatchObject({ state: 'failed', error: { code: 'disk-full' } })
      expect(full.error?.suggestion).toContain('resume')
      await downloads.resume(full.id)
      expect((await ended()).error?.code).toBe('disk-full')
      await rm(join(disk, 'filler'))
      lift()
      const before = asked()
      await downloads.resume(full.id)
      const done = await ended()
      expect(done).toMatchObject({ state: 'done', filesDone: 40 })
      expect(asked() - before).toBeLessThanOrEqual(30)
      expect(await arrived(done)).toEqual(files)
    },
  )
})
