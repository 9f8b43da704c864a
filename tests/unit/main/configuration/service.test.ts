import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ConfigurationService } from '../../../../src/main/configuration/service.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import type {
  ConfigurationState,
  DocumentKind,
  SelectionSummary,
} from '../../../../src/shared/configuration.ts'
import type { ErrorRecord } from '../../../../src/shared/errors.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import type { Timers } from '../../../../src/main/timers.ts'
import { noLocalFiles } from '../../../support/no-local-files.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { keptTextsFolder } from '../../../support/kept-texts.ts'
import type { KeptTextsFolder } from '../../../support/kept-texts.ts'

const demo = useDemoWorkspace()
const main = '/Workspace/Shared/config.yml'
const app = '/Workspace/Shared/app_config.yml'
const importRoute = 'POST /api/2.0/workspace/import'
const exportRoute = 'GET /api/2.0/workspace/export'

let folder: KeptTextsFolder
let gateway: DatabricksGateway
let service: ConfigurationService
let paths: Map<string, Record<DocumentKind, string>>

beforeEach(async () => {
  folder = await keptTextsFolder()
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
    deadlines: { callMs: 400, contentMs: 400 },
    sleep: () => Promise.resolve(),
  })
  paths = new Map()
  service = makeService()
})

function makeService(more: { timers?: Timers } = {}): ConfigurationService {
  return new ConfigurationService({
    gatewayFor: (id) => {
      if (id === 'offline') return Promise.reject(new AppError('not-connected', 'Not connected.'))
      return Promise.resolve(gateway)
    },
    paths: {
      get: (id) => paths.get(id) ?? { main, app },
      set: (id, document, path) => {
        paths.set(id, { ...(paths.get(id) ?? { main, app }), [document]: path })
      },
    },
    pickDefaults: () => ({ isExisting: true, isActive: true, exportLibraries: false }),
    kept: folder.open(),
    local: noLocalFiles,
    onFilesChanged: () => undefined,
    logger: silentLogger,
    now: () => 0,
    ...more,
  })
}
afterEach(async () => {
  service.close()
  gateway.close()
  await folder.remove()
})

const files = (): typeof demo.server.workspace.files => demo.server.workspace.files
const add = (...ids: string[]): SelectionSummary =>
  service.selection.pick({
    kind: 'workflow',
    items: ids.map((id) => ({ id, name: `Job ${id}` })),
    picked: true,
  })
const remove = (...ids: string[]): SelectionSummary =>
  service.selection.pick({
    kind: 'workflow',
    items: ids.map((id) => ({ id, name: '' })),
    picked: false,
  })

/** A timer that runs when it is told to. */
function manualTimers(): { timers: Timers; run: () => void } {
  let waiting: (() => void) | null = null
  return {
    timers: {
      set: (callback) => (waiting = callback),
      clear: () => (waiting = null),
    },
    run: () => waiting?.(),
  }
}

async function refusal(action: () => unknown): Promise<ErrorRecord> {
  try {
    await action()
  } catch (error) {
    if (error instanceof AppError) return error.toRecord()
    throw error
  }
  throw new Error('It was not refused')
}

describe('reading', () => {
  test('shows both documents, the selection and where the export goes', async () => {
    const seen: string[] = []
    service.changed.on((state) => seen.push(state.main.status))
    const state = await service.open('a')
    expect(seen).toContain('loading')
    expect(state.main).toMatchObject({ status: 'loaded', unsaved: false, path: main, error: null })
    expect(state.main.modifiedAt).toBeGreaterThan(0)
    expect(state.selection).toMatchObject({
      workflows: 3,
      pipelines: 2,
      ready: true,
      unsavedChanges: 0,
    })
    expect(state.outputPath).toBe('/Workspace/Shared/exports')
    expect(state.exportJob?.jobId).toMatch(/^\d+$/)
    expect(service.exportJob()).toEqual(state.exportJob)
    expect(service.savedSelection()).toMatchObject({ workflows: 3, activeWorkflows: 2, path: main })
    expect(service.text('main')).toMatchObject({
      saved: files().read(main),
      draft: files().read(main),
    })
  })

  test('tells of nothing before a connection is open', async () => {
    expect(service.state().main.status).toBe('unloaded')
    expect((await refusal(() => service.text('main'))).code).toBe('not-connected')
  })

  test('tells that a document is missing, and creates it with its folder', async () => {
    await service.open('a')
    const missing = await service.setPath('main', '/Workspace/Team/deep/config.yml')
    expect(missing.main.status).toBe('missing')
    expect((await refusal(() => add('1'))).code).toBe('config-missing')
    const created = await service.createDefault('main')
    expect(created.main).toMatchObject({ status: 'loaded', problems: [] })
    expect(files().read('/Workspace/Team/deep/config.yml')).toContain('workflows: []')
    expect(paths.get('a')?.main).toBe('/Workspace/Team/deep/config.yml')
    expect(add('1')).toMatchObject({ workflows: 1, unsavedChanges: 1 })
  })

  test('does not replace a document that somebody else created meanwhile', async () => {
    await service.open('a')
    await service.setPath('main', '/Workspace/Shared/other.yml')
    files().write('/Workspace/Shared/other.yml', 'workflows: [] # theirs\n')
    expect((await refusal(() => service.createDefault('main'))).code).toBe('already-exists')
    expect(service.text('main').saved).toBe('workflows: [] # theirs\n')
  })

  test.each([
    ['notebook', '/Workspace/Users/you@example.com/scratch'],
    ['folder', '/Workspace/Shared'],
  ])('says so when a %s is at the path', async (type, path) => {
    await service.open('a')
    const state = await service.setPath('main', path)
    expect(state.main.status).toBe('failed')
    expect(state.main.error?.message).toContain(`is a ${type}`)
    expect(state.selection.ready).toBe(false)
    expect((await refusal(() => add('1'))).code).toBe('not-ready')
  })

  test('says so when the file is not UTF-8 text', async () => {
    const content = Buffer.from([0x61, 0xff, 0xfe]).toString('base64')
    await demo.call('/api/2.0/workspace/import', {
      path: '/Shared/binary.yml',
      content,
      format: 'AUTO',
    })
    await service.open('a')
    const state = await service.setPath('main', '/Workspace/Shared/binary.yml')
    expect(state.main.error?.message).toContain('UTF-8')
  })

  test.each([
    [403, 'forbidden'],
    [500, 'unavailable'],
  ])('keeps what was read before when a reload is answered with %i', async (status) => {
    await service.open('a')
    demo.server.faults.add({ route: exportRoute, kind: 'status', status })
    const error = await refusal(() => service.reload('main', false))
    expect(error.message).not.toBe('')
    expect(service.state().main).toMatchObject({ status: 'loaded', error })
    expect(add('1').workflows).toBe(4)
  })

  test('fails in words when the workspace never answers, and recovers', async () => {
    const heal = demo.server.faults.add({ route: 'GET /api/2.0/workspace/*', kind: 'hang' })
    const state = await service.open('a')
    expect(state.main).toMatchObject({ status: 'failed', error: { code: 'timeout' } })
    heal()
    expect((await service.reload('main', false)).main.status).toBe('loaded')
  })

  test('a late answer for one connection never shows in another', async () => {
    demo.server.faults.add({ route: exportRoute, kind: 'latency', ms: 200, count: 2 })
    const slow = service.open('a')
    const states: ConfigurationState[] = []
    service.changed.on((state) => states.push(state))
    const other = await service.open('offline')
    await slow
    expect(other.main).toMatchObject({ status: 'failed', error: { code: 'not-connected' } })
    expect(states.every(({ connectionId }) => connectionId === 'offline')).toBe(true)
    expect(service.state().connectionId).toBe('offline')
    expect(service.text('main').saved).toBeNull()
  })

  test('a connection switch keeps the draft', async () => {
    await service.open('a')
    add('1')
    await service.open('offline')
    expect(service.selection.selectedIds('workflow')).toEqual([])
    expect(service.hasUnsavedEdits()).toBe(true)
    const back = await service.open('a')
    expect(back.selection).toMatchObject({ workflows: 4, unsavedChanges: 1 })
    service.forget('a')
    expect(service.state().connectionId).toBeNull()
    expect(service.hasUnsavedEdits()).toBe(false)
  })
})

describe('editing', () => {
  test('counts what changed, and nothing once it is taken back', async () => {
    await service.open('a')
    const heard: number[] = []
    service.selectionChanged.on((summary) => heard.push(summary.unsavedChanges))
    const [first = ''] = service.selection.selectedIds('workflow')
    expect(add('1', '2').unsavedChanges).toBe(2)
    expect(remove(first).unsavedChanges).toBe(3)
    expect(service.setOutputPath('/Workspace/Shared/elsewhere').selection.unsavedChanges).toBe(4)
    expect(service.setExportJob({ jobId: '12', jobName: 'X' }).selection.unsavedChanges).toBe(5)
    expect(service.exportJob()?.jobId).not.toBe('12')
    remove('1', '2')
    service.setOutputPath('/Workspace/Shared/exports')
    expect(add(first).unsavedChanges).toBe(1)
    expect(service.state().main.unsaved).toBe(false)
    expect(service.discard('app').selection.unsavedChanges).toBe(0)
    expect(heard).toEqual([2, 3, 4, 3, 2, 1])
  })

  test('is refused while the draft is not valid YAML', async () => {
    files().write(main, 'workflows: [\n')
    const state = await service.open('a')
    expect(state.selection.ready).toBe(false)
    expect(state.main.problems[0]).toMatchObject({ severity: 'error' })
    expect((await refusal(() => add('1'))).code).toBe('config-invalid')
  })

  test('carries out the fix of a problem as one step, and refuses it for a draft that changed', async () => {
    const text = files().read(main)?.toString() ?? ''
    files().write(main, text.replace('"/Workspace/Shared/exports"', 'Shared/exports'))
    const { revision, problems } = (await service.open('a')).main
    const [problem] = problems
    expect(problem).toMatchObject({ code: 'path-not-absolute', fixes: [{ id: 'absolute' }] })
    const { code = '', from = null } = problem ?? {}
    const fix = { document: 'main', revision, code, from, fix: 'absolute' } as const
    const fixed = service.fix(fix)
    expect(fixed.main.problems).toEqual([])
    expect(service.text('main').draft).toBe(
      text.replace('"/Workspace/Shared/exports"', '"/Shared/exports"'),
    )
    expect(fixed.selection.undo).toBe('Write “/Shared/exports”')
    expect((await refusal(() => service.fix(fix))).code).toBe('conflict')
    service.undo('main')
    expect(service.state().main).toMatchObject({ unsaved: false, problems: [{ code }] })
  })

  test('is not lost to a reload or another path', async () => {
    await service.open('a')
    add('1')
    expect((await service.reload('main', false)).selection.unsavedChanges).toBe(1)
    expect((await refusal(() => service.setPath('main', '/Workspace/x.yml'))).code).toBe('conflict')
    expect(service.selection.selected('workflow', '1')).not.toBeNull()
    expect((await service.reload('main', true)).selection.unsavedChanges).toBe(0)
    expect((await refusal(() => service.setPath('app', '/Shared/config.yml'))).code).toBe(
      'bad-input',
    )
  })
})

describe('saving', () => {
  test('writes the draft, byte for byte', async () => {
    files().write(main, '\uFEFFworkflows: []\r\n# ende: ü 🚀')
    await service.open('a')
    expect(await service.save('main', { overwrite: false })).toEqual({ outcome: 'unchanged' })
    add('9223372036854775807')
    expect(await service.save('main', { overwrite: false })).toEqual({ outcome: 'saved' })
    const text = files().read(main) ?? ''
    expect(text.startsWith('\uFEFFworkflows:\r\n  - job_name: "Job 9223372036854775807"\r\n')).toBe(
      true,
    )
    expect(text.endsWith('\r\n# ende: ü 🚀')).toBe(true)
    expect(service.state().main).toMatchObject({ unsaved: false, status: 'loaded' })
    expect(service.savedSelection()?.workflows).toBe(1)
  })

  test('leaves a file alone that a second writer changed, until the user says otherwise', async () => {
    await service.open('a')
    add('1')
    files().write(main, 'workflows: [] # theirs\n')
    const conflict = { outcome: 'conflict', remoteText: 'workflows: [] # theirs\n' }
    expect(await service.save('main', { overwrite: false })).toMatchObject(conflict)
    expect(files().read(main)).toBe('workflows: [] # theirs\n')
    expect(service.state().selection.unsavedChanges).toBe(1)
    expect(await service.save('main', { overwrite: true })).toEqual({ outcome: 'saved' })
    expect(files().read(main)).toContain('job_name: Job 1')
  })

  test('tells when the file was deleted meanwhile, and can write it again with its folder', async () => {
    files().write('/Workspace/Team/config.yml', 'workflows: []\n')
    await service.open('a')
    await service.setPath('main', '/Workspace/Team/config.yml')
    add('1')
    await demo.call('/api/2.0/workspace/delete', { path: '/Team', recursive: true })
    const conflict = { outcome: 'conflict', remoteText: null }
    expect(await service.save('main', { overwrite: false })).toMatchObject(conflict)
    expect(await service.save('main', { overwrite: true })).toEqual({ outcome: 'saved' })
    expect(files().read('/Workspace/Team/config.yml')).toContain('"Job 1"')
  })

  test('two saves at once write once', async () => {
    await service.open('a')
    add('1')
    const outcomes = await Promise.all([
      service.save('main', { overwrite: false }),
      service.save('main', { overwrite: false }),
    ])
    expect(outcomes).toEqual([{ outcome: 'saved' }, { outcome: 'unchanged' }])
  })

  test('an edit made during a save stays unsaved', async () => {
    await service.open('a')
    add('1')
    demo.server.faults.add({ route: importRoute, kind: 'latency', ms: 100, count: 1 })
    const saving = service.save('main', { overwrite: false })
    const { requests } = demo.server.workspace
    await vi.waitFor(() => expect(requests.count(importRoute)).toBe(1), { interval: 5 })
    add('2')
    expect(await saving).toEqual({ outcome: 'saved' })
    const { saved, draft } = service.text('main')
    expect(saved).toBe(files().read(main))
    expect(saved).not.toContain('job_name: Job 2')
    expect(draft).toContain('job_name: Job 2')
    expect(service.state().selection.unsavedChanges).toBe(1)
  })

  test.each([
    ['forbidden', { kind: 'status', status: 403 }],
    ['an answer that never comes', { kind: 'hang' }],
    ['a connection that is reset', { kind: 'reset' }],
  ] as const)('a failure leaves draft and file as they were: %s', async (_case, fault) => {
    await service.open('a')
    const before = files().read(main)
    add('1')
    const heal = demo.server.faults.add({ route: importRoute, ...fault })
    const error = await refusal(() => service.save('main', { overwrite: false }))
    expect(error.message).not.toBe('')
    expect(error.suggestion).not.toBe('')
    expect(files().read(main)).toBe(before)
    expect(service.text('main').saved).toBe(before)
    expect(service.state().selection.unsavedChanges).toBe(1)
    heal()
    expect(await service.save('main', { overwrite: false })).toEqual({ outcome: 'saved' })
  })

  test.each(['drop-after', 'cut-off', 'truncate'] as const)(
    'an answer that is lost after the write (%s) counts as saved',
    async (kind) => {
      await service.open('a')
      add('1')
      demo.server.faults.add({ route: importRoute, kind })
      expect(await service.save('main', { overwrite: false })).toEqual({ outcome: 'saved' })
      expect(service.state().selection.unsavedChanges).toBe(0)
      expect(files().read(main)).toContain('job_name: Job 1')
    },
  )

  test('a failure to read the file again writes nothing', async () => {
    await service.open('a')
    add('1')
    const before = files().read(main)
    demo.server.faults.add({ route: exportRoute, kind: 'status', status: 403 })
    expect((await refusal(() => service.save('main', { overwrite: false }))).code).toBe('forbidden')
    expect(files().read(main)).toBe(before)
  })

  test('a folder that took the place of the file is named', async () => {
    await service.open('a')
    add('1')
    await demo.call('/api/2.0/workspace/delete', { path: '/Shared/config.yml' })
    await demo.call('/api/2.0/workspace/mkdirs', { path: '/Shared/config.yml' })
    const error = await refusal(() => service.save('main', { overwrite: true }))
    expect(error.message).toContain('is a folder')
  })
})

describe('taking back', () => {
  test('undoes picks, switches and a discard one by one, and says what', async () => {
    await service.open('a')
    const before = service.text('main').draft
    expect(service.selection.summary().undo).toBeNull()
    add('1', '2')
    expect(service.selection.summary().undo).toBe('Pick 2 workflows')
    service.selection.switch({
      kind: 'workflow',
      ids: ['1', '2', '404'],
      flag: 'isActive',
      value: false,
    })
    expect(service.selection.summary().undo).toBe('Turn “active” off for 2 workflows')
    const edited = service.text('main').draft
    service.discard('main')
    expect(service.selection.summary()).toMatchObject({
      undo: 'Discard the unsaved edits',
      unsavedChanges: 0,
    })
    expect(service.undo('main').unsavedChanges).toBeGreaterThan(0)
    expect(service.text('main').draft).toBe(edited)
    service.undo('main')
    expect(service.undo('main')).toMatchObject({ undo: null, unsavedChanges: 0 })
    expect(service.text('main').draft).toBe(before)
    expect((await refusal(() => service.undo('main'))).code).toBe('not-found')
  })

  test('still works after a save, as a new edit', async () => {
    await service.open('a')
    const before = files().read(main)
    add('1')
    await service.save('main', { overwrite: false })
    expect(service.undo('main').unsavedChanges).toBe(1)
    await service.save('main', { overwrite: false })
    expect(files().read(main)).toBe(before)
  })

  test('takes back nothing that would undo what somebody else has written since', async () => {
    await service.open('a')
    add('1')
    files().write(main, 'workflows: [] # theirs\n')
    await service.reload('main', true)
    expect(service.selection.summary().undo).toBeNull()
    expect((await refusal(() => service.undo('main'))).code).toBe('not-found')
  })
})

describe('typing', () => {
  const type = (from: number, to: number, insert: string, document: DocumentKind = 'main') => {
    const { revision } = service.text(document)
    return service.editText({ document, revision, changes: [{ from, to, insert }] })
  }
  const draft = (document: DocumentKind = 'main'): string => service.text(document).draft ?? ''

  test('changes exactly what was typed, and one undo takes the burst back', async () => {
    files().write(main, '\uFEFF# a\r\nworkflows: []\r\nx:\t1 \n# no line end')
    await service.open('a')
    const before = draft()
    type(before.length, before.length, '!')
    type(before.length + 1, before.length + 1, '!')
    expect(draft()).toBe(`${before}!!`)
    expect(service.selection.summary().undo).toBe('Edit config.yml')
    service.undo('main')
    expect(draft()).toBe(before)
    expect(service.state().main).toMatchObject({ unsaved: false, redo: 'Edit config.yml' })
    service.redo('main')
    expect(draft()).toBe(`${before}!!`)
    await service.save('main', { overwrite: false })
    expect(files().read(main)).toBe(`${before}!!`)
  })

  test('is refused for another revision, and nothing changes', async () => {
    await service.open('a')
    const { revision } = service.text('main')
    add('1')
    const text = draft()
    const changes = [{ from: 0, to: 0, insert: 'x' }]
    const error = await refusal(() => service.editText({ document: 'main', revision, changes }))
    expect(error.code).toBe('conflict')
    expect(draft()).toBe(text)
  })

  test('never lands in the file of another connection', async () => {
    await service.open('a')
    const { revision } = service.text('main')
    await service.open('b')
    const changes = [{ from: 0, to: 0, insert: 'x' }]
    const error = await refusal(() => service.editText({ document: 'main', revision, changes }))
    expect(error.code).toBe('conflict')
    expect(service.text('main')).toMatchObject({ connectionId: 'b', draft: files().read(main) })
  })

  test('is told when it pauses, once', async () => {
    const announced = vi.fn()
    const timer = manualTimers()
    service.close()
    service = makeService({ timers: timer.timers })
    await service.open('a')
    service.changed.on(announced)
    type(0, 0, '#')
    const { revision } = type(1, 1, ' ')
    expect(announced).not.toHaveBeenCalled()
    timer.run()
    expect(announced).toHaveBeenCalledTimes(1)
    expect(announced).toHaveBeenCalledWith(
      expect.objectContaining({ main: expect.objectContaining({ revision, unsaved: true }) }),
    )
  })

  test('is not lost when picks take each other back, nor when an item returns', async () => {
    await service.open('a')
    const first = service.selection.selectedIds('workflow')[0] ?? ''
    type(0, 0, '# by hand\n')
    const typed = draft()
    add('1')
    remove('1')
    expect(draft()).toBe(typed)
    remove(first)
    add(first)
    expect(draft()).toContain('# by hand\n')
    expect(service.state().main.unsaved).toBe(true)
  })

  test('is not lost when a file is put right by a fix and picks take each other back', async () => {
    files().write(
      main,
      'initial_variables:\n  v_start_path: "exports"\nworkflows: []\npipelines: []\n',
    )
    const { revision, problems } = (await service.open('a')).main
    const [{ code, from } = { code: '', from: 0 }] = problems
    service.fix({ document: 'main', revision, code, from, fix: 'absolute' })
    const fixed = draft()
    add('1')
    remove('1')
    expect(draft()).toBe(fixed)
  })

  test('comes back after a reload that threw it away', async () => {
    await service.open('a')
    type(0, 0, '# by hand\n')
    const typed = draft()
    await service.reload('main', true)
    expect(draft()).not.toBe(typed)
    expect(service.undo('main').undo).toBe('Edit config.yml')
    expect(draft()).toBe(typed)
  })

  test('of app_config.yml can be taken back as well', async () => {
    await service.open('a')
    const before = draft('app')
    type(0, 0, '# by hand\n', 'app')
    service.setExportJob({ jobId: '7', jobName: 'seven' })
    expect(service.state().app.undo).toBe('Choose the export job')
    service.undo('app')
    expect(service.state().app).toMatchObject({
      undo: 'Edit app_config.yml',
      redo: 'Choose the export job',
    })
    service.undo('app')
    expect(draft('app')).toBe(before)
    service.redo('app')
    service.redo('app')
    expect(service.exportJob()?.jobId).not.toBe('7')
    expect(service.state().exportJob?.jobId).toBe('7')
  })
})
