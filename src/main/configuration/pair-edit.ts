import { isAlias, isScalar } from 'yaml'
import type { Pair, YAMLMap } from 'yaml'
import {
  columnOf,
  contentEnd,
  isAbsent,
  isNodeOf,
  isPlainPair,
  keyText,
  markEnd,
  pairEnd,
  startOf,
} from './document.ts'
import type { ParsedText } from './document.ts'
import { refuseEdit } from './refusal.ts'
import { lineOfPair } from './section.ts'
import { insertLines, lineAfterContent } from './splice.ts'
import type { Splice } from './splice.ts'

/** Puts another one-line value into a pair. An alias is replaced, what it stands for is not. */
export function replaceValue(parsed: ParsedText, pair: Pair, written: string): Splice {
  const key = keyText(pair) ?? ''
  if (isAbsent(pair)) {
    const at = markEnd(pair)
    const colon = parsed.text[at - 1] === ':' || pair.srcToken?.sep?.some(isColon)
    if (!colon) throw refuseEdit(`“${key}” has no colon`, lineOfPair(parsed, pair))
    return { start: at, end: at, text: ` ${written}` }
  }
  const { value } = pair
  const oneLine = isScalar(value) && value.type !== 'BLOCK_FOLDED' && value.type !== 'BLOCK_LITERAL'
  if (!oneLine && !isAlias(value)) {
    throw refuseEdit(`“${key}” does not hold a simple value`, lineOfPair(parsed, pair))
  }
  const start = startOf(value)
  const spaced = /\s/.test(parsed.text[start - 1] ?? ' ')
  return { start, end: contentEnd(value), text: spaced ? written : ` ${written}` }
}

/** Adds a pair to a mapping, below (or, within braces, behind) one of its pairs. */
export function insertPair(
  parsed: ParsedText,
  map: YAMLMap,
  after: Pair | undefined,
  written: string,
): Splice {
  const { text } = parsed
  if (!after) {
    if (!map.flow) throw refuseEdit('the mapping could not be placed', null)
    const inside = startOf(map) + 1
    return { start: inside, end: inside, text: written }
  }
  const line = lineOfPair(parsed, after)
  if (!isNodeOf(after.key) || !isPlainPair(after)) {
    throw refuseEdit('the mapping is written in an unusual way', line)
  }
  const end = pairEnd(after)
  if (map.flow) return { start: end, end, text: `, ${written}` }
  const indent = ' '.repeat(columnOf(text, startOf(after.key)))
  return insertLines(text, lineAfterContent(text, end), [indent + written])
}

/** The pair with a key; null when there is none. Refuses a key that is there more than once. */
export function onlyPair(parsed: ParsedText, map: YAMLMap, key: string): Pair | null {
  const [first, ...others] = map.items.filter((pair) => keyText(pair) === key)
  if (first && others.length > 0) {
    throw refuseEdit(`“${key}” is there more than once`, lineOfPair(parsed, first))
  }
  return first ?? null
}

function isColon(token: { type: string }): boolean {
  return token.type === 'map-value-ind'
}
