import type { ExportRecord } from '../../../shared/export.ts'
import { outcomeText } from './export-state.ts'

/** Why an export did not succeed, in the order in which it is read. */
export interface FailureWords {
  /** What happened. */
  title: string
  /** What the run itself said, when that is more. */
  error: string
  advice: string
}

/** Null when there is nothing to explain. */
export function failureWords(record: ExportRecord): FailureWords | null {
  const { failure } = record
  if (failure === null) {
    const title = outcomeText(record)
    if (title === '') return null
    const said = record.message ?? ''
    return { title, error: said === title ? '' : said, advice: record.error?.suggestion ?? '' }
  }
  const by = failure.by === null ? '' : failure.by
  const title = by === '' ? failure.meaning : `Canceled by ${by}.`
  const advice = record.state === 'canceled' ? '' : failure.advice
  return { title, error: failure.error === title ? '' : failure.error, advice }
}

/** All of it as text, for a colleague or a ticket. */
export function failureText(record: ExportRecord): string {
  const words = failureWords(record)
  const { failure, runUrl } = record
  const details = record.error?.details ?? {}
  return [
    words?.title,
    failure?.taskKey ? `Task ${failure.taskKey}` : '',
    words?.error,
    words?.advice,
    ...(failure?.others ?? []).map(({ taskKey, error }) => `Task ${taskKey}: ${error}`),
    Object.keys(details).length === 0 ? '' : JSON.stringify(details),
    runUrl,
    failure?.trace,
  ]
    .filter(Boolean)
    .join('\n')
}
