import { beforeEach, describe, expect, test } from 'vitest'
import { exportJobFacts } from '../../../../src/main/configuration/export-job-facts.ts'
import { readText } from '../../../../src/main/configuration/read-text.ts'
import { WorkspaceFacts } from '../../../../src/main/configuration/workspace-facts.ts'
import type { WorkspaceLookup } from '../../../../src/main/configuration/workspace-facts.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import type { Kind } from '../../../../src/shared/catalog.ts'
import { AppError } from '../../../../src/shared/errors.ts'

const main = (lines: string) => readText(`workflows:\n${lines}`)
const app = (id: string) => readText(`export-job:\n  job_name: E\n  job_id: ${id}\n`)

let facts: WorkspaceFacts
let asked: unknown[][]
let names: WorkspaceLookup['names']
let due: (() => void)[]
let changes: number

/** Everything that was asked for has been answered. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** A number has stopped being typed. */
async function pause(): Promise<void> {
  for (const run of due.splice(0)) run()
  await settled()
}

beforeEach(() => {
  asked = []
  due = []
  changes = 0
  names = (_kind, ids) =>
    Promise.resolve(new Map(ids.filter((id) => id === '7').map((id) => [id, 'Nightly'])))
  facts = new WorkspaceFacts({
    lookup: {
      names: (kind, ids) => {
        asked.push([kind, ids])
        return names(kind, ids)
      },
      resolve: (kind, lines) => {
        asked.push([kind, 'resolve', lines])
        const candidates = ['Nightly', 'nightly'].map((name, id) => ({
          id: String(id),
          name,
          creator: null,
        }))
        return Promise.resolve(
          lines.map((text) => ({ text, outcome: 'ambiguous' as const, candidates })),
        )
      },
      exportJob: (job) => {
        asked.push(['job', job.jobId])
        return Promise.resolve(exportJobFacts(job, new AppError('not-found', 'No.'), null))
      },
    },
    timers: {
      set: (run) => {
        due.push(run)
        return run
      },
      clear: (run) => {
        due = due.filter((each) => each !== run)
      },
    },
    logger: silentLogger,
    onChange: () => {
      changes += 1
    },
  })
})

const gone = (kind: Kind, id: string) => facts.surroundings.catalog.isGone(kind, id)

describe('what is known of the workspace', () => {
  test('is asked for once, told when it comes, and only what is new is asked for again', async () => {
    facts.look(main('  - job_id: 007\n    job_name: Nightly\n  - job_id: 404\n'), null)
    expect(gone('workflow', '404')).toBe(false)
    await settled()
    expect(changes).toBe(1)
    expect(facts.surroundings.catalog.nameOf('workflow', '7')).toBe('Nightly')
    expect(gone('workflow', '404')).toBe(true)
    expect(gone('workflow', '7')).toBe(false)
    facts.look(main('  - job_id: 404\n  - job_id: 8\n'), null)
    await settled()
    expect(asked).toEqual([
      ['workflow', ['7', '404']],
      ['workflow', ['8']],
    ])
  })

  test('names of what is not found are looked up, and only the very same name counts', async () => {
    facts.look(main('  - job_name: Nightly\n  - job_name: nothing\n    job_id: 404\n'), null)
    await settled()
    expect(facts.surroundings.catalog.idsOf('workflow', 'Nightly')).toEqual(['0'])
    expect(facts.surroundings.catalog.idsOf('workflow', 'nothing')).toEqual([])
    expect(asked).toContainEqual(['workflow', 'resolve', ['nothing']])
  })

  test('a list that is old or not complete says nothing', async () => {
    names = () => Promise.resolve(null)
    facts.look(main('  - job_id: 404\n'), null)
    await settled()
    expect(changes).toBe(0)
    expect(gone('workflow', '404')).toBe(false)
  })

  test('a failure says nothing and is asked for again with the next edit', async () => {
    const works = names
    names = () => Promise.reject(new AppError('not-connected', 'No.'))
    const draft = main('  - job_id: 404\n')
    facts.look(draft, null)
    await settled()
    expect(gone('workflow', '404')).toBe(false)
    names = works
    facts.look(draft, null)
    await settled()
    expect(gone('workflow', '404')).toBe(true)
  })

  test('is asked for again when the list was read again', async () => {
    facts.look(main('  - job_id: 7\n'), null)
    await settled()
    names = () => Promise.resolve(new Map())
    facts.listChanged('workflow')
    await settled()
    expect(gone('workflow', '7')).toBe(true)
  })

  test('a list that is read again does not keep the other one from being known', async () => {
    const pipeline = 'd4623163-fa76-4fb3-a117-663851c9f32f'
    const both = `  - job_id: 404\npipelines:\n  - pipeline_id: ${pipeline}\n`
    facts.look(main(both), null)
    facts.listChanged('pipeline')
    await settled()
    expect(gone('workflow', '404')).toBe(true)
    expect(gone('pipeline', pipeline)).toBe(true)
  })

  test('answers for another connection are dropped', async () => {
    facts.look(main('  - job_id: 404\n'), app('9'))
    facts.clear()
    await pause()
    expect(changes).toBe(0)
    expect(gone('workflow', '404')).toBe(false)
    expect(facts.surroundings.exportJob).toBeNull()
  })

  test('the export job is looked at when its id has stood for a while', async () => {
    facts.look(null, app('1'))
    facts.look(null, app('12'))
    facts.look(null, app('12'))
    await pause()
    expect(asked.filter(([what]) => what === 'job')).toEqual([['job', '12']])
    expect(facts.surroundings.exportJob).toMatchObject({
      job: { id: '12' },
      checks: [{ code: 'exists', status: 'error' }],
    })
  })
})
