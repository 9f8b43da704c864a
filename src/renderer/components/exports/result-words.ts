import type { ExportRecord } from '../../../shared/export.ts'
import { formatBytes, formatCount, formatNumber } from '../../format.ts'

/** "7 of 7 workflows", "2 of 3 pipelines": what was found, of what the configuration had. */
export function foundWords(record: ExportRecord): string[] {
  const { result, workflows, pipelines } = record
  if (result === null) return []
  const words = (found: number, all: number, one: string) => {
    if (all === 0 && found === 0) return []
    if (all < found) return [formatCount(found, one)]
    return [`${formatNumber(found)} of ${formatCount(all, one)}`]
  }
  return [
    ...words(result.workflows, workflows, 'workflow'),
    ...words(result.pipelines, pipelines, 'pipeline'),
  ]
}

/** "42 files, 1.2 MB". */
export function sizeWords({ files, bytes }: NonNullable<ExportRecord['result']>): string {
  return files === 0 ? 'No files' : `${formatCount(files, 'file')}, ${formatBytes(bytes)}`
}

/** What the counts leave out, in half a sentence each. */
export function besides(result: NonNullable<ExportRecord['result']>): string {
  return [
    result.untimed > 0 ? `${formatCount(result.untimed, 'object')} without a known time` : '',
    result.older > 0 ? `${formatCount(result.older, 'older file')}` : '',
    result.complete ? '' : 'not everything could be looked at',
  ]
    .filter(Boolean)
    .join(', ')
}
