import { ChangeSet } from '@codemirror/state'
import type { Text } from '@codemirror/state'
import type { TextChange } from '../../../../shared/configuration.ts'
import { AppError } from '../../../../shared/errors.ts'
import { exactText, wholeText } from './exact-text.ts'
import type { ExactText } from './exact-text.ts'
import { changesBetween } from './text-changes.ts'

/** A draft as main has it. */
export interface MainText {
  revision: number
  /** The newest revision that came by typing, which only the editor here does. */
  typedRevision: number
  draft: string
}

export interface EditorSyncOptions {
  start: MainText
  /** Hands changes of a revision to main. Throws `conflict` when main has another one by now. */
  send: (revision: number, changes: TextChange[]) => Promise<number>
  /** Asks main; null when it has no such draft (any more). */
  fetch: () => Promise<MainText | null>
  /** Somebody else changed the text, from `before` to `after`; both are exact texts. */
  onRemote: (changes: ChangeSet, before: Text, after: Text) => void
  /** What could not be handed over stays here and is tried again; null: it was. */
  onTrouble: (error: AppError | null) => void
  timers?: SyncTimers
}

/** Timers that tests can steer. */
export interface SyncTimers {
  set: (callback: () => void, delayMs: number) => unknown
  clear: (timer: unknown) => void
}

const pageTimers: SyncTimers = {
  set: (callback, delayMs) => setTimeout(callback, delayMs),
  clear: (timer) => clearTimeout(timer as number | undefined),
}

/** From typing to handing it over, in ms: what comes meanwhile goes along. */
const typingDelay = 100
/** From a failure to the next try, in ms. */
const retryDelay = 2000

/**
 * Keeps the text of an editor and the draft in main the same, while both change. What is typed goes to
 * main in batches, one at a time, each for the revision it was typed upon. Where main was faster, its
 * text comes here and the typing is laid over it, so that no key is ever lost.
 */
export class EditorSync {
  readonly #options: EditorSyncOptions
  /** What main has, as far as is known. */
  #confirmed: ExactText
  #revision: number
  /** The newest revision that main told of. */
  #heard: number
  /** On the way to main, upon what is confirmed. */
  #sent: ChangeSet | null = null
  /** Not on the way yet, upon what was sent. */
  #waiting: ChangeSet | null = null
  #current: Text
  readonly #timers: SyncTimers
  #timer: unknown
  #working: Promise<void> | null = null
  #trouble: AppError | null = null
  /** Main has another text than is known here, or may have. */
  #stale = false
  #gone = false

  constructor(options: EditorSyncOptions) {
    this.#options = options
    this.#timers = options.timers ?? pageTimers
    this.#confirmed = exactText(options.start.draft)
    this.#current = this.#confirmed.text
    this.#revision = options.start.revision
    this.#heard = this.#revision
  }

  /** The exact text with everything that was typed. */
  get text(): Text {
    return this.#current
  }

  /** As it would be in a file, with its byte order mark. */
  get whole(): string {
    return wholeText({ text: this.#current, marked: this.#confirmed.marked })
  }

  /** What the text counts as in main, apart from what is not handed over yet. */
  get revision(): number {
    return this.#revision
  }

  /** Whether main has all that was typed. */
  get settled(): boolean {
    return this.#sent === null && this.#waiting === null
  }

  /** What was typed since main's text, for whoever has places in that one. */
  get unconfirmed(): ChangeSet {
    const [sent, waiting] = [this.#sent, this.#waiting]
    if (sent && waiting) return sent.compose(waiting)
    return sent ?? waiting ?? ChangeSet.empty(this.#confirmed.text.length)
  }

  /** 1 where main's offsets count a byte order mark that the exact text here does not have. */
  get markLength(): number {
    return this.#confirmed.marked ? 1 : 0
  }

  /** Takes what was typed into the exact text. */
  typed(changes: ChangeSet): void {
    if (changes.empty) return
    this.#current = changes.apply(this.#current)
    this.#waiting = this.#waiting ? this.#waiting.compose(changes) : changes
    this.#workIn(typingDelay)
  }

  /** Main told of a revision; when it is not from here, its text is asked for. */
  heard(revision: number): void {
    this.#heard = Math.max(this.#heard, revision)
    this.#gone = false
    if (this.#heard > this.#revision && this.#sent === null)
      void this.#work().catch(() => undefined)
  }

  /** Hands over what was typed until now. Throws why it could not; then it is still here. */
  async flush(): Promise<void> {
    this.#timers.clear(this.#timer)
    this.#timer = undefined
    while (!this.settled) await this.#work()
  }

  /** Waits until every revision that main has told of is here. Throws why it cannot be. */
  async caughtUp(): Promise<void> {
    while (this.#heard > this.#revision) await this.#work()
  }

  /** Nothing is tried again by itself any more. */
  stop(): void {
    this.#timers.clear(this.#timer)
    this.#timer = undefined
  }

  #workIn(ms: number): void {
    if (this.#timer !== undefined || this.#working) return
    this.#timer = this.#timers.set(() => {
      this.#timer = undefined
      void this.#work().catch(() => undefined)
    }, ms)
  }

  /** Does what there is to do with main, one call after the other. Throws why it could not. */
  #work(): Promise<void> {
    this.#working ??= this.#steps().finally(() => {
      this.#working = null
      if (this.#gone) return
      if (this.#trouble) this.#workIn(retryDelay)
      else if (this.#heard > this.#revision) this.#workIn(0)
      else if (!this.settled) this.#workIn(typingDelay)
    })
    return this.#working
  }

  async #steps(): Promise<void> {
    try {
      if (this.#stale || this.#heard > this.#revision) await this.#takeOver()
      await this.#handOver()
      this.#tell(null)
    } catch (thrown) {
      const error = AppError.from(thrown)
      this.#tell(error)
      throw error
    }
  }

  #tell(error: AppError | null): void {
    if (error === null && this.#trouble === null) return
    this.#trouble = error
    this.#options.onTrouble(error)
  }

  async #handOver(): Promise<void> {
    const changes = this.#waiting
    if (!changes) return
    this.#sent = changes
    this.#waiting = null
    try {
      this.#revision = await this.#options.send(this.#revision, this.#listed(changes))
      this.#confirmed = { ...this.#confirmed, text: changes.apply(this.#confirmed.text) }
      this.#sent = null
    } catch (thrown) {
      this.#stale = true
      // Any other failure leaves open whether main has it; its text will tell.
      if (!(thrown instanceof AppError) || thrown.code !== 'conflict') throw thrown
      this.#takeBack()
    }
  }

  #takeBack(): void {
    const { unconfirmed } = this
    this.#sent = null
    this.#waiting = unconfirmed.empty ? null : unconfirmed
  }

  #listed(changes: ChangeSet): TextChange[] {
    const list: TextChange[] = []
    const shift = this.markLength
    changes.iterChanges((from, to, _from, _to, inserted) => {
      list.push({ from: from + shift, to: to + shift, insert: inserted.toString() })
    })
    return list
  }

  /** Takes main's text, and lays over it what main does not have yet. */
  async #takeOver(): Promise<void> {
    const answer = await this.#options.fetch()
    if (!answer) {
      this.#gone = true
      throw new AppError('not-found', 'What you typed last could not be handed over.', {
        suggestion: 'It stays in the editor; the file is not open any more.',
      })
    }
    this.#stale = false
    this.#heard = Math.max(this.#heard, answer.revision)
    const theirs = exactText(answer.draft)
    if (this.#sent && answer.typedRevision > this.#revision) {
      this.#confirmed = { ...this.#confirmed, text: this.#sent.apply(this.#confirmed.text) }
      this.#sent = null
    }
    this.#takeBack()
    const mine = this.unconfirmed
    const changes = changesBetween(this.#confirmed.text, theirs.text)
    const before = this.#current
    const laid = mine.map(changes)
    const seen = changes.map(mine, true)
    this.#confirmed = theirs
    this.#revision = answer.revision
    this.#waiting = mine.empty ? null : laid
    this.#current = seen.apply(before)
    if (!seen.empty) this.#options.onRemote(seen, before, this.#current)
  }
}
