import type { TemplatePart } from './template.ts'

/** A rule made ready for JavaScript, plain enough to be sent to a worker thread. */
export interface ReadyRule {
  source: string
  flags: string
  template: readonly TemplatePart[]
}

/** A text that a rule made longer than this is not worth looking at. */
export const longestOutcome = 20_000

/** The outcome of `re.sub`; null when it becomes longer than `longestOutcome`. */
export function substitute(text: string, rule: ReadyRule): string | null {
  const search = new RegExp(rule.source, `g${rule.flags}`)
  // After an empty match Python looks at the same place once more, for one that is not empty.
  const advancing = new RegExp(
    `(?=(?<rest>[\\s\\S]*))(?:${rule.source})(?!\\k<rest>(?![\\s\\S]))`,
    `y${rule.flags}`,
  )
  const parts: string[] = []
  let copied = 0
  let length = 0
  const add = (part: string): void => {
    parts.push(part)
    length += part.length
  }
  for (let found = search.exec(text); found && length <= longestOutcome;) {
    add(text.slice(copied, found.index))
    for (const part of rule.template) add(typeof part === 'string' ? part : groupOf(found, part))
    copied = found.index + found[0].length
    const isEmpty = found[0] === ''
    advancing.lastIndex = copied
    const next = isEmpty ? advancing.exec(text) : null
    if (isEmpty && copied >= text.length) break
    search.lastIndex = isEmpty ? copied + characterLength(text, copied) : copied
    found = next ?? search.exec(text)
  }
  add(text.slice(copied))
  return length > longestOutcome ? null : parts.join('')
}

function groupOf(found: RegExpExecArray, number: number): string {
  return (number === 0 ? found[0] : found.groups?.[`g${String(number)}`]) ?? ''
}

function characterLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}
