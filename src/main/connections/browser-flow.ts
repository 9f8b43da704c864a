import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { BrowserSignIn } from './sources.ts'

export interface BrowserFlowOptions {
  /**
   * Runs one sign-in; `onWaiting` is called with the page's address when the person is asked to go
   * on in the browser. Throws `canceled`, `timeout`, `unauthorized` and those of the network.
   */
  signIn: (options: {
    host: string
    signal: AbortSignal
    onWaiting: (url: string) => void
  }) => Promise<BrowserSignIn>
  openBrowser: (url: string) => Promise<void>
  copyText: (text: string) => void
}

/** The browser sign-in under way, of which there is at most one. */
export class BrowserFlow {
  readonly changed = new Emitter<{ state: 'waiting' | 'over' }>()
  readonly #options: BrowserFlowOptions
  #url: string | null = null

  constructor(options: BrowserFlowOptions) {
    this.#options = options
  }

  async signIn(host: string, signal: AbortSignal): Promise<BrowserSignIn> {
    let ours: string | null = null
    try {
      return await this.#options.signIn({
        host,
        signal,
        onWaiting: (url) => {
          ours = url
          this.#url = url
          this.changed.emit({ state: 'waiting' })
        },
      })
    } finally {
      // A later sign-in may have taken over.
      if (ours !== null && this.#url === ours) {
        this.#url = null
        this.changed.emit({ state: 'over' })
      }
    }
  }

  /** Opens the page once more. Throws `not-found` when no sign-in is under way. */
  async reopen(): Promise<void> {
    await this.#options.openBrowser(this.#waiting())
  }

  /** For another browser than the default one. Throws `not-found`. */
  copyLink(): void {
    this.#options.copyText(this.#waiting())
  }

  #waiting(): string {
    if (this.#url !== null) return this.#url
    throw new AppError('not-found', 'No sign-in is waiting for the browser any more.', {
      suggestion: 'Start the sign-in again.',
    })
  }
}
