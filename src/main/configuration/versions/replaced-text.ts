import type { Version } from '../../../shared/configuration.ts'

/** A text that is about to be replaced, and so is kept first. */
export interface ReplacedText {
  path: string
  /** Bytes for what is not UTF-8 text. */
  text: string | Uint8Array
  /** `modified_at` of the file that held it; null for a text that was never in the workspace. */
  modifiedAt: number | null
  reason: Version['reason']
  /** What comes instead; null when nothing does. */
  replacedBy: string | null
}

/** Keeps a text for the history of its file. Rejects with a disk error, and then nothing is kept. */
export type KeepReplaced = (replaced: ReplacedText) => Promise<void>
