import type { ErrorRecord } from '../../shared/errors.ts'

/** What the app tells the thread of the demo workspace. */
export interface ToWorker {
  type: 'stop'
}

/** What the thread tells the app. `problem` is for the log; the workspace goes on. */
export type FromWorker =
  | { type: 'ready'; url: string; token: string }
  | { type: 'failed'; error: ErrorRecord }
  | { type: 'problem'; error: ErrorRecord }
  | { type: 'stopped'; error: ErrorRecord | null }
