/**
 * A small JSON document on disk that one service owns. Written atomically and fsynced: after a crash
 * it holds the old or the new content, never half. The owner validates what it reads.
 */
export interface StateFile {
  /** The parsed content; undefined when there is none or it cannot be read as JSON. */
  read(): unknown
  /** Throws `disk-full` or `disk-failed`. */
  write(content: Record<string, unknown>): void
}
