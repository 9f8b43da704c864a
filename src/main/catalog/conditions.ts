import type { CatalogItem } from '../../shared/catalog.ts'
import { at } from './numbers.ts'
import type { QueryText } from './query-text.ts'
import { oneLine, tier } from './search.ts'
import type { SearchIndex } from './search.ts'
import type { FieldIndex } from './value-index.ts'

interface Indexed {
  items: readonly CatalogItem[]
  index: SearchIndex
  fields: FieldIndex
}

/**
 * Which items meet the quotes and field words of a search: 0 for none, otherwise the kind of match of
 * the weakest of them, see `tier`.
 */
export function conditionTiers({ phrases, conditions }: QueryText, indexed: Indexed): Uint8Array {
  const tiers = new Uint8Array(indexed.items.length).fill(tier.exact)
  for (const condition of conditions) weaken(tiers, fieldTiers(condition, indexed))
  for (const phrase of phrases) weaken(tiers, phraseTiers(phrase, indexed, tiers))
  return tiers
}

function weaken(tiers: Uint8Array, by: Uint8Array): void {
  for (let index = 0; index < tiers.length; index++) {
    const reached = at(by, index)
    if (reached === 0) tiers[index] = 0
    else if (at(tiers, index) !== 0 && at(tiers, index) < reached) tiers[index] = reached
  }
}

/**
 * A text that stands so, but for upper and lower case, in name, id, creator or a tag. Items that are
 * 0 in `among` are out already.
 */
function phraseTiers(
  phrase: string,
  { items, index, fields }: Indexed,
  among: Uint8Array,
): Uint8Array {
  const tiers = new Uint8Array(items.length)
  const elsewhere = (position: number): void => {
    tiers[position] = tier.elsewhere
  }
  const contains = (value: string): boolean => value.toLowerCase().includes(phrase)
  fields.creators.eachWith(contains, elsewhere)
  fields.tags.eachWith(contains, elsewhere)
  idTiers(phrase, index, tiers, { start: tier.id, inside: tier.id })
  const part = oneLine(phrase)
  index.wholeNames.eachWith(part, (position) => {
    if (among[position] === 0 || tiers[position] === tier.exact) return
    if (!index.wholeNames.startsWith(position, part)) tiers[position] = tier.phrase
    else
      tiers[position] = index.wholeNames.length(position) === part.length ? tier.exact : tier.prefix
  })
  return tiers
}

function fieldTiers(
  { field, value }: QueryText['conditions'][number],
  { items, index, fields }: Indexed,
): Uint8Array {
  const tiers = new Uint8Array(items.length)
  const exact = (position: number): void => {
    tiers[position] = tier.exact
  }
  switch (field) {
    case 'creator':
      fields.creators.eachWith((creator) => creator.toLowerCase().includes(value), exact)
      break
    case 'tag':
      fields.tags.eachWith((tag) => tag.toLowerCase().includes(value), exact)
      break
    case 'id':
      idTiers(value, index, tiers, { start: tier.prefix, inside: tier.inner })
      break
    case 'state':
      fields.states.eachWith((state) => state.toLowerCase().startsWith(value), exact)
  }
  return tiers
}

/** `start` is the tier of an id that begins with the part, `inside` of one that contains it. */
function idTiers(
  part: string,
  index: SearchIndex,
  tiers: Uint8Array,
  { start, inside }: { start: number; inside: number },
): void {
  // No id has a line feed, but a text that is sent may.
  if (part.includes('\n')) return
  index.ids.eachWith(part, (position) => {
    if (!index.ids.startsWith(position, part)) tiers[position] = inside
    else tiers[position] = index.ids.length(position) === part.length ? tier.exact : start
  })
}
