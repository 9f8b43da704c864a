import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { lastRunsLoader } from '../../../src/renderer/stores/last-runs.ts'
import { AppError } from '../../../src/shared/errors.ts'
import { freshDesktop, later } from '../support/mount.ts'

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `${from + at}`)
type Input = { ids: string[] }

describe('the last runs', () => {
  it('are asked for a few rows at a time, one question after the other', async () => {
    const fake = freshDesktop()
    const loader = lastRunsLoader('workflow')
    loader.want(ids(25))
    await flushPromises()
    expect(fake.calls.map((call) => (call.input as Input).ids.length)).toEqual([10, 10, 5])
    expect(loader.runs.value.size).toBe(25)
  })

  it('skip rows that were scrolled away before their turn', async () => {
    const fake = freshDesktop()
    const first = later<unknown>()
    const asked: string[][] = []
    fake.handle('catalog.lastRuns', (input: Input) => {
      asked.push(input.ids)
      return asked.length === 1 ? first.promise : []
    })
    const loader = lastRunsLoader('workflow')
    loader.want(ids(20))
    loader.want(ids(5, 100))
    first.resolve([])
    await flushPromises()
    expect(asked).toEqual([ids(10), ids(5, 100)])
  })

  it('are not asked for twice, failed or not', async () => {
    const fake = freshDesktop()
    fake.handle('catalog.lastRuns', () => {
      throw new AppError('unavailable', 'Later.')
    })
    const loader = lastRunsLoader('workflow')
    loader.want(ids(3))
    await flushPromises()
    loader.want(ids(3))
    await flushPromises()
    expect(fake.calls).toHaveLength(1)
  })

  it('of another workspace are dropped when they arrive late', async () => {
    const fake = freshDesktop()
    const late = later<unknown>()
    fake.handle('catalog.lastRuns', () => late.promise)
    const loader = lastRunsLoader('workflow')
    loader.want(['1'])
    loader.clear()
    late.resolve([{ id: '1', runs: [] }])
    await flushPromises()
    expect(loader.runs.value.size).toBe(0)
  })
})
