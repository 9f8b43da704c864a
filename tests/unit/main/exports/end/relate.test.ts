import { describe, expect, it } from 'vitest'
import { relateFiles } from '../../../../../src/main/exports/end/relate.ts'

const workflow = (id: string, name: string) => ({ kind: 'workflow' as const, id, name })
const guid = 'd4623163-fa76-4fb3-a117-663851c9f32f'

describe('files and items', () => {
  it.each([
    ['jobs/Daily_Sales.yml', 'Daily Sales'],
    ['jobs/daily-sales.yaml', 'Daily Sales'],
    ['Daily Sales/job.yml', 'Daily Sales'],
    ['resources/daily_sales.job.yml', 'Daily Sales'],
    ['jobs/810105583362026.yml', 'Daily Sales'],
    ['jobs/x_810105583362026.yml', 'Daily Sales'],
    ['jobs/Konfiguração_🚀.yml', 'Konfiguração 🚀'],
    ['jobs/v2.4.yml', 'v2.4'],
  ])('%s belongs to %s', (path, name) => {
    expect(relateFiles([path], [workflow('810105583362026', name)])).toEqual({
      itemOf: [0],
      missing: [],
    })
  })

  it.each([
    'pipelines/Daily_Sales.yml',
    'jobs/Daily_Sales_old.yml',
    'manifest.yml',
    'jobs/81010558336202.yml',
  ])('%s belongs to nothing', (path) => {
    const items = [workflow('810105583362026', 'Daily Sales')]
    expect(relateFiles([path], items)).toEqual({ itemOf: [null], missing: [0] })
  })

  it('are told apart by id where names are the same', () => {
    const items = [workflow('111111111', 'Same'), workflow('222222222', 'Same')]
    const paths = ['jobs/Same.yml', 'jobs/Same_222222222.yml']
    expect(relateFiles(paths, items)).toEqual({ itemOf: [0, 1], missing: [] })
  })

  it('keep jobs and pipelines of one name apart', () => {
    const items = [
      workflow('111111111', 'Same'),
      { kind: 'pipeline' as const, id: guid, name: 'Same' },
    ]
    expect(relateFiles(['pipelines/Same.yml'], items)).toEqual({ itemOf: [1], missing: [0] })
    expect(relateFiles([`out/${guid.toUpperCase()}.json`], items).itemOf).toEqual([1])
  })

  it('are related at the size of a large export', () => {
    const items = Array.from({ length: 5000 }, (_, at) =>
      workflow(`${100_000_000 + at}`, `Job ${at}`),
    )
    const { itemOf, missing } = relateFiles(
      items.map((_, at) => `jobs/Job_${at}.yml`),
      items,
    )
    expect(missing).toEqual([])
    expect(itemOf[4321]).toBe(4321)
  })
})
