import type { TextChange } from '../../shared/configuration.ts'
import { AppError } from '../../shared/errors.ts'

/** One stretch of a text and what stands in its place. Offsets count UTF-16 code units. */
export interface TextPatch {
  from: number
  removed: string
  inserted: string
}

/**
 * Carries out changes whose offsets all count in `text`, from front to back.
 *
 * @throws AppError `bad-input` when they overlap, are out of order or lie outside of the text
 */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  const parts: string[] = []
  let at = 0
  for (const { from, to, insert } of changes) {
    if (from < at || to < from || to > text.length) {
      throw new AppError('bad-input', 'The change does not fit the text.', {
        suggestion: 'Reload the page and try again.',
        details: { from, to, length: text.length },
      })
    }
    parts.push(text.slice(at, from), insert)
    at = to
  }
  parts.push(text.slice(at))
  return parts.join('')
}

/** The stretch from the first to the last of the changes as one; `null` when nothing changes. */
export function patchOfChanges(text: string, changes: readonly TextChange[]): TextPatch | null {
  const [first, last] = [changes[0], changes.at(-1)]
  if (!first || !last) return null
  const { from } = first
  const removed = text.slice(from, last.to)
  const within = changes.map((change) => ({
    from: change.from - from,
    to: change.to - from,
    insert: change.insert,
  }))
  const inserted = applyChanges(removed, within)
  return removed === inserted ? null : { from, removed, inserted }
}

/** The shortest single stretch in which two texts differ. */
export function patchBetween(before: string, after: string): TextPatch {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1
  let end = 0
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1
  }
  return {
    from: start,
    removed: before.slice(start, before.length - end),
    inserted: after.slice(start, after.length - end),
  }
}

export function applyPatch(text: string, { from, removed, inserted }: TextPatch): string {
  if (!text.startsWith(removed, from)) throw new Error('A patch does not belong to this text')
  return text.slice(0, from) + inserted + text.slice(from + removed.length)
}

/** What takes a patch back. */
export function inverted({ from, removed, inserted }: TextPatch): TextPatch {
  return { from, removed: inserted, inserted: removed }
}

/** Whether the second patch, made after the first, changes or touches what the first wrote. */
export function touches(first: TextPatch, second: TextPatch): boolean {
  const end = first.from + first.inserted.length
  return second.from <= end && second.from + second.removed.length >= first.from
}

/** Two patches that touch, one after the other, as one. */
export function joined(first: TextPatch, second: TextPatch): TextPatch {
  const end = first.from + first.inserted.length
  const secondEnd = second.from + second.removed.length
  const left = second.removed.slice(0, Math.max(0, first.from - second.from))
  const right = second.removed.slice(second.removed.length - Math.max(0, secondEnd - end))
  const from = first.from - left.length
  const between = left + first.inserted + right
  return {
    from,
    removed: left + first.removed + right,
    inserted: applyPatch(between, { ...second, from: second.from - from }),
  }
}
