import type { VersionConflict } from '../../shared/merge.ts'
import { mergeTexts } from './merge.ts'

/** What is at the path now; the text is null when it is not UTF-8. */
export interface RemoteVersion {
  text: string | null
  /** UTC ms. */
  modifiedAt: number | null
}

/** What the user has to decide about, with both edits brought together where that is possible. */
export function versionConflict(
  baseText: string | null,
  mine: string,
  remote: RemoteVersion | null,
): VersionConflict {
  const theirs = remote?.text ?? null
  return {
    remoteText: theirs,
    remoteModifiedAt: remote?.modifiedAt ?? null,
    baseText,
    mine,
    merge:
      baseText === null || theirs === null ? null : mergeTexts({ base: baseText, mine, theirs }),
  }
}
