import fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ConfigurationService } from '../../../../src/main/configuration/service.ts'
import type { KeptTexts } from '../../../../src/main/configuration/open-document.ts'
import { VersionHistory } from '../../../../src/main/configuration/versions/history.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import type { DocumentKind, SelectionSummary } from '../../../../src/shared/configuration.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { keptTextsFolder } from '../../../support/kept-texts.ts'
import type { KeptTextsFolder } from '../../../support/kept-texts.ts'
import { noLocalFiles } from '../../../support/no-local-files.ts'

const demo = useDemoWorkspace()
const main = '/Workspace/Shared/config.yml'
const app = '/Workspace/Shared/app_config.yml'
const importRoute = 'POST /api/2.0/workspace/import'

let folder: KeptTextsFolder
let gateway: DatabricksGateway
let service: ConfigurationService
let history: VersionHistory
let kept: KeptTexts
let clock: number
let offline: boolean
let paths: Record<DocumentKind, string>

/** A start of the app: all it knows of the last one is on disk, which nothing was told to write. */
function start(): void {
  kept = folder.open()
  service = new ConfigurationService({
    gatewayFor: () =>
      offline
        ? Promise.reject(new AppError('network', 'The workspace cannot be reached.'))
        : Promise.resolve(gateway),
    paths: {
      get: () => paths,
      set: (_id, document, path) => (paths = { ...paths, [document]: path }),
    },
    pickDefaults: () => ({ isExisting: true, isActive: true, exportLibraries: false }),
    kept,
    local: noLocalFiles,
    onFilesChanged: () => undefined,
    logger: silentLogger,
    now: () => clock,
  })
  const current = service
  history = new VersionHistory({
    store: kept.versions,
    place: (document) => {
      const { connectionId, [document]: at } = current.state()
      return connectionId === null ? null : { connectionId, path: at.path }
    },
    replaceDraft: (document, words, text) => current.replaceDraft(document, words, text),
  })
}

beforeEach(async () => {
  clock = 1000
  offline = false
  paths = { main, app }
  folder = await keptTextsFolder(() => clock)
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
    deadlines: { callMs: 400, contentMs: 400 },
    sleep: () => Promise.resolve(),
  })
  start()
})
afterEach(async () => {
  vi.restoreAllMocks()
  service.close()
  gateway.close()
  await folder.remove()
})

const files = (): typeof demo.server.workspace.files => demo.server.workspace.files
const add = (id: string): SelectionSummary =>
  service.selection.pick({ kind: 'workflow', items: [{ id, name: `Job ${id}` }], picked: true })
const draft = (): string => service.text('main').draft ?? ''
const draftFile = (document: DocumentKind = 'main', id = 'a'): string =>
  kept.drafts.file(id, document)
const save = (overwrite = false, withoutKeeping = false) =>
  service.save('main', { overwrite, withoutKeeping })

/** The app is gone without a word: what is not on disk by then is lost. */
async function kill(): Promise<void> {
  await expect
    .poll(() => fs.existsSync(draftFile()) && fs.readFileSync(draftFile(), 'utf8'))
    .toContain(JSON.stringify(draft()).slice(1, -1))
  for (const document of ['main', 'app'] as const) {
    if (!service.state()[document].unsaved) expect(fs.existsSync(draftFile(document))).toBe(false)
  }
  start()
}

function fillDisk(): void {
  const real = fs.statfsSync
  vi.spyOn(fs, 'statfsSync').mockImplementation(((at: string) => ({
    ...real(at),
    bavail: 0,
  })) as typeof fs.statfsSync)
}

describe('after the app was killed', () => {
  test('unsaved edits are back, with when they were made, and can be saved', async () => {
    await service.open('a')
    add('1')
    clock = 5000
    add('2')
    const mine = draft()
    clock = 9000
    await kill()
    const state = await service.open('a')
    expect(draft()).toBe(mine)
    expect(state.main).toMatchObject({ status: 'loaded', unsaved: true, restoredAt: 5000 })
    expect(state.app).toMatchObject({ unsaved: false, restoredAt: null })
    expect(state.selection).toMatchObject({ unsavedChanges: 2, undo: null, ready: true })
    expect(service.dismissNotice('main').main).toMatchObject({ unsaved: true, restoredAt: null })
    expect(await save()).toEqual({ outcome: 'saved' })
    expect(files().read(main)).toBe(mine)
    expect(fs.existsSync(draftFile())).toBe(false)
  })

  test('edits made on top of those that were brought back are one draft', async () => {
    await service.open('a')
    add('1')
    await kill()
    await service.open('a')
    add('2')
    await kill()
    await service.open('a')
    expect(service.state().selection.unsavedChanges).toBe(2)
    expect(service.discard('main').main).toMatchObject({ unsaved: false, restoredAt: null })
    expect(fs.existsSync(draftFile())).toBe(false)
    service.undo('main')
    expect(service.state().selection.unsavedChanges).toBe(2)
  })

  test('a draft that is not valid YAML is back as well', async () => {
    await service.open('a')
    service.replaceDraft('main', 'Type', 'workflows: [\n  - "\n')
    await kill()
    const state = await service.open('a')
    expect(draft()).toBe('workflows: [\n  - "\n')
    expect(state.main.problems[0]).toMatchObject({ severity: 'error' })
  })

  test('without the workspace, the draft is there to be edited; the conflict shows when it is saved', async () => {
    await service.open('a')
    add('1')
    await kill()
    offline = true
    const state = await service.open('a')
    expect(state.main).toMatchObject({
      status: 'loaded',
      unsaved: true,
      restoredAt: 1000,
      error: { code: 'network' },
    })
    expect(state.app.status).toBe('failed')
    add('2')
    expect(service.state().selection.unsavedChanges).toBe(2)
    await expect(save()).rejects.toMatchObject({ code: 'network' })

    offline = false
    files().write(main, 'workflows: [] # theirs\n')
    expect((await service.open('a')).main).toMatchObject({ unsaved: true, error: null })
    expect(service.state().selection.unsavedChanges).toBe(2)
    const mine = draft()
    expect(await save()).toMatchObject({
      outcome: 'conflict',
      remoteText: 'workflows: [] # theirs\n',
    })
    expect(await save(true)).toEqual({ outcome: 'saved' })
    expect(files().read(main)).toBe(mine)
  })

  test('a save whose answer never came is seen to have arrived', async () => {
    await service.open('a')
    add('1')
    const mine = draft()
    // The write was carried out, and then the app was gone.
    files().write(main, mine)
    await kill()
    const state = await service.open('a')
    expect(state.main).toMatchObject({ unsaved: false, restoredAt: null, status: 'loaded' })
    expect(service.text('main')).toMatchObject({ saved: mine, draft: mine })
    expect(fs.existsSync(draftFile())).toBe(false)
  })

  test('edits of a path that the document no longer has are in the history of that path', async () => {
    await service.open('a')
    add('1')
    const mine = draft()
    await kill()
    paths = { main: '/Workspace/Shared/other.yml', app }
    expect((await service.open('a')).main).toMatchObject({ status: 'missing', unsaved: false })
    await expect.poll(async () => (await kept.versions.list('a', main)).versions.length).toBe(1)
    const [version] = (await kept.versions.list('a', main)).versions
    expect(version?.reason).toBe('draft')
    expect(await history.text(version?.id ?? '')).toBe(mine)
    await expect.poll(() => fs.readdirSync(join(draftFile(), '..'))).toEqual([])
  })

  test('a draft that cannot be read is told, and the document is read as usual', async () => {
    await service.open('a')
    add('1')
    await kill()
    fs.writeFileSync(draftFile(), '{"version":1,"draft":')
    const state = await service.open('a')
    expect(state.main).toMatchObject({
      status: 'loaded',
      unsaved: false,
      draftError: { code: 'disk-failed', suggestion: expect.stringContaining('unreadable-1000') },
    })
    expect(service.dismissNotice('main').main.draftError).toBeNull()
  })
})

describe('drafts on disk', () => {
  test('are kept for each connection, also for one that was not opened since the start', async () => {
    await service.open('a')
    add('1')
    await service.open('b')
    expect(fs.existsSync(draftFile('main', 'a'))).toBe(true)
    service.setExportJob({ jobId: '12', jobName: 'X' })
    await expect.poll(() => fs.existsSync(draftFile('app', 'b'))).toBe(true)
    start()
    expect(service.hasUnsavedEdits('a')).toBe(true)
    expect(service.hasUnsavedEdits('c')).toBe(false)
    await service.open('b')
    expect(service.exportJob()?.jobId).not.toBe('12')
    expect(service.state().exportJob?.jobId).toBe('12')
    service.forget('a')
    expect(service.hasUnsavedEdits('a')).toBe(false)
    expect(service.hasUnsavedEdits('b')).toBe(true)
    service.forget('b')
    expect(service.hasUnsavedEdits('b')).toBe(false)
    start()
    expect((await service.open('a')).selection.unsavedChanges).toBe(0)
  })

  test('are there before a save begins, and stay when it fails', async () => {
    await service.open('a')
    add('1')
    demo.server.faults.add({ route: importRoute, kind: 'latency', ms: 150, count: 1 })
    demo.server.faults.add({ route: importRoute, kind: 'status', status: 403 })
    const saving = save()
    await vi.waitFor(() => expect(demo.server.workspace.requests.count(importRoute)).toBe(1))
    expect(fs.readFileSync(draftFile(), 'utf8')).toContain('Job 1')
    expect(await saving).toEqual({ outcome: 'saved' })
    add('2')
    await expect(save()).rejects.toMatchObject({ code: 'forbidden' })
    expect(fs.readFileSync(draftFile(), 'utf8')).toContain('Job 2')
  })

  test('that a full disk does not take are told, and written when there is room', async () => {
    await service.open('a')
    const heard: (string | undefined)[] = []
    service.changed.on((state) => heard.push(state.main.draftError?.code))
    fillDisk()
    add('1')
    expect(service.keepDrafts()).toBe(false)
    expect(service.unsavedEdits()).toBe('lost')
    expect(service.state().main).toMatchObject({ unsaved: true, draftError: { code: 'disk-full' } })
    expect(heard.at(-1)).toBe('disk-full')
    vi.restoreAllMocks()
    expect(service.unsavedEdits()).toBe('kept')
    expect(service.keepDrafts()).toBe(true)
    expect(service.state().main.draftError).toBeNull()
    expect(heard.at(-1)).toBeUndefined()
  })
})

describe('what a save replaces', () => {
  const versions = async () => (await history.list('main')).versions
  const texts = async () =>
    Promise.all((await versions()).map(async ({ id }) => await history.text(id)))

  test('is kept first, also the version of somebody else', async () => {
    await service.open('a')
    const first = files().read(main)
    add('1')
    const second = draft()
    await save()
    files().write(main, 'workflows: [] # theirs\n')
    add('2')
    expect((await save()).outcome).toBe('conflict')
    expect(await versions()).toHaveLength(1)
    await save(true)
    expect(await texts()).toEqual(['workflows: [] # theirs\n', first])
    expect((await versions()).map(({ reason }) => reason)).toEqual(['overwrite', 'save'])
    expect((await versions())[1]).toMatchObject({ added: 5, removed: 0, path: main })
    expect((await versions())[1]?.modifiedAt).toBeGreaterThan(0)
    expect(second).not.toBe(first)
  })

  test('is kept also when it is no text', async () => {
    await service.open('a')
    add('1')
    const content = Buffer.from([0x61, 0xff]).toString('base64')
    await demo.call('/api/2.0/workspace/import', {
      path: '/Shared/config.yml',
      content,
      format: 'AUTO',
      overwrite: true,
    })
    await expect(save()).rejects.toMatchObject({ code: 'config-invalid' })
    expect(await save(true)).toEqual({ outcome: 'saved' })
    expect(await texts()).toEqual(['a\uFFFD'])
  })

  test('nothing is kept when nothing is replaced', async () => {
    await service.open('a')
    add('1')
    files().write(main, draft())
    expect(await save()).toEqual({ outcome: 'saved' })
    await service.setPath('main', '/Workspace/Shared/new.yml')
    await service.createDefault('main')
    expect(await versions()).toEqual([])
  })

  test('and cannot be kept: nothing is written before the user says so', async () => {
    await service.open('a')
    const before = files().read(main)
    add('1')
    fillDisk()
    expect(await save()).toMatchObject({ outcome: 'not-kept', error: { code: 'disk-full' } })
    expect(files().read(main)).toBe(before)
    expect(service.state().main.unsaved).toBe(true)
    expect(await save(false, true)).toEqual({ outcome: 'saved' })
    expect(files().read(main)).toContain('Job 1')
    expect(await versions()).toEqual([])
  })

  test('edits that are given up for the workspace’s version are kept too', async () => {
    await service.open('a')
    add('1')
    const mine = draft()
    files().write(main, 'workflows: [] # theirs\n')
    await service.reload('main', true)
    expect(await texts()).toEqual([mine])
    expect(await versions()).toMatchObject([{ reason: 'draft', modifiedAt: null }])
    await service.reload('main', true)
    expect(await versions()).toHaveLength(1)
  })

  test('edits that cannot be kept are not given up', async () => {
    await service.open('a')
    add('1')
    const mine = draft()
    fillDisk()
    await expect(service.reload('main', true)).rejects.toMatchObject({ code: 'disk-full' })
    expect(draft()).toBe(mine)
  })
})

describe('restoring a version', () => {
  test('makes it the draft, which one undo takes back, and writes nothing', async () => {
    await service.open('a')
    const first = files().read(main)
    add('1')
    await save()
    add('2')
    const mine = draft()
    const [version] = (await history.list('main')).versions
    await history.restore('main', version?.id ?? '')
    expect(draft()).toBe(first)
    expect(files().read(main)).not.toBe(first)
    expect(service.selection.summary().undo).toBe('Restore an earlier version')
    service.undo('main')
    expect(draft()).toBe(mine)
  })

  test('brings back a file that was deleted, as an unsaved draft', async () => {
    await service.open('a')
    const first = files().read(main) ?? ''
    add('1')
    await save()
    await demo.call('/api/2.0/workspace/delete', { path: '/Shared/config.yml' })
    expect((await service.reload('main', false)).main.status).toBe('missing')
    const [version] = (await history.list('main')).versions
    await history.restore('main', version?.id ?? '')
    expect(service.state().main).toMatchObject({ status: 'loaded', unsaved: true })
    expect(service.discard('main').main).toMatchObject({ status: 'missing', unsaved: false })
    service.undo('main')
    expect(service.state().main).toMatchObject({ status: 'loaded', unsaved: true })
    await kill()
    await service.open('a')
    expect(service.text('main')).toMatchObject({ saved: null, draft: first })
    expect(await save()).toEqual({ outcome: 'saved' })
    expect(files().read(main)).toBe(first)
  })

  test('is refused for what is not there', async () => {
    await expect(history.list('main')).rejects.toMatchObject({ code: 'not-connected' })
    await service.open('a')
    const id = `${'0'.repeat(32)}-00000001`
    await expect(history.restore('main', id)).rejects.toMatchObject({ code: 'not-found' })
  })
})
