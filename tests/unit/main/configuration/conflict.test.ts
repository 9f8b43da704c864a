import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ConfigurationService } from '../../../../src/main/configuration/service.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import type { ResolveInput } from '../../../../src/shared/configuration.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { keptTextsFolder } from '../../../support/kept-texts.ts'
import { noLocalFiles } from '../../../support/no-local-files.ts'
import type { KeptTextsFolder } from '../../../support/kept-texts.ts'

const demo = useDemoWorkspace()
const path = '/Workspace/Shared/config.yml'
const importRoute = 'POST /api/2.0/workspace/import'

const item = (id: number): string => `  - job_name: Job ${id}\n    job_id: ${id}\n`
const file = (...ids: number[]): string =>
  `workflows:\n${ids.map(item).join('')}pipelines: []\n# end\n`
const base = file(1, 2, 3)

let folder: KeptTextsFolder
let gateway: DatabricksGateway
let service: ConfigurationService

beforeEach(async () => {
  folder = await keptTextsFolder()
  demo.server.workspace.files.write(path, base)
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
    deadlines: { callMs: 400, contentMs: 400 },
    sleep: () => Promise.resolve(),
  })
  service = new ConfigurationService({
    gatewayFor: () => Promise.resolve(gateway),
    paths: {
      get: () => ({ main: path, app: '/Workspace/Shared/app_config.yml' }),
      set: () => undefined,
    },
    pickDefaults: () => ({ isExisting: true, isActive: true, exportLibraries: false }),
    kept: folder.open(),
    local: noLocalFiles,
    onFilesChanged: () => undefined,
    logger: silentLogger,
    now: () => 0,
  })
  await service.open('a')
})
afterEach(async () => {
  service.close()
  gateway.close()
  await folder.remove()
})

const there = (): string | null => demo.server.workspace.files.read(path)
const theyWrite = (text: string): void => {
  demo.server.workspace.files.write(path, text)
}
const unpick = (id: number): unknown =>
  service.selection.setPicks({ kind: 'workflow', pick: [], unpick: [String(id)] })
const decide = (decision: Omit<ResolveInput, 'document'>) =>
  service.resolveConflict({ document: 'main', ...decision })

async function refusal(action: () => unknown): Promise<AppError> {
  try {
    await action()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('It was not refused')
}

describe('a conflict', () => {
  test('comes with both edits merged, and with when the other was saved', async () => {
    unpick(1)
    theyWrite(file(1, 2, 3, 4))
    const result = await service.save('main', { overwrite: false })
    expect(result).toMatchObject({
      outcome: 'conflict',
      remoteText: file(1, 2, 3, 4),
      baseText: base,
      mine: file(2, 3),
      merge: { conflicts: 0, text: file(2, 3, 4) },
    })
    expect(result.outcome === 'conflict' && result.remoteModifiedAt).toBeGreaterThan(0)
    expect(there()).toBe(file(1, 2, 3, 4))
    expect(service.state().main.outdated).toMatchObject({ deleted: false })
  })

  test('can be asked for before a save', async () => {
    expect(await service.conflict('main')).toBeNull()
    unpick(1)
    expect(await service.conflict('main')).toBeNull()
    theyWrite(file(1, 2, 3, 4))
    expect((await service.conflict('main'))?.merge?.text).toBe(file(2, 3, 4))
  })

  test('is none when somebody else wrote the very same', async () => {
    unpick(1)
    theyWrite(file(2, 3))
    expect(await service.conflict('main')).toBeNull()
    expect(service.state().main).toMatchObject({ unsaved: false, outdated: null })
  })

  test('is seen when a connection with unsaved edits is opened again', async () => {
    unpick(1)
    await service.open('b')
    theyWrite(file(1, 2, 3, 4))
    const state = await service.open('a')
    expect(state.main).toMatchObject({ unsaved: true, outdated: { deleted: false } })
    expect(state.main.outdated?.modifiedAt).toBeGreaterThan(0)
    expect(service.text('main')).toMatchObject({ saved: base, draft: file(2, 3) })
  })

  test('is seen by a reload, which keeps the edits', async () => {
    unpick(1)
    await demo.call('/api/2.0/workspace/delete', { path: '/Shared/config.yml' })
    const state = await service.reload('main', false)
    expect(state.main).toMatchObject({ unsaved: true, outdated: { deleted: true } })
    expect(service.text('main').draft).toBe(file(2, 3))
  })

  test('is over when the edits are taken back: the newer text comes', async () => {
    unpick(1)
    theyWrite(file(1, 2, 3, 4))
    await service.reload('main', false)
    service.undo('main')
    await vi.waitFor(() => expect(service.text('main').saved).toBe(file(1, 2, 3, 4)))
    expect(service.state().main).toMatchObject({ unsaved: false, outdated: null })
  })
})

describe('a decision', () => {
  beforeEach(() => {
    unpick(1)
    theyWrite(file(1, 2, 3, 4))
  })
  const seen = file(1, 2, 3, 4)

  test('is written, and is what the next edit starts from', async () => {
    expect(await decide({ remoteText: seen, text: file(2, 3, 4), then: 'save' })).toEqual({
      outcome: 'saved',
    })
    expect(there()).toBe(file(2, 3, 4))
    expect(service.text('main')).toMatchObject({ saved: there(), draft: there() })
    expect(service.state().main).toMatchObject({ unsaved: false, outdated: null })
    expect(service.selection.summary()).toMatchObject({ unsavedChanges: 0, undo: null })
    unpick(2)
    expect(await service.save('main', { overwrite: false })).toEqual({ outcome: 'saved' })
    expect(there()).toBe(file(3, 4))
  })

  test('is not written over a third version', async () => {
    theyWrite(file(1, 2, 3, 4, 5))
    const result = await decide({ remoteText: seen, text: file(2, 3, 4), then: 'save' })
    expect(result).toMatchObject({
      outcome: 'conflict',
      remoteText: file(1, 2, 3, 4, 5),
      merge: { text: file(2, 3, 4, 5) },
    })
    expect(there()).toBe(file(1, 2, 3, 4, 5))
    expect(service.text('main').draft).toBe(file(2, 3))
  })

  test('that meets a third version is merged with that: what was decided stays decided', async () => {
    const byHand = file(7, 2, 3)
    theyWrite(file(1, 2, 3, 4, 5))
    const result = await decide({ remoteText: seen, text: byHand, then: 'save' })
    expect(result).toMatchObject({
      outcome: 'conflict',
      baseText: seen,
      mine: byHand,
      merge: { text: file(7, 2, 3, 5) },
    })
    theyWrite(`# hi\n${seen}`)
    const next = await decide({ remoteText: seen, text: byHand, then: 'save' })
    expect(next).toMatchObject({ outcome: 'conflict', merge: { text: `# hi\n${byHand}` } })
  })

  test('keeps what it replaces in the history', async () => {
    await decide({ remoteText: seen, text: file(2, 3, 4), then: 'save' })
    const list = await folder.open().versions.list('a', path)
    expect(list.versions).toMatchObject([{ reason: 'overwrite' }])
  })

  test('that is no valid YAML is only written when the user says so', async () => {
    const odd = 'workflows: [\n'
    const error = await refusal(() => decide({ remoteText: seen, text: odd, then: 'save' }))
    expect(error.code).toBe('config-invalid')
    expect(there()).toBe(seen)
    expect(service.text('main').draft).toBe(file(2, 3))
    expect(await decide({ remoteText: seen, text: odd, then: 'save-invalid' })).toEqual({
      outcome: 'saved',
    })
    expect(there()).toBe(odd)
  })

  test('can be kept as the draft, based on what is there now', async () => {
    const kept = { outcome: 'kept' }
    expect(await decide({ remoteText: seen, text: file(2, 3, 4), then: 'keep' })).toEqual(kept)
    expect(there()).toBe(seen)
    expect(service.text('main')).toMatchObject({ saved: seen, draft: file(2, 3, 4) })
    expect(service.state().main).toMatchObject({ unsaved: true, outdated: null })
    expect(await service.save('main', { overwrite: false })).toEqual({ outcome: 'saved' })
    expect(there()).toBe(file(2, 3, 4))
  })

  test('for theirs leaves nothing unsaved, and writes nothing', async () => {
    const writes = demo.server.workspace.requests.count(importRoute)
    expect(await decide({ remoteText: seen, text: seen, then: 'save' })).toEqual({
      outcome: 'saved',
    })
    expect(demo.server.workspace.requests.count(importRoute)).toBe(writes)
    expect(service.state().main.unsaved).toBe(false)
  })

  test('leaves edits unsaved that are made while it is written', async () => {
    demo.server.faults.add({ route: importRoute, kind: 'latency', ms: 100, count: 1 })
    const { requests } = demo.server.workspace
    const writes = requests.count(importRoute)
    const deciding = decide({ remoteText: seen, text: file(2, 3, 4), then: 'save' })
    await vi.waitFor(() => expect(requests.count(importRoute)).toBe(writes + 1), { interval: 5 })
    unpick(2)
    expect(await deciding).toEqual({ outcome: 'saved' })
    expect(there()).toBe(file(2, 3, 4))
    const next = await service.save('main', { overwrite: false })
    expect(next).toMatchObject({ outcome: 'conflict', merge: { text: file(3, 4) } })
  })

  test('can be to write a deleted file again', async () => {
    await demo.call('/api/2.0/workspace/delete', { path: '/Shared/config.yml' })
    const result = await service.save('main', { overwrite: false })
    expect(result).toMatchObject({ outcome: 'conflict', remoteText: null, merge: null })
    const mine = file(2, 3)
    expect(await decide({ remoteText: null, text: mine, then: 'save' })).toEqual({
      outcome: 'saved',
    })
    expect(there()).toBe(mine)
  })

  test('to write a deleted file again does not replace one that came back', async () => {
    const result = await decide({ remoteText: null, text: file(2, 3), then: 'save' })
    expect(result).toMatchObject({ outcome: 'conflict', remoteText: seen })
    expect(there()).toBe(seen)
  })

  test('that fails leaves draft and file as they were', async () => {
    const heal = demo.server.faults.add({ route: importRoute, kind: 'status', status: 403 })
    const decision = { remoteText: seen, text: file(2, 3, 4), then: 'save' } as const
    expect((await refusal(() => decide(decision))).code).toBe('forbidden')
    expect(there()).toBe(seen)
    expect(service.text('main')).toMatchObject({ saved: base, draft: file(2, 3) })
    heal()
    expect(await decide(decision)).toEqual({ outcome: 'saved' })
  })
})
