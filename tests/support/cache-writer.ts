import { writeCache } from '../../src/main/catalog/store.ts'
import { items } from '../unit/main/catalog/items.ts'

/** Writes a cache file over and over, each time with another list, until it is killed. */
const [folder = '', size = '0'] = process.argv.slice(2)
const key = { connectionId: 'killed', kind: 'workflow' } as const
for (let round = 1; ; round++) {
  const names = Array.from({ length: Number(size) }, (_, index) => `job ${round} ${index}`)
  await writeCache(folder, key, { items: items(names), updatedAt: round })
  if (round === 1) process.send?.('written')
}
