import type { Version } from '../../../../shared/configuration.ts'
import { formatCount, formatNumber } from '../../../format.ts'

/** Why a version is kept: what took its place. */
export function reasonWords({ reason }: Pick<Version, 'reason'>): string {
  return {
    save: 'Replaced by your save',
    overwrite: 'Somebody else’s, replaced by yours',
    delete: 'Deleted',
    draft: 'Your unsaved edits, given up',
  }[reason]
}

/** "512 bytes", "12 KB", "1.4 MB". */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return formatCount(bytes, 'byte')
  if (bytes < 999_500) return `${formatNumber(Math.round(bytes / 1000))} KB`
  return `${formatNumber(Math.round(bytes / 100_000) / 10)} MB`
}

/** What came and went with what took the place of a version, for those who hear it. */
export function changeWords({ added, removed }: Pick<Version, 'added' | 'removed'>): string {
  if (added === 0 && removed === 0) return 'no line changed'
  return `${formatCount(added, 'line')} added, ${formatNumber(removed)} removed`
}
