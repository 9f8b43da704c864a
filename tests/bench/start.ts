import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { electronRuntime } from '../../scripts/lib/electron-runtime.mjs'
import { workingSetOfTree } from './memory.ts'
import { median, printFigure } from './report.ts'

interface Measurement {
  /** From spawn to a window whose page has drawn and takes input. */
  startMs: number
  /** Sum of the resident sets of all the app's processes, some seconds later. */
  memoryMb: number
}

const settleMs = 4000
const deadlineMs = 60_000

/**
 * Start-up time and memory of the built app against an empty Electron window, measured in turn in the
 * same run, so that the ratios hold when the machine's speed drifts.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { runs: { type: 'string', default: '7' } } })
  const runs = Number(values.runs)
  const app = resolve(import.meta.dirname, '../..')
  const emptyWindow = resolve(import.meta.dirname, 'empty-window')
  const ours: Measurement[] = []
  const empty: Measurement[] = []
  await measure(emptyWindow)
  await measure(app)
  for (let i = 0; i < runs; i++) {
    empty.push(await measure(emptyWindow))
    ours.push(await measure(app))
  }
  const startMs = median(ours.map((one) => one.startMs))
  const emptyStartMs = median(empty.map((one) => one.startMs))
  const memoryMb = median(ours.map((one) => one.memoryMb))
  const emptyMemoryMb = median(empty.map((one) => one.memoryMb))
  printFigure({ name: 'start.empty-window', value: emptyStartMs, unit: 'ms', goal: null })
  printFigure({ name: 'start.app', value: startMs, unit: 'ms', goal: null })
  printFigure({ name: 'memory.empty-window', value: emptyMemoryMb, unit: 'MB', goal: null })
  printFigure({ name: 'memory.app', value: memoryMb, unit: 'MB', goal: null })
  printFigure({ name: 'start.ratio', value: startMs / emptyStartMs, unit: 'ratio', goal: 1.5 })
  printFigure({ name: 'memory.ratio', value: memoryMb / emptyMemoryMb, unit: 'ratio', goal: 1.3 })
}

async function measure(folder: string): Promise<Measurement> {
  const userData = await mkdtemp(join(tmpdir(), 'bench-start-'))
  const port = await freePort()
  const spawnedAt = performance.now()
  const child = spawnApp(folder, userData, port)
  try {
    await interactive(child, port)
    const startMs = performance.now() - spawnedAt
    await sleep(settleMs)
    if (child.pid === undefined) throw new Error('Electron did not start')
    return { startMs, memoryMb: workingSetOfTree(child.pid) / 1024 }
  } finally {
    await ended(child)
    await rm(userData, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Starts an app as a user does; its page can be asked over `port`. */
export function spawnApp(folder: string, userData: string, port: number): ChildProcess {
  return spawn(
    electronRuntime().executable,
    [
      folder,
      `--user-data-dir=${userData}`,
      `--remote-debugging-port=${port}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    { stdio: 'ignore' },
  )
}

/** Asks the page itself, over the DevTools protocol, whether it is ready and has drawn a frame. */
async function interactive(child: ChildProcess, port: number): Promise<void> {
  const deadline = performance.now() + deadlineMs
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`Electron ended with code ${child.exitCode}`)
    const url = await pageSocket(port)
    if (url !== null && (await isReady(url))) return
    await sleep(5)
  }
  throw new Error('The window did not become interactive')
}

async function pageSocket(port: number): Promise<string | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`)
    const targets = (await response.json()) as { type: string; webSocketDebuggerUrl: string }[]
    return targets.find((target) => target.type === 'page')?.webSocketDebuggerUrl ?? null
  } catch {
    // The port opens some time after the spawn; until then there is nothing to ask.
    return null
  }
}

function isReady(url: string): Promise<boolean> {
  const { promise, resolve: answer } = Promise.withResolvers<boolean>()
  const socket = new WebSocket(url)
  socket.onopen = () => {
    socket.send(
      JSON.stringify({
        id: 1,
        method: 'Runtime.evaluate',
        params: {
          expression: `new Promise((done) => {
            const look = () => document.querySelector('[data-ready]')
              ? requestAnimationFrame(() => done(true))
              : setTimeout(look, 2)
            look()
          })`,
          awaitPromise: true,
          returnByValue: true,
        },
      }),
    )
  }
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as {
      id?: number
      result?: { result?: { value?: unknown } }
    }
    if (message.id !== 1) return
    answer(message.result?.result?.value === true)
    socket.close()
  }
  socket.onerror = () => answer(false)
  socket.onclose = () => answer(false)
  return promise
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const { promise, resolve: done } = Promise.withResolvers<void>()
  child.once('exit', () => done())
  child.kill()
  const forced = setTimeout(() => child.kill('SIGKILL'), 5000)
  await promise
  clearTimeout(forced)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  const { promise, resolve: listening } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', () => listening())
  await promise
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
