import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { BroadcastChannel, Worker } from 'node:worker_threads'
import type { WorkerCall, WorkerCalls, WorkerMessage } from '../../src/main/catalog/protocol.ts'
import type { CatalogItem } from '../../src/shared/catalog.ts'
import { noFilters } from '../../src/shared/no-filters.ts'

export interface WorkerMeasurement {
  /** Of the worker's heap after a collection, with the list, its index and its orders. */
  heapMb: number
  emptyHeapMb: number
  /** From the file to an answer. */
  readMs: number
  writeMs: number
  queryDuringWriteP95Ms: number
  searchP95Ms: number
}

setFlagsFromString('--expose-gc')

const key = { connectionId: 'bench', kind: 'workflow' } as const
const typed = ['c', 'cu', 'cust', 'customer', 'customer daily', 'daliy', 'svc', 'export 20', 'zzz']

/** The worker alone, in plain Node.js, with a list of some size. */
export async function measureWorker(size: number): Promise<WorkerMeasurement> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-catalog-'))
  try {
    const first = new Asked(folder)
    await first.ask('load', key)
    const emptyHeapMb = await first.heapMb()
    await first.ask('begin', { ...key, refreshId: 1 })
    for (let from = 0; from < size; from += 100) {
      await first.ask('append', {
        ...key,
        refreshId: 1,
        items: jobs(from, Math.min(100, size - from)),
      })
    }
    const startedAt = performance.now()
    await first.ask('commit', { ...key, refreshId: 1, updatedAt: 1 })
    let written = false
    const writing = first.ask('flush', null).then(() => {
      written = true
      return performance.now() - startedAt
    })
    const during: number[] = []
    while (!written) during.push(await first.query(''))
    const writeMs = await writing
    await first.end()

    const second = new Asked(folder)
    const readAt = performance.now()
    await second.query('')
    const readMs = performance.now() - readAt
    await second.query('warm')
    const searches: number[] = []
    for (let round = 0; round < 10; round++) {
      for (const text of typed) searches.push(await second.query(`${text}`))
    }
    const heapMb = await second.heapMb()
    await second.end()
    return {
      heapMb,
      emptyHeapMb,
      readMs,
      writeMs,
      queryDuringWriteP95Ms: p95(during),
      searchP95Ms: p95(searches),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The worker as main speaks to it. */
class Asked {
  readonly #worker: Worker
  readonly #waiting = new Map<
    number,
    { done: (value: never) => void; failed: (error: Error) => void }
  >()
  #lastId = 0

  constructor(folder: string) {
    this.#worker = new Worker(new URL('collected-worker.ts', import.meta.url), {
      workerData: { folder },
    })
    this.#worker.on('message', (message: WorkerMessage) => {
      if ('warning' in message) throw new Error(message.warning.message)
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      if (message.ok) waiting?.done(message.value as never)
      else waiting?.failed(new Error(message.error.message))
    })
  }

  ask<Call extends WorkerCall>(
    call: Call,
    input: WorkerCalls[Call]['input'],
  ): Promise<WorkerCalls[Call]['output']> {
    const id = ++this.#lastId
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed })
      this.#worker.postMessage({ id, call, input })
    })
  }

  /** How long a page of rows takes, ms. */
  async query(text: string): Promise<number> {
    const startedAt = performance.now()
    await this.ask('page', {
      ...key,
      query: {
        text,
        filters: noFilters,
        sort: { by: 'relevance', descending: false },
        picked: [],
        offset: 0,
        limit: 100,
      },
    })
    return performance.now() - startedAt
  }

  /** After what can be collected was collected. */
  async heapMb(): Promise<number> {
    const collect = new BroadcastChannel('collect')
    await new Promise((done) => {
      collect.onmessage = done
      collect.postMessage('please')
    })
    collect.close()
    const { used_heap_size: used } = await this.#worker.getHeapStatistics()
    return used / 1024 / 1024
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}

function jobs(from: number, count: number): CatalogItem[] {
  const areas = ['customer', 'orders', 'billing', 'telemetry', 'inventory', 'payments']
  return Array.from({ length: count }, (_, index) => {
    const number = from + index
    const area = areas[number % areas.length] ?? ''
    return {
      kind: 'workflow',
      id: String(810_105_583_000_000 + number * 7),
      name: `${area}_${['daily', 'hourly', 'export'][number % 3] ?? ''}_${number}`,
      creator: `svc-${number % 400}@example.com`,
      tags: [`team:${number % 50}`, ...(number % 4 === 0 ? ['prod'] : [])],
      createdAt: 1_700_000_000_000 + number,
      trigger: { kind: 'schedule', text: `Daily 0${number % 10}:00`, paused: false },
      compute: 'job-cluster',
      state: null,
      health: null,
      lastRunAt: null,
    }
  })
}

export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0
}
