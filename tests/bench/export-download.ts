import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { connectGateway } from '../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../src/main/databricks/gateway.ts'
import { Downloads } from '../../src/main/exports/download/downloads.ts'
import { silentLogger } from '../../src/main/logging/logger.ts'
import type { DownloadForm } from '../../src/shared/export-download.ts'
import { trackedExport } from '../unit/main/exports/support.ts'
import { startDemo } from './demo-process.ts'
import { median, printFigure } from './report.ts'

const latencyMs = 20
const folder = '/Workspace/Shared/benchmark'
const folders = 20
/** Requests at a time while the files are made. */
const writers = 16

/**
 * Downloads an output folder of 2,000 files (2 kB each) from a demo workspace in another process, as
 * files and as zip, by the service as main runs it. This process stands for main: its memory and its
 * event loop are measured.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '3' },
      files: { type: 'string', default: '2000' },
    },
  })
  const files = Number(values.files)
  const demo = await startDemo({ jobs: 5, pipelines: 2, latencyMs })
  const gateway = await connectGateway({ host: demo.url, token: demo.token, logger: silentLogger })
  try {
    await makeFiles(gateway, files)
    for (const form of ['folder', 'zip'] as const) {
      const measured: Measurement[] = []
      for (let at = 0; at < Number(values.runs); at += 1)
        measured.push(await measure(gateway, form))
      const figure = (
        name: string,
        of: (one: Measurement) => number,
        unit: string,
        goal: number | null,
      ) => {
        const value = median(measured.map(of))
        printFigure({ name: `export-download.${form}.${name}`, value, unit, goal })
      }
      // Eight at a time, each a round trip: 2,000 files take 5 s at the least.
      const leastMs = (files / 8) * latencyMs
      figure('time', (one) => one.ms, 'ms', leastMs * 2)
      figure('rate', (one) => (files * 1000) / one.ms, 'files/s', null)
      figure('rss-growth', (one) => one.rssMb, 'MB', 80)
      figure('longest-block', (one) => one.longestMs, 'ms', 50)
    }
  } finally {
    gateway.close()
    await demo.stop()
  }
}

interface Measurement {
  ms: number
  /** Peak of the resident set over what it was before. */
  rssMb: number
  /** The longest time the event loop was busy with one thing. */
  longestMs: number
}

async function measure(gateway: DatabricksGateway, form: DownloadForm): Promise<Measurement> {
  const here = await mkdtemp(join(tmpdir(), 'bench-download-'))
  const downloads = new Downloads({
    folder: join(here, 'journals'),
    gatewayFor: () => Promise.resolve(gateway),
    logger: silentLogger,
    now: Date.now,
    newId: () => crypto.randomUUID(),
  })
  const record = trackedExport({ state: 'succeeded', outputPath: folder }).record
  const ended = Promise.withResolvers<void>()
  downloads.ended.on(({ state, problemCount }) => {
    if (state === 'done' && problemCount === 0) ended.resolve()
    else ended.reject(new Error(`the download ended ${state} with ${problemCount} problems`))
  })
  const before = process.memoryUsage.rss()
  let most = before
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 50)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const startedAt = performance.now()
  try {
    const path = form === 'zip' ? join(here, 'out.zip') : here
    await downloads.start(record, form, { path, replaces: false })
    await ended.promise
    const ms = performance.now() - startedAt
    return { ms, rssMb: (most - before) / 2 ** 20, longestMs: delay.max / 1e6 }
  } finally {
    delay.disable()
    clearInterval(sampling)
    await downloads.stop()
    await rm(here, { recursive: true, force: true })
  }
}

async function makeFiles(gateway: DatabricksGateway, count: number): Promise<void> {
  const text = 'resources:\n  jobs:\n'.padEnd(2000, '    some_setting: some value\n')
  for (let at = 0; at < folders; at += 1) await gateway.files.makeFolder(`${folder}/part ${at}`)
  let next = 0
  const write = async () => {
    for (let at = next++; at < count; at = next++) {
      const path = `${folder}/part ${at % folders}/job ${at}.yml`
      await gateway.files.write(path, Buffer.from(`${text}# ${at}\n`), { overwrite: true })
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
}
