/** Further apart (ms), one of the two clocks is wrong, and it is not known which. */
const agreementMs = 15 * 60_000

export interface WorkspaceClockOptions {
  /** UTC ms, by this computer. */
  now: () => number
  /** Milliseconds that nobody can set. */
  uptimeMs: () => number
}

/** The time as workspaces tell it with each answer: a second opinion on this computer's clock. */
export class WorkspaceClock {
  readonly #options: WorkspaceClockOptions
  #told: { at: number; uptimeMs: number } | null = null

  constructor(options: WorkspaceClockOptions) {
    this.#options = options
  }

  /** A workspace at `host` (an origin) answered with this `Date` header. */
  note(host: string, date: string | undefined): void {
    const at = Date.parse(date ?? '')
    // The demo workspace has the clock of this computer and so no opinion of its own.
    if (Number.isNaN(at) || isThisComputer(host)) return
    this.#told = { at, uptimeMs: this.#options.uptimeMs() }
  }

  /** The time (UTC ms) where this computer and a workspace agree on it; null where they do not. */
  sureNow(): number | null {
    if (this.#told === null) return null
    const told = this.#told.at + this.#options.uptimeMs() - this.#told.uptimeMs
    return Math.abs(told - this.#options.now()) <= agreementMs ? told : null
  }
}

function isThisComputer(host: string): boolean {
  const { hostname } = new URL(host)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}
