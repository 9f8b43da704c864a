import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NewestRuns } from '../../../../src/main/catalog/newest-runs.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type {
  DatabricksGateway,
  PageOptions,
  RunStart,
} from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import type { NewestRunsState } from '../../../../src/shared/catalog.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'

const noon = Date.parse('2026-11-26T12:00:00Z')
const demo = useDemoWorkspace({ share: true, now: () => noon })
let gateway: DatabricksGateway
let controller: AbortController
let now: number
let told: NewestRunsState[]
let asked: number
let beforePage: (page: number) => Promise<void> | void

beforeEach(async () => {
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
  })
  controller = new AbortController()
  now = noon
  told = []
  asked = 0
  beforePage = () => undefined
})
afterEach(() => {
  gateway.close()
})

type ListPage = (options: PageOptions) => ReturnType<DatabricksGateway['runs']['listPage']>

function newestRuns(listPage: ListPage = (options) => gateway.runs.listPage(options)): NewestRuns {
  let page = 0
  const steered: DatabricksGateway = {
    ...gateway,
    close: () => undefined,
    runs: {
      ...gateway.runs,
      listPage: async (options = {}) => {
        page = options.pageToken ? page + 1 : 1
        asked += 1
        await beforePage(page)
        return await listPage(options)
      },
    },
  }
  return new NewestRuns({
    gateway: () => Promise.resolve(steered),
    signal: controller.signal,
    now: () => now,
    logger: silentLogger,
    onChange: (state) => told.push(state),
  })
}

const last = () => told.at(-1)

/** One page with a run of each of these jobs. */
function page(...runs: RunStart[]): ListPage {
  return () => Promise.resolve({ items: runs, nextPageToken: null })
}

describe('the newest runs of a workspace', () => {
  it('tell when a job last ran, as the list of its own runs does', async () => {
    const runs = newestRuns()
    await runs.read()
    expect(asked).toBe(40)
    expect(last()).toMatchObject({ read: 1000, complete: false, reading: false, error: null })
    expect(last()?.since).toBe(Math.min(...runs.startedAt.values(), last()?.since ?? 0))
    const jobs = [...runs.startedAt].slice(0, 30)
    expect(jobs).toHaveLength(30)
    for (const [jobId, startedAt] of jobs) {
      const [newest] = await gateway.runs.list({ jobId, limit: 1 })
      expect(newest?.startedAt).toBe(startedAt)
    }
  })

  it('are complete when there are no more, and take the newest of several runs of a job', async () => {
    const runs = newestRuns(
      page(
        { jobId: '1', startedAt: 300 },
        { jobId: '2', startedAt: null },
        { jobId: '1', startedAt: 100 },
      ),
    )
    await runs.read()
    expect(last()).toEqual({ read: 3, since: 100, complete: true, reading: false, error: null })
    expect([...runs.startedAt]).toEqual([['1', 300]])
  })

  it('end after 40 pages, also when a server has pages without an end', async () => {
    const runs = newestRuns(() => Promise.resolve({ items: [], nextPageToken: 'more' }))
    await runs.read()
    expect(asked).toBe(40)
    expect(last()).toMatchObject({ read: 0, since: null, complete: false, reading: false })
  })

  it('are read once for all who look, again after two minutes, when expired or when the clock was set back', async () => {
    const runs = newestRuns(page({ jobId: '1', startedAt: 1 }))
    runs.look()
    runs.look()
    await runs.read()
    expect(asked).toBe(1)
    now += 119_999
    runs.look()
    expect(asked).toBe(1)
    now += 1
    runs.look()
    await runs.read()
    expect(asked).toBe(2)
    now -= 3_600_000
    runs.look()
    await runs.read()
    expect(asked).toBe(3)
    runs.expire()
    runs.look()
    await runs.read()
    expect(asked).toBe(4)
  })

  it('show each second what is there while they are read for the first time, and later all at once', async () => {
    const runs = newestRuns()
    beforePage = () => {
      now += 400
    }
    await runs.read()
    const read = told.map((state) => [state.read, state.reading])
    expect(read.slice(0, 3)).toEqual([
      [0, true],
      [75, true],
      [150, true],
    ])
    expect(read.at(-1)).toEqual([1000, false])
    told = []
    await runs.read()
    expect(told.map((state) => [state.read, state.reading])).toEqual([
      [1000, true],
      [1000, false],
    ])
  })

  it('are those that came when a page fails the first time, and the old ones later; both times it is told why', async () => {
    const runs = newestRuns()
    beforePage = (at) => {
      if (at === 3) throw new AppError('unavailable', 'Databricks is down.')
    }
    await runs.read()
    expect(last()).toMatchObject({
      read: 50,
      complete: false,
      reading: false,
      error: { code: 'unavailable', message: 'Databricks is down.' },
    })
    expect(runs.startedAt.size).toBeGreaterThan(0)
    beforePage = () => undefined
    await runs.read()
    expect(last()).toMatchObject({ read: 1000, error: null })
    const all = [...runs.startedAt]
    beforePage = () => {
      throw new AppError('network', 'There is no network.')
    }
    await runs.read()
    expect(last()).toMatchObject({ read: 1000, reading: false, error: { code: 'network' } })
    expect([...runs.startedAt]).toEqual(all)
  })

  it('are given up without a word when the connection is left', async () => {
    const runs = newestRuns()
    beforePage = (at) => {
      if (at === 2) controller.abort(new AppError('canceled', 'Another connection was chosen.'))
    }
    await runs.read()
    expect(asked).toBe(2)
    expect(told.map(({ reading, error }) => [reading, error])).toEqual([[true, null]])
  })
})
