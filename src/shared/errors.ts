/**
 * Every kind of failure the app can tell a person about. The code is for programs and tests; the
 * words (message, suggestion) are written where the error is made and shown as they are.
 */
export const errorCodes = [
  'bad-input',
  'bad-response',
  'canceled',
  'clock-wrong',
  'command-failed',
  'command-missing',
  'config-invalid',
  'config-missing',
  'conflict',
  'connection-refused',
  'connection-reset',
  'already-exists',
  'demo-failed',
  'disk-full',
  'disk-failed',
  'forbidden',
  'foreign-sender',
  'host-not-found',
  'id-not-exact',
  'internal',
  'invalid-request',
  'keychain-unavailable',
  'locked',
  'network',
  'not-connected',
  'not-found',
  'not-ready',
  'proxy',
  'rate-limited',
  'run-failed',
  'timeout',
  'tls',
  'too-large',
  'unauthorized',
  'unavailable',
  'unknown-call',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Nothing but a sign-in (or an unlocked keychain) helps against these: asking again is in vain. */
export const signInCodes: readonly ErrorCode[] = [
  'unauthorized',
  'command-failed',
  'command-missing',
  'keychain-unavailable',
  'locked',
  'not-connected',
]

/** An AppError as plain data: what crosses the bridge and what is kept in records. */
export interface ErrorRecord {
  code: ErrorCode
  /** What happened, in one sentence a user understands. */
  message: string
  /** What to do next, in one sentence; empty when there is nothing to do. */
  suggestion: string
  /** Technical facts for a log or a bug report (status, error code of Databricks, request). No secrets. */
  details: Record<string, string | number | boolean | null>
}

/** The only error that crosses a module border. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly suggestion: string
  readonly details: ErrorRecord['details']

  constructor(
    code: ErrorCode,
    message: string,
    options: { suggestion?: string; details?: ErrorRecord['details']; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.suggestion = options.suggestion ?? ''
    this.details = options.details ?? {}
  }

  toRecord(): ErrorRecord {
    return {
      code: this.code,
      message: this.message,
      suggestion: this.suggestion,
      details: this.details,
    }
  }

  static fromRecord(record: ErrorRecord): AppError {
    return new AppError(record.code, record.message, {
      suggestion: record.suggestion,
      details: record.details,
    })
  }

  /** Any thrown value as an AppError: itself, or an `internal` one that keeps the cause. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown
    const text = textOf(thrown instanceof Error ? thrown.message : thrown)
    return new AppError('internal', `Something unexpected went wrong: ${text}`, {
      suggestion: 'Try again. If it happens again, open the log on the Activity page.',
      cause: thrown,
    })
  }
}

/** Anything can be thrown, also what refuses to become text. */
function textOf(value: unknown): string {
  try {
    return String(value)
  } catch {
    return 'a value without words was thrown'
  }
}
