import { isAlias, isMap } from 'yaml'
import type { Pair, YAMLMap } from 'yaml'
import type { ListSection, MapSection, SectionChange } from '../../shared/configuration-preview.ts'
import { AppError } from '../../shared/errors.ts'
import { contentEnd, isNodeOf, isPlainPair, keyText, startOf } from './document.ts'
import type { ParsedText } from './document.ts'
import { assertReadable } from './edit.ts'
import { learnLayout } from './item-style.ts'
import { flagKeys, idKeys, nameKeys } from './keys.ts'
import { reorderSplices } from './move.ts'
import { appendSplices } from './pick.ts'
import { editableSection, entryPiece, moveSplices } from './piece.ts'
import type { ItemPiece, Piece } from './piece.ts'
import { readText } from './read-text.ts'
import { sparkKeys, sparkSection } from './preview.ts'
import { refuseEdit } from './refusal.ts'
import { quoteOf, writeText } from './scalar.ts'
import { assertSectionMeant } from './section-guard.ts'
import { lineOfPair } from './section.ts'
import { valueOf } from './section-value.ts'
import { setSplices, valueSplice } from './set-values.ts'
import { applySplices } from './splice.ts'
import type { Splice } from './splice.ts'
import { removeSplices } from './unpick.ts'

/**
 * Carries out an edit of a form on the text: only what it is about changes, byte for byte, and the
 * outcome is compared with what was meant.
 *
 * @returns the same object when there was nothing to do
 * @throws AppError `config-invalid` when the text is not valid YAML, or when the edit cannot be made
 *   without touching more than it should
 */
export function applySectionChange(parsed: ParsedText, change: SectionChange): ParsedText {
  assertReadable(parsed)
  let text: string
  try {
    text = applySplices(parsed.text, splicesFor(parsed, change))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw refuseEdit('the edit found no safe place', null)
  }
  if (text === parsed.text) return parsed
  const after = readText(text, parsed)
  assertSectionMeant(parsed, after, change)
  return after
}

function splicesFor(parsed: ParsedText, change: SectionChange): Splice[] {
  switch (change.type) {
    case 'set':
      assertName(change.key)
      return setSplices(parsed, change.section, [valueOf(change)])
    case 'rename':
      assertName(change.to)
      return renameSplices(parsed, change.section, change.key, change.to)
    case 'unset':
      return removeSplices(
        parsed,
        change.section,
        new Set([positionOf(parsed, change.section, change.key)]),
      )
    case 'move':
      return reorderSplices(parsed, change.section, change.from, change.to)
    case 'add-rule':
      return addRuleSplices(parsed, change)
    case 'set-in':
      return setInSplices(parsed, change)
    case 'remove':
      itemAt(parsed, change.section, change.index)
      return removeSplices(parsed, change.section, new Set([change.index]))
  }
}

/** As a key it takes over another mapping: https://yaml.org/type/merge.html */
function assertName(key: string): void {
  if (key !== '<<') return
  throw refuseEdit(
    '“<<” merges mappings in YAML and cannot be a name',
    null,
    'Choose another name.',
  )
}

/** A section that is a mapping of its own. Refuses an alias, and anything else. */
function mapOf(parsed: ParsedText, section: MapSection): Piece & { map: YAMLMap } {
  const piece = editableSection(parsed, section)
  const map = piece?.pair.value
  if (piece && isMap(map)) return { ...piece, map }
  throw refuseEdit(
    `“${section}” is not a mapping of keys to values of its own`,
    piece ? lineOfPair(piece.parsed, piece.pair) : null,
  )
}

function positionOf(parsed: ParsedText, section: MapSection, key: string): number {
  const { parsed: own, map } = mapOf(parsed, section)
  const { items } = map
  const positions = items.flatMap((pair, index) => (keyText(pair) === key ? [index] : []))
  const [position] = positions
  if (position === undefined) throw gone(`“${key}”`)
  const second = items[positions[1] ?? -1]
  if (second) throw refuseEdit(`“${key}” is there more than once`, lineOfPair(own, second))
  return position
}

function renameSplices(parsed: ParsedText, section: MapSection, key: string, to: string): Splice[] {
  const { parsed: own, map, offset } = mapOf(parsed, section)
  const { items } = map
  const pair = items[positionOf(parsed, section, key)]
  if (!pair || key === to) return []
  const taken = items.find((other) => keyText(other) === to)
  if (taken) {
    throw refuseEdit(`“${to}” is there already`, lineOfPair(own, taken), 'Use another name.')
  }
  return moveSplices([keySplice(own, pair, to)], offset)
}

function keySplice(parsed: ParsedText, pair: Pair, to: string): Splice {
  const { key } = pair
  if (!isNodeOf(key) || isAlias(key) || !isPlainPair(pair)) {
    throw refuseEdit('the key is written in an unusual way', lineOfPair(parsed, pair))
  }
  const text = writeText(to, quoteOf(key) ?? 'double')
  return { start: startOf(key), end: contentEnd(key), text }
}

function addRuleSplices(
  parsed: ParsedText,
  rule: Extract<SectionChange, { type: 'add-rule' }>,
): Splice[] {
  const layout = learnLayout(parsed, sparkSection)
  const pairs = (Object.keys(sparkKeys) as (keyof typeof sparkKeys)[]).map(
    (field) =>
      `${writeText(sparkKeys[field], layout.keyQuote)}: ${writeText(rule[field], 'double')}`,
  )
  const flow = `{${layout.padding}${pairs.join(', ')}${layout.padding}}`
  return appendSplices(parsed, sparkSection, {
    dashIndent: layout.dashIndent,
    blocks: (dash) => {
      const lead = ' '.repeat(dash) + '-'
      if (layout.layout === 'flow') return [[`${lead} ${flow}`]]
      const inner = ' '.repeat(dash + 1 + layout.dashGap.length)
      return [pairs.map((pair, index) => (index === 0 ? lead + layout.dashGap : inner) + pair)]
    },
    flow: () => [flow],
  })
}

function setInSplices(
  parsed: ParsedText,
  change: Extract<SectionChange, { type: 'set-in' }>,
): Splice[] {
  const { parsed: own, node: item, offset } = itemAt(parsed, change.section, change.index)
  if (!isMap(item)) {
    throw refuseEdit(
      isAlias(item)
        ? `the entry is an alias, *${item.source}, and what it stands for would change too`
        : 'the entry is not a mapping',
      isNodeOf(item) && item.range ? own.lineOf(item.range[0]) : null,
    )
  }
  const known: readonly string[] = [
    ...Object.values({ ...nameKeys, ...idKeys, ...flagKeys, ...sparkKeys }),
  ]
  const after = item.items.findLast((pair) => known.includes(keyText(pair) ?? ''))
  const splice = valueSplice(own, item, valueOf(change), after ?? item.items.at(-1))
  return moveSplices([splice], offset)
}

function itemAt(parsed: ParsedText, section: ListSection, index: number): ItemPiece {
  const item = entryPiece(parsed, section, index)
  if (!item) throw gone('This entry')
  return item
}

function gone(what: string): AppError {
  return new AppError('not-found', `${what} is not in the file any more.`, {
    suggestion: 'Look at the form again, and try again.',
  })
}
