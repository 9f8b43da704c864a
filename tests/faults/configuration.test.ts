import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigurationService } from '../../src/main/configuration/service.ts'
import type { DatabricksGateway } from '../../src/main/databricks/gateway.ts'
import type { Fault } from '../../src/main/demo/faults.ts'
import { silentLogger } from '../../src/main/logging/logger.ts'
import type { ErrorCode } from '../../src/shared/errors.ts'
import { useDemoWorkspace } from '../support/demo-workspace.ts'
import { keptTextsFolder } from '../support/kept-texts.ts'
import type { KeptTextsFolder } from '../support/kept-texts.ts'
import { noLocalFiles } from '../support/no-local-files.ts'
import { connect, failureOf, steeredTime } from '../unit/main/databricks/support.ts'

const demo = useDemoWorkspace({ jobs: 20, pipelines: 5 })
const path = '/Workspace/Shared/config.yml'
const importRoute = 'POST /api/2.0/workspace/import'
const exportRoute = 'GET /api/2.0/workspace/export'
const statusRoute = 'GET /api/2.0/workspace/get-status'

const item = (id: number): string => `  - job_name: Job ${id}\n    job_id: ${id}\n`
const file = (...ids: number[]): string => `workflows:\n${ids.map(item).join('')}pipelines: []\n`
const base = file(1, 2, 3)
const mine = file(2, 3)
const theirs = file(1, 2, 3, 4)
const merged = file(2, 3, 4)

let folder: KeptTextsFolder
let gateway: DatabricksGateway
let service: ConfigurationService

beforeEach(async () => {
  folder = await keptTextsFolder()
  demo.server.workspace.files.write(path, base)
  gateway = await connect({
    host: demo.server.url,
    token: demo.server.token,
    deadlines: { callMs: 250, contentMs: 250 },
    ...steeredTime(),
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
  service.selection.setPicks({ kind: 'workflow', pick: [], unpick: ['1'] })
})
afterEach(async () => {
  demo.server.faults.clear()
  service.close()
  gateway.close()
  await folder.remove()
})

const there = (): string | null => demo.server.workspace.files.read(path)
const save = () => service.save('main', { overwrite: false })
/** Writes the merge of both, after somebody else has saved. */
const saveMerge = () =>
  service.resolveConflict({ document: 'main', remoteText: theirs, text: merged, then: 'save' })

const ways = [
  { way: 'a save', before: base, after: mine, write: save },
  { way: 'a merge', before: theirs, after: merged, write: saveMerge },
]

interface Case {
  what: string
  fault: Omit<Fault, 'route'>
  code: ErrorCode
  says: RegExp
  next: RegExp
}

const quota = { error_code: 'QUOTA_EXCEEDED', message: 'The quota for files has been reached.' }
const tooLarge = {
  error_code: 'MAX_NOTEBOOK_SIZE_EXCEEDED',
  message: 'The size of the content exceeds the limit of 10485760 bytes.',
}

const refusedWrites: Case[] = [
  {
    what: 'a connection that is reset',
    fault: { kind: 'reset' },
    code: 'connection-reset',
    says: /broke off/,
    next: /Try again/,
  },
  {
    what: 'a server that never answers',
    fault: { kind: 'hang' },
    code: 'timeout',
    says: /did not answer within/,
    next: /Try again/,
  },
  {
    what: 'a missing permission',
    fault: { kind: 'status', status: 403 },
    code: 'forbidden',
    says: /not allowed to use the file .*config\.yml/,
    next: /Ask an administrator/,
  },
  {
    what: 'a quota',
    fault: { kind: 'status', status: 400, body: quota },
    code: 'invalid-request',
    says: /reached a limit, .*“The quota for files has been reached”/,
    next: /Delete files or folders/,
  },
  {
    what: 'the limit of the API',
    fault: { kind: 'status', status: 400, body: tooLarge },
    code: 'too-large',
    says: /up to 10 MB/,
    next: /Make it smaller/,
  },
  {
    what: 'the limit of a proxy in between',
    fault: { kind: 'status', status: 413, body: '<html>413 Request Entity Too Large</html>' },
    code: 'too-large',
    says: /too large/,
    next: /Make it smaller/,
  },
  {
    what: 'a workspace in trouble',
    fault: { kind: 'status', status: 503 },
    code: 'unavailable',
    says: /has a problem of its own/,
    next: /Try again/,
  },
  {
    what: 'too many requests',
    fault: { kind: 'status', status: 429, retryAfter: 1 },
    code: 'rate-limited',
    says: /more requests than it allows/,
    next: /Wait/,
  },
  {
    what: 'a sign-in that ended',
    fault: { kind: 'status', status: 401 },
    code: 'unauthorized',
    says: /did not accept the sign-in/,
    next: /Sign in again/,
  },
]

describe.each(ways)('$way that the workspace refuses', ({ before, after, write }) => {
  beforeEach(() => {
    demo.server.workspace.files.write(path, before)
  })

  it.each(refusedWrites)(
    'for $what leaves draft and file as they were, says why and what next, and can be tried again',
    async ({ fault, code, says, next }) => {
      const heal = demo.server.faults.add({ route: importRoute, ...fault })
      const error = (await failureOf(write())).toRecord()
      expect(error.code).toBe(code)
      expect(error.message).toMatch(says)
      expect(error.suggestion).toMatch(next)
      expect(there()).toBe(before)
      expect(service.text('main')).toMatchObject({ saved: base, draft: mine })
      heal()
      expect(await write()).toEqual({ outcome: 'saved' })
      expect(there()).toBe(after)
      expect(service.text('main')).toMatchObject({ saved: after, draft: after })
    },
  )

  it.each([
    ['cannot be looked at', statusRoute],
    ['cannot be read', exportRoute],
  ])('because the file %s before is not written', async (_what, route) => {
    const heal = demo.server.faults.add({ route, kind: 'status', status: 403 })
    expect((await failureOf(write())).code).toBe('forbidden')
    expect(there()).toBe(before)
    heal()
    expect(await write()).toEqual({ outcome: 'saved' })
  })

  it.each(['drop-after', 'cut-off', 'truncate'] as const)(
    'in appearance only, for its answer is lost (%s), counts as done',
    async (kind) => {
      demo.server.faults.add({ route: importRoute, kind })
      expect(await write()).toEqual({ outcome: 'saved' })
      expect(there()).toBe(after)
      expect(service.text('main')).toMatchObject({ saved: after, draft: after })
    },
  )

  it('because a notebook took the place of the file names it, and works once that is gone', async () => {
    await demo.call('/api/2.0/workspace/delete', { path })
    const content = Buffer.from('# Databricks notebook source\n1\n').toString('base64')
    const notebook = { path, content, format: 'SOURCE', language: 'PYTHON' }
    expect(await demo.call('/api/2.0/workspace/import', notebook)).toMatchObject({ status: 200 })
    const error = await failureOf(write())
    expect(error.message).toBe(`${path} is a notebook, not a file.`)
    expect(error.suggestion).toContain('Use the path of a YAML file')
    expect(service.text('main')).toMatchObject({ saved: base, draft: mine })
    await demo.call('/api/2.0/workspace/delete', { path })
    demo.server.workspace.files.write(path, before)
    expect(await write()).toEqual({ outcome: 'saved' })
  })

  it('because a folder took the place of the file names it', async () => {
    await demo.call('/api/2.0/workspace/delete', { path })
    await demo.call('/api/2.0/workspace/mkdirs', { path })
    expect((await failureOf(write())).message).toBe(`${path} is a folder, not a file.`)
    expect(service.text('main')).toMatchObject({ saved: base, draft: mine })
  })

  it('because it became a notebook between the look and the write says what the workspace says', async () => {
    const message =
      'Requested node type [FILE] is different from the existing node type [NOTEBOOK].'
    const body = { error_code: 'INVALID_PARAMETER_VALUE', message }
    demo.server.faults.add({ route: importRoute, kind: 'status', status: 400, body })
    expect((await failureOf(write())).message).toContain('the existing node type [NOTEBOOK]')
    expect(there()).toBe(before)
  })
})

describe('a text of more than 10 MB', () => {
  it('is not even sent, and stays the draft', async () => {
    const long = `${mine}# ${'x'.repeat(10 * 1024 * 1024)}\n`
    service.replaceDraft('main', 'Paste a lot', long)
    const error = await failureOf(save())
    expect(error.code).toBe('too-large')
    expect(error.message).toContain('10 MB')
    expect(demo.server.workspace.requests.count(importRoute)).toBe(0)
    expect(there()).toBe(base)
    expect(service.text('main').draft).toBe(long)
  })
})
