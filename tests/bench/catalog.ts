import { parseArgs } from 'node:util'
import { measureApp } from './catalog-app.ts'
import type { AppMeasurement } from './catalog-app.ts'
import { measureWorker } from './catalog-worker.ts'
import type { WorkerMeasurement } from './catalog-worker.ts'
import { startDemo } from './demo-process.ts'
import { median, printFigure } from './report.ts'

const jobs = 100_000
const pipelines = 20_000
const latencyMs = 20

/**
 * The catalog at its largest: the built app against a demo workspace with 20 ms latency, and the
 * worker alone at several sizes. Each figure is the median of the runs.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { runs: { type: 'string', default: '3' } } })
  const runs = Number(values.runs)
  await workerFigures(runs)
  await appFigures(runs)
}

async function workerFigures(runs: number): Promise<void> {
  for (const size of [1_000, 10_000, jobs]) {
    const all: WorkerMeasurement[] = []
    for (let i = 0; i < runs; i++) all.push(await measureWorker(size))
    const of = (read: (one: WorkerMeasurement) => number) => median(all.map(read))
    const isLargest = size === jobs
    const name = (what: string) => `catalog.worker.${size}.${what}`
    const goal = (value: number) => (isLargest ? value : null)
    printFigure({ name: name('read'), value: of((one) => one.readMs), unit: 'ms', goal: goal(400) })
    printFigure({ name: name('write'), value: of((one) => one.writeMs), unit: 'ms', goal: null })
    printFigure({
      name: name('query-during-write.p95'),
      value: of((one) => one.queryDuringWriteP95Ms),
      unit: 'ms',
      goal: goal(16),
    })
    printFigure({
      name: name('search.p95'),
      value: of((one) => one.searchP95Ms),
      unit: 'ms',
      goal: goal(16),
    })
    printFigure({ name: name('heap'), value: of((one) => one.heapMb), unit: 'MB', goal: goal(120) })
    printFigure({
      name: name('heap-per-job'),
      value: of((one) => ((one.heapMb - one.emptyHeapMb) * 1024) / size),
      unit: 'KB',
      goal: null,
    })
    printFigure({
      name: name('write-per-job'),
      value: of((one) => (one.writeMs * 1000) / size),
      unit: 'µs',
      goal: null,
    })
  }
}

async function appFigures(runs: number): Promise<void> {
  const small = await startDemo({ jobs: 1_000, pipelines: 200, latencyMs })
  const large = await startDemo({ jobs, pipelines, latencyMs })
  try {
    const smallHeaps: number[] = []
    const all: AppMeasurement[] = []
    for (let i = 0; i < runs; i++) {
      smallHeaps.push((await measureApp(small, { jobs: 1_000, pipelines: 200 })).rendererHeapMb)
      all.push(await measureApp(large, { jobs, pipelines }))
    }
    const of = (read: (one: AppMeasurement) => number) => median(all.map(read))
    const print = (name: string, value: number, unit: string, goal: number | null) =>
      printFigure({ name: `catalog.app.${name}`, value, unit, goal })
    print(
      'first-rows-from-cache',
      of((one) => one.firstRowsFromCacheMs),
      'ms',
      150,
    )
    print(
      'first-rows-without-cache',
      of((one) => one.firstRowsMs / one.roundTripMs),
      'round trips',
      2,
    )
    print(
      'refresh',
      of((one) => one.refreshMs),
      'ms',
      null,
    )
    print(
      'refresh.unavoidable',
      of((one) => one.unavoidableMs),
      'ms',
      null,
    )
    print(
      'refresh.ratio',
      of((one) => one.refreshMs / one.unavoidableMs),
      'ratio',
      1.1,
    )
    print(
      'event-loop-delay.p99',
      of((one) => one.eventLoopP99Ms),
      'ms',
      10,
    )
    print(
      'search.keystroke-to-rows.p95',
      of((one) => one.searchP95Ms),
      'ms',
      16,
    )
    print(
      'renderer-heap',
      of((one) => one.rendererHeapMb),
      'MB',
      null,
    )
    print(
      'renderer-heap.difference',
      of((one) => one.rendererHeapMb) - median(smallHeaps),
      'MB',
      10,
    )
  } finally {
    await small.stop()
    await large.stop()
  }
}
