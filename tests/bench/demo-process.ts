import { fork } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { DemoCommand } from '../../src/main/demo/main.ts'
import type { StartedRun } from '../../src/main/demo/inspection.ts'

/** A demo workspace in a process of its own, so that it costs the measured one nothing. */
export interface DemoProcess {
  url: string
  token: string
  /** The runs that were started in it, oldest first. */
  runs: () => Promise<StartedRun[]>
  /** How many requests of each route there were. */
  requests: () => Promise<Record<string, number>>
  stop: () => Promise<void>
}

interface Inspection {
  runs: StartedRun[]
  requests: Record<string, number>
}

export async function startDemo(options: {
  jobs: number
  pipelines: number
  latencyMs: number
  /** How long runs take: 1 is about 20 s for an export. */
  timeScale?: number
}): Promise<DemoProcess> {
  const root = resolve(import.meta.dirname, '../..')
  const child = fork(
    join(root, 'src/main/demo/main.ts'),
    [
      `--jobs=${options.jobs}`,
      `--pipelines=${options.pipelines}`,
      `--latency=${options.latencyMs}`,
      `--time-scale=${options.timeScale ?? 1}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  )
  const line = await new Promise<string>((found, failed) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) found(text.slice(0, text.indexOf('\n')))
    })
    child.once('exit', (code) => failed(new Error(`the demo workspace ended with code ${code}`)))
  })
  const { url, token } = JSON.parse(line) as { url: string; token: string }
  /** One at a time. */
  function inspect(): Promise<Inspection> {
    const { promise, resolve: answered } = Promise.withResolvers<Inspection>()
    child.once('message', ({ answer }: { answer: Inspection }) => {
      answered(answer)
    })
    child.send({ id: 0, do: 'inspect' } satisfies DemoCommand)
    return promise
  }
  return {
    url,
    token,
    runs: async () => (await inspect()).runs,
    requests: async () => (await inspect()).requests,
    async stop() {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill()
      await ended
    },
  }
}
