import type { CatalogItem, ResolvedLine } from '../../shared/catalog.ts'

const mostCandidates = 50

/**
 * What lines of a pasted list stand for: an id, else a name, else a name in other letters (upper or
 * lower case). Empty lines are left out. One pass over the items, whatever the number of lines: an
 * index by name would cost more memory than it saves time.
 */
export function resolveLines(
  items: readonly CatalogItem[],
  lines: readonly string[],
): ResolvedLine[] {
  const wanted = lines
    .map((line) => ({ text: line, keys: keysOf(line) }))
    .filter((line) => line.keys.length > 0)
  const keys = new Set(wanted.flatMap((line) => line.keys.map((key) => key.toLowerCase())))
  const byId = new Map<string, CatalogItem>()
  const byName = new Map<string, CatalogItem[]>()
  for (const item of items) {
    const id = item.id.toLowerCase()
    if (keys.has(id)) byId.set(id, item)
    const name = item.name.toLowerCase()
    if (!keys.has(name)) continue
    const same = byName.get(name)
    if (same) same.push(item)
    else byName.set(name, [item])
  }
  return wanted.map(({ text, keys: own }): ResolvedLine => {
    for (const key of own) {
      const found = candidatesOf(key, byId, byName)
      if (found.length > 0) {
        const candidates = found
          .slice(0, mostCandidates)
          .map(({ id, name, creator }) => ({ id, name, creator }))
        return { text, outcome: found.length === 1 ? 'found' : 'ambiguous', candidates }
      }
    }
    return { text, outcome: 'missing', candidates: [] }
  })
}

function candidatesOf(
  key: string,
  byId: ReadonlyMap<string, CatalogItem>,
  byName: ReadonlyMap<string, CatalogItem[]>,
): CatalogItem[] {
  const lower = key.toLowerCase()
  const withId = byId.get(lower)
  if (withId) return [withId]
  const similar = byName.get(lower) ?? []
  const exact = similar.filter(({ name }) => name === key)
  return exact.length > 0 ? exact : similar
}

/** The line as it is, then without what lists and tables put around a name. */
function keysOf(line: string): string[] {
  const plain = line.trim()
  const bare = plain
    .replace(/^(?:[-*•]\s+|\d+[.)]\s+)/, '')
    .replace(/[,;]+$/, '')
    .trim()
  const unquoted = bare.replace(/^(["'`])(.*)\1$/, '$2').trim()
  const [cell = ''] = plain.split('\t')
  return [...new Set([plain, bare, unquoted, cell.trim()])].filter((key) => key !== '')
}
