/** Further facts of a log line. Secrets are redacted by key and by shape before anything is written. */
export type LogFields = Readonly<Record<string, unknown>>

/** A structured log with a scope, the part of the app that speaks. */
export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** The same log, speaking for another part. */
  scope(name: string): Logger
}

/** Writes nowhere: for code that may run without a log. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  scope: () => silentLogger,
}
