import { writeCache } from '../../src/main/catalog/store.ts'
import { items } from '../unit/main/catalog/items.ts'

/**
 * Writes a cache file over and over, each time with another list than before, until it is killed. Tells
 * the number of each one that is said to be on disk.
 */
const [folder = '', size = '0', firstRound = '0'] = process.argv.slice(2)
const key = { connectionId: 'killed', kind: 'workflow' } as const
// Made in advance, so that nearly all of the time is spent in writing.
const made = items(Array.from({ length: Number(size) }, (_, index) => `job ${index}`))
for (let round = Number(firstRound); ; round++) {
  const list = made.map((item, index) => ({ ...item, name: `job ${round} ${index}` }))
  await writeCache(folder, key, { items: list, updatedAt: round })
  process.send?.(round)
}
