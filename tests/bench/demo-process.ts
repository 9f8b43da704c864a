import { fork } from 'node:child_process'
import { join, resolve } from 'node:path'

/** A demo workspace in a process of its own, so that it costs the measured one nothing. */
export interface DemoProcess {
  url: string
  token: string
  stop: () => Promise<void>
}

export async function startDemo(options: {
  jobs: number
  pipelines: number
  latencyMs: number
}): Promise<DemoProcess> {
  const root = resolve(import.meta.dirname, '../..')
  const child = fork(
    join(root, 'src/main/demo/main.ts'),
    [
      `--jobs=${options.jobs}`,
      `--pipelines=${options.pipelines}`,
      `--latency=${options.latencyMs}`,
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
  return {
    url,
    token,
    async stop() {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill()
      await ended
    },
  }
}
