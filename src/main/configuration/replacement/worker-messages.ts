import type { ReadyRule } from './substitute.ts'

/** A text, and the rules to carry out one after the other; null for one that cannot be. */
export interface ToWorker {
  id: number
  text: string
  rules: readonly (ReadyRule | null)[]
}

/** Beginning, the outcome of each rule (null: too long), end. */
export type FromWorker =
  | { id: number; state: 'started' }
  | { id: number; state: 'ended' }
  | { id: number; state: 'done'; rule: number; outcome: string | null }
