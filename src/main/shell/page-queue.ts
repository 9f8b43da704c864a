import type { EventName, PayloadOf } from '../../shared/ipc.ts'
import type { SendEvent } from './page-events.ts'

/** What leads somewhere must arrive: the window may just be opening, or its page loading again. */
const awaited: ReadonlySet<EventName> = new Set<EventName>(['app.show', 'app.signIn', 'app.notice'])

/** Holds what a page that does not listen yet would miss. */
export class PageQueue {
  readonly #send: SendEvent
  #listens = false
  #waiting: (() => void)[] = []

  constructor(send: SendEvent) {
    this.#send = send
  }

  send<Name extends EventName>(name: Name, payload: PayloadOf<Name>): void {
    if (this.#listens || !awaited.has(name)) this.#send(name, payload)
    else this.#waiting.push(() => this.#send(name, payload))
  }

  /** The page listens now. */
  ready(): void {
    this.#listens = true
    const waiting = this.#waiting
    this.#waiting = []
    for (const send of waiting) send()
  }

  /** The page is gone or loads again. */
  gone(): void {
    this.#listens = false
  }
}
