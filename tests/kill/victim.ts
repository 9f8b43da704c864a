import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { electronRuntime } from '../../scripts/lib/electron-runtime.mjs'

const project = resolve(import.meta.dirname, '../..')

/** Far longer than a start takes on a busy machine. */
const startMs = 60_000

/** The answer of a page whose process is gone. */
export class Dead extends Error {
  constructor() {
    super('The process has ended')
  }
}

/**
 * One life of the built app on a real Electron, with nothing between it and its end: what the page is
 * asked goes over the DevTools protocol, and the main process is killed by its id.
 */
export class Victim {
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  readonly #port = Promise.withResolvers<number>()
  #socket: WebSocket | null = null
  #nextId = 1
  readonly #waiting = new Map<number, (result: unknown) => void>()
  #output = ''

  private constructor(userData: string, env: Record<string, string>) {
    this.#child = spawn(
      electronRuntime().executable,
      [
        project,
        `--user-data-dir=${userData}`,
        '--remote-debugging-port=0',
        '--disable-gpu',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
    )
    const ended = Promise.withResolvers<void>()
    this.#child.once('exit', () => {
      ended.resolve()
      this.#port.reject(new Dead())
      for (const answer of this.#waiting.values()) answer(null)
    })
    this.#ended = ended.promise
    this.#port.promise.catch(() => undefined)
    const hear = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000)
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(this.#output)?.[1]
      if (port !== undefined) this.#port.resolve(Number(port))
    }
    this.#child.stdout?.on('data', hear)
    this.#child.stderr?.on('data', hear)
  }

  static spawn(userData: string, env: Record<string, string>): Victim {
    return new Victim(userData, env)
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** What it wrote to its standard streams, the end of it. */
  get output(): string {
    return this.#output
  }

  /** SIGKILL to the main process, now; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.isAlive) this.#child.kill('SIGKILL')
    await this.#ended
    this.#socket?.close()
  }

  /** Resolves when the page takes input. Throws `Dead`, or when that takes too long. */
  async ready(): Promise<void> {
    const deadline = performance.now() + startMs
    const port = await this.#port.promise
    while (performance.now() < deadline) {
      if (!this.isAlive) throw new Dead()
      const url = await pageOf(port)
      if (url !== null && (await this.#attach(url))) {
        const isReady = `document.querySelector('[data-ready]') !== null`
        // The first page of the window gives way to the app's, and an answer of it gets lost.
        const answer = await this.evaluate<boolean>(isReady).catch(() => false)
        if (answer) return
      }
      await sleep(10)
    }
    throw new Error(`The app did not start:\n${this.#output}`)
  }

  /** What an expression in the page comes to. Throws `Dead` when the process ended meanwhile. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const socket = this.#socket
    if (!this.isAlive || socket?.readyState !== WebSocket.OPEN) throw new Dead()
    const id = this.#nextId++
    const { promise, resolve: answer } = Promise.withResolvers<unknown>()
    this.#waiting.set(id, answer)
    const params = { expression, awaitPromise: true, returnByValue: true }
    socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }))
    const message = (await promise) as Evaluated | null
    this.#waiting.delete(id)
    if (message?.result === undefined) throw new Dead()
    const { exceptionDetails, result } = message.result
    if (exceptionDetails) throw new Error(`In the page: ${JSON.stringify(exceptionDetails)}`)
    return result?.value as Value
  }

  async #attach(url: string): Promise<boolean> {
    if (this.#socket?.readyState === WebSocket.OPEN) return true
    const { promise, resolve: opened } = Promise.withResolvers<boolean>()
    const socket = new WebSocket(url)
    socket.onopen = () => opened(true)
    socket.onerror = () => opened(false)
    socket.onclose = () => {
      opened(false)
      for (const answer of this.#waiting.values()) answer(null)
    }
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as Evaluated
      if (message.id !== undefined) this.#waiting.get(message.id)?.(message)
    }
    this.#socket = socket
    return await promise
  }
}

interface Evaluated {
  id?: number
  result?: { result?: { value?: unknown }; exceptionDetails?: unknown }
}

async function pageOf(port: number): Promise<string | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`)
    const targets = (await response.json()) as { type: string; webSocketDebuggerUrl?: string }[]
    return targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? null
  } catch {
    // The port opens some time after the spawn, and is gone with the process.
    return null
  }
}
