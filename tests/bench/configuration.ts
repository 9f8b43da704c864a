import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { findProblems } from '../../src/main/configuration/problems.ts'
import { readText } from '../../src/main/configuration/read-text.ts'
import { ConfigurationService } from '../../src/main/configuration/service.ts'
import type { DatabricksGateway } from '../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../src/main/logging/logger.ts'
import { summarizeLines } from '../../src/renderer/components/configuration/line-diff.ts'
import { keptTextsFolder } from '../support/kept-texts.ts'
import { longConfiguration } from '../support/long-configuration.ts'
import { noLocalFiles } from '../support/no-local-files.ts'
import { median, printFigure } from './report.ts'

interface Measurement {
  /** From the bytes in the workspace to the state with problems and counts. */
  load: number
  /** Reading a text that was never read before, and all its problems. */
  validate: number
  /** From a key that breaks nothing, and from one that breaks the YAML, to the problems in the state. */
  keystroke: number
  brokenKeystroke: number
  /** One switch of one item, as the call answers. */
  toggle: number
  pick: number
  /** The lines that differ from the saved text, as the page counts them. */
  diff: number
  /** The longest time that main did nothing else while keys came every 30 ms. */
  longestBlock: number
}

const strokes = 20

/** config.yml of 10, 500 and 5,000 items. Each figure is the median of the runs. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { runs: { type: 'string', default: '5' } } })
  for (const items of [10, 500, 5_000]) {
    const all: Measurement[] = []
    for (let i = 0; i < Number(values.runs); i++) all.push(await measure(items))
    const print = (name: string, read: (one: Measurement) => number, goal: number) =>
      printFigure({
        name: `configuration.${items}.${name}`,
        value: median(all.map(read)),
        unit: 'ms',
        goal: items === 5_000 ? goal : null,
      })
    print('load', (one) => one.load, 250)
    print('validate.whole', (one) => one.validate, 250)
    print('validate.keystroke', (one) => one.keystroke, 50)
    print('validate.keystroke-that-breaks', (one) => one.brokenKeystroke, 50)
    print('typing.longest-block', (one) => one.longestBlock, 50)
    print('toggle', (one) => one.toggle, 50)
    print('pick', (one) => one.pick, 50)
    print('diff', (one) => one.diff, 50)
  }
}

async function measure(items: number): Promise<Measurement> {
  const folder = await keptTextsFolder()
  const text = longConfiguration({ items })
  const service = new ConfigurationService({
    gatewayFor: () => Promise.resolve({ files: filesWith(text) } as DatabricksGateway),
    paths: { get: () => ({ main: '/main', app: '/app' }), set: () => undefined },
    pickDefaults: () => ({ isExisting: true, isActive: true, exportLibraries: false }),
    kept: folder.open(),
    local: noLocalFiles,
    onFilesChanged: () => undefined,
    logger: silentLogger,
    now: () => Date.now(),
    // Unlike the app's, these keep the process alive: nothing else does here.
    timers: {
      set: (callback, delayMs) => setTimeout(callback, delayMs),
      clear: (timer) => {
        clearTimeout(timer as NodeJS.Timeout)
      },
    },
  })
  try {
    const load = await timed(() => service.open('bench'))
    const validate = await timed(() => findProblems('main', readText(text)))
    // Within the name of an item in the middle of the list.
    const place = text.indexOf('daily"', text.length / 3)
    const keystrokes: number[] = []
    for (let i = 0; i < strokes; i++) keystrokes.push(await keystroke(service, place + i, 'x'))
    const brokenKeystroke = await keystroke(service, place, '"')
    service.undo('main')
    const longestBlock = await typing(service, place)
    const ids = service.selection.selectedIds('workflow')
    const toggles: number[] = []
    for (let i = 0; i < strokes; i++) {
      const id = ids[Math.floor((ids.length * i) / strokes)] ?? ''
      const value = !service.selection.selected('workflow', id)?.isActive
      toggles.push(
        await timed(() =>
          service.selection.switch({ kind: 'workflow', ids: [id], flag: 'isActive', value }),
        ),
      )
    }
    const pick = await timed(() =>
      service.selection.pick({
        kind: 'workflow',
        items: [{ id: '42', name: 'New' }],
        picked: true,
      }),
    )
    const { saved, draft } = service.text('main')
    const diff = await timed(() => summarizeLines(saved ?? '', draft ?? ''))
    return {
      load,
      validate,
      keystroke: median(keystrokes),
      brokenKeystroke,
      toggle: median(toggles),
      pick,
      diff,
      longestBlock,
    }
  } finally {
    service.close()
    await folder.remove()
  }
}

/** From typing to the state that tells the problems of what was typed. */
async function keystroke(
  service: ConfigurationService,
  at: number,
  insert: string,
): Promise<number> {
  const told = new Promise<void>((resolve) => {
    const stop = service.changed.on(() => {
      stop()
      resolve()
    })
  })
  return await timed(async () => {
    type(service, at, insert)
    await told
  })
}

async function typing(service: ConfigurationService, at: number): Promise<number> {
  let last = performance.now()
  let longest = 0
  const watch = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last - 1)
    last = now
  }, 1)
  for (let i = 0; i < strokes; i++) {
    type(service, at, 'y')
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  clearInterval(watch)
  return longest
}

function type(service: ConfigurationService, at: number, insert: string): void {
  const { revision } = service.text('main')
  service.editText({ document: 'main', revision, changes: [{ from: at, to: at, insert }] })
}

async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

function filesWith(text: string): DatabricksGateway['files'] {
  const bytes = Buffer.from(text)
  const small = Buffer.from('export-job:\n  job_name: "Export"\n  job_id: 7\n')
  const of = (path: string): Buffer => (path === '/main' ? bytes : small)
  const files = {
    getStatus: (path: string) =>
      Promise.resolve({ path, type: 'file', size: of(path).byteLength, modifiedAt: 0 }),
    read: (path: string) => Promise.resolve(of(path)),
  }
  // Nothing is written or listed here.
  return files as unknown as DatabricksGateway['files']
}
