import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startDemoWorkspace } from '../../../../src/main/demo/host.ts'
import type { AppError } from '../../../../src/shared/errors.ts'
import { callApi } from '../../../support/demo-workspace.ts'

const workerUrl = new URL('../../../../src/main/demo/worker.ts', import.meta.url)

describe('the demo workspace in a thread of its own', () => {
  let folder = ''
  let problems: AppError[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-host-'))
    problems = []
  })
  afterEach(() => rm(folder, { recursive: true }))
  const onProblem = (problem: AppError) => problems.push(problem)
  const thread = async (source: string) => {
    const file = join(folder, 'worker.mjs')
    await writeFile(file, source)
    return pathToFileURL(file)
  }

  it('answers with the token it was given, and is gone after stop', async () => {
    const stateFile = join(folder, 'demo.json')
    const options = { token: 'dapi-given', jobs: 12 }
    const demo = await startDemoWorkspace({ workerUrl, stateFile, options, onProblem })
    expect(demo.token).toBe('dapi-given')
    expect((await callApi(demo, '/api/2.2/jobs/list?limit=100')).body['jobs']).toHaveLength(12)
    await demo.stop()
    await demo.stop()
    await expect(fetch(demo.url)).rejects.toThrow()
    expect(problems).toEqual([])
  })

  it('makes a random token', async () => {
    const demo = await startDemoWorkspace({ workerUrl, stateFile: join(folder, 'demo.json') })
    expect(demo.token).toMatch(/^dapi[0-9a-f]{32}$/)
    expect((await callApi(demo, '/api/2.0/preview/scim/v2/Me')).status).toBe(200)
    await demo.stop()
  })

  it('reports a state file that was put aside', async () => {
    const stateFile = join(folder, 'demo.json')
    await writeFile(stateFile, 'rubbish')
    const demo = await startDemoWorkspace({ workerUrl, stateFile, onProblem })
    expect(problems.map((problem) => problem.suggestion)).toEqual([
      `The old file is kept as ${stateFile}.bad.`,
    ])
    await demo.stop()
  })

  it('passes on why it cannot start', async () => {
    const stateFile = join(folder, 'demo.json')
    await expect(
      startDemoWorkspace({ workerUrl, stateFile, options: { jobs: -1 } }),
    ).rejects.toMatchObject({
      code: 'demo-failed',
      message: 'The demo workspace cannot have that size.',
    })
    const nowhere = new URL('nowhere.ts', workerUrl)
    await expect(startDemoWorkspace({ workerUrl: nowhere, stateFile })).rejects.toMatchObject({
      code: 'demo-failed',
      message: 'The demo workspace could not start.',
    })
  })

  it('gives up on a thread that says nothing, and on one that ends', async () => {
    const stateFile = join(folder, 'demo.json')
    const silent = await thread('setInterval(() => {}, 1000)')
    await expect(
      startDemoWorkspace({ workerUrl: silent, stateFile, startTimeoutMs: 100 }),
    ).rejects.toMatchObject({ code: 'demo-failed' })
    const short = await thread('process.exit(3)')
    await expect(startDemoWorkspace({ workerUrl: short, stateFile })).rejects.toMatchObject({
      details: { reason: 'Its thread ended with code 3.' },
    })
  })

  it('reports a thread that dies later, once', async () => {
    const dying = await thread(`
      import { parentPort } from 'node:worker_threads'
      parentPort.postMessage({ type: 'ready', url: 'http://127.0.0.1:1', token: '' })
      setTimeout(() => { throw new Error('boom') }, 20)`)
    const reported = new Promise<AppError>((resolve) => {
      void startDemoWorkspace({
        workerUrl: dying,
        stateFile: join(folder, 'demo.json'),
        onProblem: resolve,
      }).then((demo) => demo)
    })
    expect((await reported).message).toBe('The demo workspace stopped unexpectedly.')
  })
})
