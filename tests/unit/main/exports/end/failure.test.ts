import { describe, expect, it } from 'vitest'
import type { RunEnding, TaskOutput } from '../../../../../src/main/databricks/gateway.ts'
import { explainFailure, plainText } from '../../../../../src/main/exports/end/failure.ts'
import { Redactor } from '../../../../../src/main/logging/redact.ts'
import { exportFailureSchema } from '../../../../../src/shared/export.ts'
import type { ExportRecord } from '../../../../../src/shared/export.ts'
import { AppError } from '../../../../../src/shared/errors.ts'
import { trackedExport } from '../support.ts'

type Task = RunEnding['tasks'][number]

const nothing = { lifeCycleState: 'TERMINATED', resultState: '', code: '', type: '', message: '' }

function task(key: string, change: Partial<Task>): Task {
  const codes = { ...nothing, resultState: 'FAILED', code: 'RUN_EXECUTION_ERROR' }
  return {
    key,
    runId: `7${key.length}`,
    state: 'failed',
    startedAt: 1,
    endedAt: 2,
    ...codes,
    ...change,
  }
}

async function explain(
  input: { tasks: Task[]; output?: Partial<TaskOutput> | AppError; ending?: Partial<RunEnding> },
  record: Partial<ExportRecord> = {},
) {
  const asked: string[] = []
  const ending = { startedAt: 1, endedAt: 2, ...nothing, ...input.ending, tasks: input.tasks }
  const redactor = new Redactor()
  redactor.registerSecret('a-secret-of-ours')
  const failure = await explainFailure(
    trackedExport({ state: 'failed', runId: '9', runUrl: 'https://x/run/9', ...record }).record,
    {
      runs: {
        ending: () => Promise.resolve(ending),
        output: (runId) => {
          asked.push(runId)
          if (input.output instanceof AppError) return Promise.reject(input.output)
          return Promise.resolve({
            error: null,
            trace: null,
            logs: null,
            result: null,
            ...input.output,
          })
        },
      },
      redact: (text) => redactor.whole(text),
      signal: new AbortController().signal,
    },
  )
  if (failure !== null) exportFailureSchema.parse(failure)
  return { failure, asked }
}

describe('what is told of a failure', () => {
  it('is the first task that failed by itself, not those behind it', async () => {
    const { failure, asked } = await explain({
      tasks: [
        task('write', { state: 'skipped', resultState: 'UPSTREAM_FAILED', code: '', endedAt: 5 }),
        task('pipelines', { endedAt: 9, message: 'the second' }),
        task('jobs', { endedAt: 4 }),
        task('late', { state: 'canceled', resultState: 'UPSTREAM_CANCELED', code: '', endedAt: 3 }),
      ],
      output: { error: 'PermissionDenied: no', trace: 'Traceback' },
    })
    expect(asked).toEqual(['74'])
    expect(failure).toMatchObject({
      taskKey: 'jobs',
      cause: 'permission',
      error: 'PermissionDenied: no',
      trace: 'Traceback',
      others: [{ taskKey: 'pipelines', error: 'the second' }],
      repairUrl: 'https://x/run/9',
    })
  })

  it.each(['not-found', 'forbidden', 'invalid-request'] as const)(
    'is what the run says when its output is %s',
    async (code) => {
      const { failure } = await explain({
        tasks: [task('jobs', { message: 'Task failed with OutOfMemoryError' })],
        output: new AppError(code, 'no'),
      })
      expect(failure).toMatchObject({ cause: 'out-of-memory', trace: null, repairUrl: null })
      expect(failure?.error).toContain('OutOfMemoryError')
    },
  )

  it('has to wait when the network is down', async () => {
    const down = new AppError('unavailable', 'down')
    await expect(explain({ tasks: [task('jobs', {})], output: down })).rejects.toBe(down)
  })

  it('is nothing for a success in which nothing failed', async () => {
    const tasks = [task('jobs', { state: 'succeeded', resultState: 'SUCCESS', code: 'SUCCESS' })]
    expect((await explain({ tasks }, { state: 'succeeded' })).failure).toBeNull()
  })

  it('names who canceled', async () => {
    const ending = { code: 'USER_CANCELED', message: 'Run cancelled by user maria@example.com.' }
    const canceled = task('jobs', { state: 'canceled', resultState: 'CANCELED', code: '' })
    const by = await explain({ tasks: [canceled], ending }, { state: 'canceled' })
    expect(by.failure?.by).toBe('maria@example.com')
    const ours = await explain({ tasks: [canceled] }, { state: 'canceled', cancelRequested: true })
    expect(ours.failure?.by).toBe('you, in this app')
    expect((await explain({ tasks: [canceled] }, { state: 'canceled' })).failure?.by).toBeNull()
  })

  it('holds no secrets, no colours, and not more than a record may', async () => {
    const line = '\u001b[0;31mdapi0123456789abcdef0123456789abcdef\u001b[0m a-secret-of-ours\r\n'
    const { failure } = await explain({
      tasks: [task('jobs', {})],
      output: { error: line.repeat(500), trace: `first\n${line.repeat(5000)}last: it broke` },
    })
    const text = JSON.stringify(failure)
    expect(text).not.toMatch(/dapi0|a-secret|u001b|\[0;31m/)
    expect(failure?.trace).toMatch(/^first\n/)
    expect(failure?.trace).toMatch(/characters left out[\s\S]*last: it broke$/)
    expect(text.length).toBeLessThan(16_000)
  })

  it('is the end of the log of a script', async () => {
    const logs = `${'working\n'.repeat(40_000)}KeyError: 'workflows'`
    const { failure } = await explain({ tasks: [task('jobs', {})], output: { logs } })
    expect(failure).toMatchObject({ cause: 'config-broken' })
    expect(failure?.trace).toMatch(/KeyError: 'workflows'$/)
  })
})

describe('text of a terminal', () => {
  it.each([
    ['\u001b[1;31mred\u001b[0m', 'red'],
    ['\u001b]8;;http://x\u0007link\u001b]8;;\u0007', 'link'],
    ['a\r\nb\rc\n', 'a\nb\nc'],
    ['nul\0 and bell\u0007', 'nul and bell'],
    ['x\u202ecod.exe', 'xcod.exe'],
    ['tab\tstays ü 🚀', 'tab\tstays ü 🚀'],
  ])('%j becomes %j', (given, expected) => {
    expect(plainText(given)).toBe(expected)
  })
})
