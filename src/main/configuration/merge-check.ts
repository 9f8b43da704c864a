import type { Kind } from '../../shared/catalog.ts'
import type { DocumentKind } from '../../shared/configuration.ts'
import type { MergeCheck } from '../../shared/merge-check.ts'
import type { ParsedText } from './document.ts'
import { assertReadable } from './edit.ts'
import { placed } from './finding.ts'
import { kinds, listKeys } from './keys.ts'
import { readerFor } from './meaning.ts'
import type { ItemMeaning, Mark, Meaning } from './meaning.ts'
import { idKey, readSelection } from './model.ts'
import { findProblems } from './problems.ts'
import { readLater, readText } from './read-text.ts'
import { applySplices } from './splice.ts'
import { removeSplices } from './unpick.ts'

/** The versions of a merge, read; the base is null when there was none. */
export interface ReadVersions {
  base: ParsedText | null
  mine: ParsedText
  theirs: ParsedText
}

type Lost = MergeCheck['lost'][number]
type Duplicate = MergeCheck['duplicates'][number]

/** More would help nobody. */
const most = 50

/** A draft and what it was made from. */
export interface EditedText {
  readonly saved: ParsedText | null
  readonly draft: ParsedText | null
}

/** Checks the merges of one dialog, one after the other, without reading the workspace's version again. */
export class MergeChecks {
  readonly #editedOf: (document: DocumentKind) => EditedText
  #theirs: ParsedText | null = null

  /** `editedOf` throws when there is no document. */
  constructor(editedOf: (document: DocumentKind) => EditedText) {
    this.#editedOf = editedOf
  }

  /** See `checkMerge`. */
  checkMerge(document: DocumentKind, remoteText: string, text: string): MergeCheck {
    const edited = this.#editedOf(document)
    return checkMerge(document, this.#versions(edited, remoteText), readText(text, edited.draft))
  }

  /** See `withoutDuplicates`. */
  dropDuplicates(document: DocumentKind, remoteText: string, text: string): string {
    const edited = this.#editedOf(document)
    return withoutDuplicates(this.#versions(edited, remoteText), readText(text, edited.draft)).text
  }

  #versions({ saved, draft }: EditedText, remoteText: string): ReadVersions {
    if (this.#theirs?.text !== remoteText) this.#theirs = readLater(remoteText, saved)
    return { base: saved, mine: draft ?? readText(''), theirs: this.#theirs }
  }
}

/** Checks a merged text as YAML and by what it means against the versions that it came from. */
export function checkMerge(
  document: DocumentKind,
  versions: ReadVersions,
  merged: ParsedText,
): MergeCheck {
  const valid = merged.errors.length === 0
  const problems = newProblems(document, versions, merged).slice(0, most)
  if (!valid) return { valid, problems, duplicates: [], lost: [] }
  const { base } = versions
  const reader = readerFor(merged, versions.mine, versions.theirs, ...(base ? [base] : []))
  const is = reader.read(merged)
  const mine = reader.read(versions.mine)
  const theirs = reader.read(versions.theirs)
  const duplicates = surplus(merged, is, mine, theirs).map(({ duplicate }) => duplicate)
  // What a version that cannot be read changed is not known.
  const readable = Object.values(versions).every((version) => version?.errors.length === 0)
  const lost = readable && base ? findLost(reader.read(base), mine, theirs, is).slice(0, most) : []
  return { valid, problems, duplicates, lost }
}

/**
 * The merged text without the items that are in it more often than in either version; the first of
 * each stays.
 *
 * @throws AppError `config-invalid` when the text is not valid YAML or an item cannot be taken out alone
 */
export function withoutDuplicates(
  { mine, theirs }: Omit<ReadVersions, 'base'>,
  merged: ParsedText,
): ParsedText {
  assertReadable(merged)
  const reader = readerFor(merged, mine, theirs)
  const extra = surplus(merged, reader.read(merged), reader.read(mine), reader.read(theirs))
  const splices = kinds.flatMap((kind) => {
    const positions = extra.filter(({ duplicate }) => duplicate.kind === kind)
    return removeSplices(merged, listKeys[kind], new Set(positions.map(({ index }) => index)))
  })
  return splices.length === 0 ? merged : readText(applySplices(merged.text, splices), merged)
}

function newProblems(
  document: DocumentKind,
  { mine, theirs }: ReadVersions,
  merged: ParsedText,
): MergeCheck['problems'] {
  const known = new Set(
    [mine, theirs].flatMap((version) =>
      findProblems(document, version).map(({ message }) => message),
    ),
  )
  return findProblems(document, merged)
    .filter(({ severity, message }) => severity !== 'hint' && !known.has(message))
    .map((finding) => placed(merged, finding))
}

/** The items of a kind by id, in the order of the file. */
function byId(meaning: Meaning, kind: Kind): Map<string, ItemMeaning[]> {
  const found = new Map<string, ItemMeaning[]>()
  for (const entry of meaning.items[kind]) {
    if (entry.facts.id === null) continue
    const key = idKey(kind, entry.facts.id)
    const known = found.get(key)
    if (known) known.push(entry)
    else found.set(key, [entry])
  }
  return found
}

function surplus(
  merged: ParsedText,
  is: Meaning,
  mine: Meaning,
  theirs: Meaning,
): { index: number; duplicate: Duplicate }[] {
  return kinds.flatMap((kind) => {
    const [inMine, inTheirs] = [byId(mine, kind), byId(theirs, kind)]
    const lineOf = ({ index }: ItemMeaning): number =>
      readSelection(merged).items[kind][index]?.line ?? 1
    return [...byId(is, kind)].flatMap(([key, entries]) => {
      const wanted = Math.max(inMine.get(key)?.length ?? 0, inTheirs.get(key)?.length ?? 0, 1)
      const [first] = entries
      return entries.slice(wanted).flatMap((entry) =>
        first
          ? [
              {
                index: entry.index,
                duplicate: {
                  kind,
                  name: nameOf(entry),
                  firstLine: lineOf(first),
                  line: lineOf(entry),
                  same: sameFields(first, entry),
                },
              },
            ]
          : [],
      )
    })
  })
}

function findLost(base: Meaning, mine: Meaning, theirs: Meaning, is: Meaning): Lost[] {
  const sections = [base, mine, theirs, is].map((meaning) => meaning.sections)
  return [
    ...lostFields(sections, (name) => `the section “${name.split('\0')[0] ?? ''}”`),
    ...kinds.flatMap((kind) => lostItems(kind, base, mine, theirs, is)),
  ]
}

function lostItems(kind: Kind, base: Meaning, mine: Meaning, theirs: Meaning, is: Meaning): Lost[] {
  const [o, a, b, merged] = [base, mine, theirs, is].map((meaning) => byId(meaning, kind))
  const keys = new Set([o, a, b, merged].flatMap((items) => [...(items?.keys() ?? [])]))
  return [...keys].flatMap((key): Lost[] => {
    const [was, inMine, inTheirs, now] = [o, a, b, merged].map((items) => items?.get(key)?.[0])
    const named = now ?? inMine ?? inTheirs ?? was
    const label = `the ${kind} “${named ? nameOf(named) : key}”`
    const wanted = whoseWish(was !== undefined, inMine !== undefined, inTheirs !== undefined)
    if (wanted && wanted.value !== (now !== undefined)) {
      const happened = now
        ? was
          ? 'was taken out'
          : 'is there, though it is in neither version'
        : was
          ? 'is missing'
          : 'was added'
      return [{ side: wanted.side, words: `${label} ${happened}` }]
    }
    if (!was || !inMine || !inTheirs || !now) return []
    const fields = [was, inMine, inTheirs, now].map((entry) => entry.fields)
    return lostFields(fields, (field) => `“${field}” of ${label}`)
  })
}

/** Values by key that one side changed and that are not in the result. */
function lostFields(
  [base, mine, theirs, is]: readonly ReadonlyMap<string, Mark>[],
  label: (key: string) => string,
): Lost[] {
  if (!base || !mine || !theirs || !is) return []
  const keys = new Set([...base.keys(), ...mine.keys(), ...theirs.keys(), ...is.keys()])
  return [...keys].flatMap((key) => {
    const wanted = whoseWish(base.get(key), mine.get(key), theirs.get(key))
    if (!wanted || wanted.value === is.get(key)) return []
    const happened = wanted.side === 'both' ? 'is as in neither version' : 'was changed'
    return [{ side: wanted.side, words: `${label(key)} ${happened}` }]
  })
}

/** What a value is to be and who wants that; null when both changed it, each in its way. */
function whoseWish<Value>(
  base: Value,
  mine: Value,
  theirs: Value,
): { side: Lost['side']; value: Value } | null {
  if (mine === theirs) return { side: 'both', value: mine }
  if (mine === base) return { side: 'theirs', value: theirs }
  return theirs === base ? { side: 'mine', value: mine } : null
}

function sameFields(a: ItemMeaning, b: ItemMeaning): boolean {
  return (
    a.fields.size === b.fields.size && [...a.fields].every(([key, is]) => b.fields.get(key) === is)
  )
}

function nameOf({ facts }: ItemMeaning): string {
  return facts.name ?? facts.id ?? ''
}
