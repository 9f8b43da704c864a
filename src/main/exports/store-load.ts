import type { Logger } from '../logging/logger.ts'
import type { StoreFile, StoreFiles } from './store-files.ts'
import { best, runHints } from './store-format.ts'
import type { ReadContent, StoreContent } from './store-format.ts'
import type { TrackedExport } from './tracked.ts'

export interface LoadedStore extends StoreContent {
  /** Whether what is on disk is not this and should be. */
  unwritten: boolean
  /** The text of the file when it was good: it becomes the older copy. */
  goodText: string | null
}

/**
 * Reads the files at the start of the app. A good main file is all that is needed; where the backup is
 * newer, a write was cut off between the two, or an old file was put in the place of the main one. Of
 * damaged files everything readable is kept, and they are set aside.
 */
export function loadStore(
  files: StoreFiles,
  { now, logger }: { now: number; logger: Logger },
): LoadedStore {
  const main = files.main()
  const backup = files.backup()
  if (main === null && backup === null) return withOlder(files, null, [])
  if (main?.content.whole) {
    const { content, text } = main
    if (backup === null || backup.content.revision <= content.revision) {
      return { ...content, unwritten: backup?.content.whole === false, goodText: text }
    }
    const exports = newerOf(backup.content, content)
    return { ...content, ...newestHead(backup, content), exports, unwritten: true, goodText: text }
  }
  const sources = [backup, main].filter((file) => file !== null)
  const complete = backup?.content.whole === true
  const loaded = complete
    ? joined(sources.map(({ content }) => content))
    : withOlder(files, main, sources)
  // A main file that is merely missing, with a good backup: nothing happened that matters.
  if (main === null && complete) return loaded
  const badFile = files.setMainAside()
  const badBackup = complete ? null : files.setBackupAside()
  const followed = new Set(loaded.exports.flatMap(({ record }) => record.runId ?? []))
  const notice = {
    at: now,
    cause: main?.content.newer === true ? ('newer' as const) : ('damaged' as const),
    badFile: badFile ?? badBackup,
    kept: loaded.exports.length,
    complete,
    found: 0,
    hints: complete ? [] : sources.flatMap(({ text }) => runHints(text, followed)),
    searched: [],
  }
  const { cause, kept } = notice
  logger.warn('The stored exports could not be used as they were; what was readable is kept', {
    cause,
    kept,
    complete,
    badFile: notice.badFile,
  })
  return { ...loaded, notice, unwritten: true }
}

function withOlder(
  files: StoreFiles,
  main: StoreFile | null,
  sources: readonly StoreFile[],
): LoadedStore {
  const older = files.older()
  if (older === null) return joined(sources.map(({ content }) => content))
  const contents = [...sources, older].map(({ content }) => content)
  return { ...joined(contents), unwritten: main !== null || older.content.exports.length > 0 }
}

/** Everything that several files have; `contents` begins with the one to be trusted most. */
function joined(contents: readonly ReadContent[]): LoadedStore {
  return {
    revision: Math.max(0, ...contents.map(({ revision }) => revision)),
    exports: best(contents.flatMap((content) => content.exports)),
    knownRuns: contents.find(({ knownRuns }) => knownRuns.length > 0)?.knownRuns ?? [],
    notice: contents.find(({ notice }) => notice !== null)?.notice ?? null,
    unwritten: contents.length > 0,
    goodText: null,
  }
}

/**
 * What a backup has that is newer than the main file. An intent that only the backup has was never
 * sent, because that waits for the main file, and the user may have seen it refused: it is dropped,
 * unless more than one write is missing.
 */
function newerOf(backup: ReadContent, main: ReadContent): TrackedExport[] {
  const known = new Set(main.exports.map(({ record }) => record.id))
  const oneWriteAhead = backup.revision === main.revision + 1
  const fromBackup = backup.exports.filter(
    ({ record }) => !(oneWriteAhead && record.runId === null && !known.has(record.id)),
  )
  if (backup.whole) return fromBackup
  const there = new Set(fromBackup.map(({ record }) => record.id))
  return [...fromBackup, ...main.exports.filter(({ record }) => !there.has(record.id))]
}

function newestHead({ content }: StoreFile, main: ReadContent) {
  if (!content.whole) return { revision: content.revision }
  const { revision, notice, knownRuns } = content
  return { revision, notice: notice ?? main.notice, knownRuns }
}
