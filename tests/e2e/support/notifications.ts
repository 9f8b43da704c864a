import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

export interface SeenNotification {
  title: string
  body: string
}

/** Watches the session bus and keeps every notification that any app asks the desktop to show. */
export class NotificationWatch {
  readonly seen: SeenNotification[] = []
  readonly #process: ChildProcessByStdio<null, Readable, null>
  #strings: string[] | null = null
  #rest = ''

  private constructor(process: ChildProcessByStdio<null, Readable, null>) {
    this.#process = process
    process.stdout.setEncoding('utf8')
    process.stdout.on('data', (chunk: string) => this.#read(chunk))
  }

  static async start(): Promise<NotificationWatch> {
    const watch = new NotificationWatch(
      spawn(
        'dbus-monitor',
        ['--session', "interface='org.freedesktop.Notifications',member='Notify'"],
        { stdio: ['ignore', 'pipe', 'ignore'] },
      ),
    )
    // dbus-monitor prints the signal that gives it its name once it listens.
    for (let i = 0; i < 100 && !watch.#listening; i++) await sleep(50)
    if (!watch.#listening) throw new Error('dbus-monitor does not listen: is there a session bus?')
    return watch
  }

  /** The first notification whose title or body matches. */
  async waitFor(pattern: RegExp, timeoutMs: number): Promise<SeenNotification> {
    const deadline = performance.now() + timeoutMs
    while (performance.now() < deadline) {
      const found = this.seen.find(({ title, body }) => pattern.test(title) || pattern.test(body))
      if (found) return found
      await sleep(100)
    }
    throw new Error(
      `no notification like ${pattern} within ${timeoutMs} ms; seen: ${JSON.stringify(this.seen)}`,
    )
  }

  /** Clicks the newest notification that the desktop shows. */
  async clickNewest(): Promise<void> {
    await promisify(execFile)('dunstctl', ['action', '0'])
  }

  /** Has the desktop show none any more: a click goes to the one that is there the longest. */
  async closeAll(): Promise<void> {
    await promisify(execFile)('dunstctl', ['close-all'])
  }

  stop(): void {
    this.#process.kill()
  }

  #listening = false

  #read(chunk: string): void {
    this.#listening = true
    const lines = (this.#rest + chunk).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      if (/^method call .*member=Notify/.test(line)) this.#strings = []
      else if (this.#strings) {
        const text = /^ {3}string "(.*)"$/.exec(line)?.[1]
        if (text !== undefined) this.#strings.push(text)
        // Notify(app name, id, icon, title, body, actions, hints, timeout)
        const [, , title, body] = this.#strings
        if (title !== undefined && body !== undefined) {
          this.seen.push({ title, body })
          this.#strings = null
        }
      }
    }
  }
}
