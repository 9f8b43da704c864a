import type { StoreNotice, StoreState } from '../../../shared/export-store.ts'
import { formatNumber } from '../../format.ts'

/** What the user is told of the stored exports. */
export interface StoreWords {
  title: string
  lines: string[]
}

/** In words what happened to the stored exports; null when there is nothing to tell. */
export function noticeWords({
  notice,
  searching,
}: Pick<StoreState, 'notice' | 'searching'>): StoreWords | null {
  if (notice === null) return null
  const { cause, complete, kept, found } = notice
  if (cause === 'newer') {
    return {
      title: 'The list of exports was written by a newer version of this app',
      lines: [`${understood(notice)} Update the app to have everything again.`],
    }
  }
  if (complete) {
    return {
      title: 'The list of exports was damaged and is restored',
      lines: [`The backup had ${kept === 1 ? 'the one export' : `all ${formatNumber(kept)}`}.`],
    }
  }
  const rest = searching
    ? 'Runs that are missing are searched for in Databricks as soon as you are connected.'
    : found === 0
      ? 'No run that is missing was found in Databricks.'
      : `${exportsText(found)} found again by ${found === 1 ? 'its run' : 'their runs'} in Databricks.`
  return { title: 'The list of exports was damaged', lines: [keptText(kept), rest] }
}

/** What is said while nothing can be written. */
export function problemWords({ problem }: Pick<StoreState, 'problem'>): StoreWords | null {
  if (problem === null) return null
  return {
    title: 'Exports cannot be saved on this computer',
    lines: [
      `${problem.message} ${problem.suggestion}`,
      'Runs are followed all the same; only quitting the app would lose what is new.',
    ],
  }
}

function understood({ kept }: StoreNotice): string {
  return kept === 0
    ? 'This version understands none of it.'
    : `This version understands ${kept === 1 ? 'one export' : `${formatNumber(kept)} exports`} of it.`
}

function keptText(kept: number): string {
  return kept === 0 ? 'No export could be read.' : `${exportsText(kept)} still there.`
}

function exportsText(count: number): string {
  return count === 1 ? 'One export is' : `${formatNumber(count)} exports are`
}
