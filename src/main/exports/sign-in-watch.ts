import { Emitter } from '../../shared/emitter.ts'
import { signInCodes } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'

/** A connection that somebody has to sign in to before its exports can be followed again. */
export interface SignInNeed {
  connectionId: string
  connectionName: string
  /** How many active exports wait for it. */
  exports: number
}

/**
 * Whether only a sign-in lets an export be followed again. Not so while the app is locked: unlocking
 * is all that is needed, and the lock page says so.
 */
export function isSignedOut(code: ErrorCode): boolean {
  return signInCodes.includes(code) && code !== 'locked'
}

/** The connections that the exports say are signed out, in the order of the exports. */
export function signInNeeds(records: readonly ExportRecord[]): SignInNeed[] {
  const needs = new Map<string, SignInNeed>()
  for (const { attention, attentionError, connectionId, connectionName } of records) {
    if (attention !== 'sign-in-needed' || !attentionError) continue
    if (!isSignedOut(attentionError.code)) continue
    const known = needs.get(connectionId)
    if (known) known.exports += 1
    else needs.set(connectionId, { connectionId, connectionName, exports: 1 })
  }
  return [...needs.values()]
}

/** A time during which a connection is signed out. */
interface Episode {
  code: ErrorCode
  /** Somebody signed in; whether that was enough, the next poll tells. */
  settled: boolean
}

/**
 * Tells once that a connection needs a sign-in, and not again before an export of it was followed in
 * between: an answer that comes and goes must not become a stream of notifications.
 */
export class SignInWatch {
  readonly needed: Emitter<SignInNeed>
  /** Somebody signed in, or nothing waits for it any more; the id of the connection. */
  readonly settled: Emitter<string>
  readonly #episodes = new Map<string, Episode>()

  constructor(onError: (error: unknown) => void) {
    this.needed = new Emitter(onError)
    this.settled = new Emitter(onError)
  }

  /** An export found its connection signed out. */
  signedOut(need: SignInNeed, code: ErrorCode): void {
    const known = this.#episodes.get(need.connectionId)
    if (known) {
      known.code = code
      return
    }
    this.#episodes.set(need.connectionId, { code, settled: false })
    this.needed.emit(need)
  }

  /** Somebody signed in. */
  signedIn(connectionId: string): void {
    const episode = this.#episodes.get(connectionId)
    if (!episode || episode.settled) return
    episode.settled = true
    this.settled.emit(connectionId)
  }

  /** An export of the connection was followed, or none is left to follow. */
  over(connectionId: string): void {
    this.signedIn(connectionId)
    this.#episodes.delete(connectionId)
  }

  /**
   * Connections that may have come back without us: somebody has run the command of a command-line
   * tool that a message named.
   */
  perhapsBack(): string[] {
    return [...this.#episodes]
      .filter(([, { code }]) => code === 'command-failed' || code === 'command-missing')
      .map(([connectionId]) => connectionId)
  }
}
