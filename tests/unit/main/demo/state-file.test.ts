import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDemoServer } from '../../../../src/main/demo/server.ts'
import type { DemoServerOptions } from '../../../../src/main/demo/server.ts'
import type { AppError } from '../../../../src/shared/errors.ts'
import { callApi } from '../../../support/demo-workspace.ts'

const start = Date.UTC(2026, 5, 1, 12)
const exportJob = 1290381902

describe('a demo workspace that is started again', () => {
  let folder = ''
  let stateFile = ''
  let clock = start
  let problems: AppError[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-state-'))
    stateFile = join(folder, 'demo.json')
    clock = start
    problems = []
  })
  afterEach(() => rm(folder, { recursive: true }))
  const open = (more: DemoServerOptions = {}) =>
    createDemoServer({
      stateFile,
      now: () => clock,
      onProblem: (problem) => problems.push(problem),
      ...more,
    })

  it('has its files, runs and idempotency tokens, and the run went on meanwhile', async () => {
    const first = await open()
    const body = { job_id: exportJob, idempotency_token: 'kept' }
    const run = await callApi(first, '/api/2.2/jobs/run-now', body)
    first.workspace.files.write('/Shared/note.txt', 'mine')
    await first.stop()
    clock += 60_000
    const second = await open()
    expect(second.workspace.files.read('/Shared/note.txt')).toBe('mine')
    const { body: seen } = await callApi(
      second,
      `/api/2.2/jobs/runs/get?run_id=${String(run.body['run_id'])}`,
    )
    expect(seen).toMatchObject({ state: { result_state: 'SUCCESS' }, start_time: start })
    expect(second.workspace.files.read('/Shared/exports/manifest.yml')).toContain(
      'customer_360_daily',
    )
    const again = await callApi(second, '/api/2.2/jobs/run-now', body)
    expect(again.body['run_id']).toBe(run.body['run_id'])
    await second.stop()
    expect(problems).toEqual([])
  })

  it('remembers what was deleted of the tree that was there before', async () => {
    const path = '/Shared/teams/crm/config.yml'
    const first = await open()
    expect(first.workspace.files.read(path)).not.toBeNull()
    await callApi(first, '/api/2.0/workspace/delete', { path })
    await first.stop()
    const second = await open()
    expect(second.workspace.files.read(path)).toBeNull()
    expect(second.workspace.files.read('/Shared/teams/ml/config.yml')).not.toBeNull()
    await second.stop()
  })

  it('keeps the same jobs and past runs', async () => {
    const first = await open()
    const path = `/api/2.2/jobs/runs/list?job_id=${exportJob}`
    const ids = (body: Record<string, unknown>) =>
      (body['runs'] as { run_id: number }[]).map((run) => run.run_id)
    const before = ids((await callApi(first, path)).body)
    await first.stop()
    clock += 40 * 86_400_000
    const second = await open()
    expect(ids((await callApi(second, path)).body)).toEqual(before)
    await second.stop()
  })

  it('keeps bytes that are no text', async () => {
    const first = await open()
    const content = Buffer.from([0, 255, 200]).toString('base64')
    await callApi(first, '/api/2.0/workspace/import', {
      path: '/Shared/b',
      format: 'AUTO',
      content,
    })
    await first.stop()
    const second = await open()
    const { body } = await callApi(second, '/api/2.0/workspace/export?path=/Shared/b&format=AUTO')
    expect(body['content']).toBe(content)
    await second.stop()
  })

  it('knows what was answered even when it was killed: it is on disk before the answer', async () => {
    const first = await open()
    const { body } = await callApi(first, '/api/2.2/jobs/run-now', { job_id: exportJob })
    const text = await readFile(stateFile, 'utf8')
    expect(text).toContain(String(body['run_id']))
    await first.stop()
  })

  it('holds no token', async () => {
    const server = await open({ token: 'dapi-planted-secret' })
    await callApi(server, '/api/2.2/jobs/run-now', { job_id: exportJob })
    await server.stop()
    expect(await readFile(stateFile, 'utf8')).not.toContain('dapi-planted-secret')
  })

  it.each(['{"version":1,', '{"version":99}', ''])(
    'puts an unreadable file aside: %j',
    async (text) => {
      await writeFile(stateFile, text)
      const server = await open()
      expect(server.workspace.files.read('/Shared/config.yml')).toContain('customer_360_daily')
      expect(problems.map((problem) => problem.code)).toEqual(['disk-failed'])
      await server.stop()
      expect(await readFile(`${stateFile}.bad`, 'utf8')).toBe(text)
      expect((await readdir(folder)).sort()).toEqual(['demo.json', 'demo.json.bad'])
    },
  )

  it('says when it cannot save, and answers all the same what needs no saving', async () => {
    const server = await open({ stateFile: join(folder, 'missing', 'demo.json') })
    expect(problems.map((problem) => problem.code)).toEqual(['disk-failed'])
    expect((await callApi(server, '/api/2.2/jobs/list')).status).toBe(200)
    const run = await callApi(server, '/api/2.2/jobs/run-now', { job_id: exportJob })
    expect([run.status, run.body['error_code']]).toEqual([500, 'INTERNAL_ERROR'])
    await expect(server.stop()).rejects.toMatchObject({ code: 'disk-failed' })
  })

  it('survives many changes at once', async () => {
    const server = await open()
    await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        callApi(server, '/api/2.0/workspace/mkdirs', { path: `/Shared/many/${at}` }),
      ),
    )
    await server.stop()
    const again = await open()
    expect(again.workspace.files.below('/Shared/many')).toHaveLength(40)
    await again.stop()
  })
})
