import type { Log } from './log.ts'

/** The part of `process` that is listened to. */
export interface CrashSource {
  on(event: 'uncaughtException', listener: (error: unknown, origin: string) => void): unknown
  on(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown
}

/**
 * Writes errors nobody caught to the log and keeps the app alive: an export that is being watched
 * must not end because something else broke.
 */
export function logCrashes(source: CrashSource, log: Log): void {
  source.on('uncaughtException', (error, origin) => {
    log.logger.error('An error that nobody caught', { error, origin })
    log.flush()
  })
  source.on('unhandledRejection', (reason) => {
    log.logger.error('A rejected promise that nobody handled', { error: reason })
    log.flush()
  })
}
