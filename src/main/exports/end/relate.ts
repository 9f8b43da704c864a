import type { MissingItem } from '../../../shared/export-contents.ts'

/** An active item of the configuration. */
export type ConfiguredItem = MissingItem

const mostLetters = 100
const folderOf: Readonly<Record<string, ConfiguredItem['kind']>> = {
  job: 'workflow',
  jobs: 'workflow',
  workflow: 'workflow',
  workflows: 'workflow',
  pipeline: 'pipeline',
  pipelines: 'pipeline',
}

/**
 * Which file belongs to which item: by the id in its path, else by its name or that of a folder it is
 * in, compared without the signs that file names do not have. Answers the index of the item for each
 * path, and the items that have no file. What the exporter calls its files is not documented, so
 * nothing else is assumed.
 */
export function relateFiles(
  paths: readonly string[],
  items: readonly ConfiguredItem[],
): { itemOf: (number | null)[]; missing: number[] } {
  const byId = new Map<string, number>()
  const byName = new Map<string, number[]>()
  items.forEach(({ kind, id, name }, index) => {
    byId.set(`${kind} ${id.toLowerCase()}`, index)
    const key = `${kind} ${plain(name)}`
    const same = byName.get(key)
    if (same) same.push(index)
    else byName.set(key, [index])
  })
  const has = new Set<number>()
  const itemOf = paths.map((path) => {
    const index = idIn(path, byId)
    if (index !== null) has.add(index)
    return index
  })
  paths.forEach((path, at) => {
    if (itemOf[at] !== null) return
    const candidates = namesIn(path).flatMap((key) => byName.get(key) ?? [])
    // Of items with the same name the one that has nothing yet.
    const index = candidates.find((candidate) => !has.has(candidate)) ?? candidates[0] ?? null
    if (index !== null) has.add(index)
    itemOf[at] = index
  })
  return { itemOf, missing: items.flatMap((_, index) => (has.has(index) ? [] : [index])) }
}

const ids = /(?<!\d)\d{6,19}(?!\d)|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

function idIn(path: string, byId: ReadonlyMap<string, number>): number | null {
  for (const [id] of path.matchAll(ids)) {
    for (const kind of kindsOf(path.split('/'))) {
      const index = byId.get(`${kind} ${id.toLowerCase()}`)
      if (index !== undefined) return index
    }
  }
  return null
}

/** Names an item may have for a file at that path, the likeliest first. */
function namesIn(path: string): string[] {
  const parts = path.split('/')
  const file = parts.at(-1) ?? ''
  // `name.yml`, `name.job.yml`: an extension is short and begins with a letter.
  const names = [
    file,
    file.replace(/\.[a-z]\w{0,11}$/i, ''),
    file.replace(/\.\w+\.[a-z]\w{0,11}$/i, ''),
  ]
  const folders = parts.slice(0, -1).reverse()
  return kindsOf(parts).flatMap((kind) =>
    [...names.reverse(), ...folders].map((name) => `${kind} ${plain(name)}`),
  )
}

/** What a folder on the way says: `jobs/…` holds no pipelines. */
function kindsOf(parts: readonly string[]): ConfiguredItem['kind'][] {
  for (const part of parts.slice(0, -1)) {
    const kind = folderOf[part.toLowerCase()]
    if (kind) return [kind]
  }
  return ['workflow', 'pipeline']
}

function plain(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, mostLetters)
}
