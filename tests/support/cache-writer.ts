import { writeCache } from '../../src/main/catalog/store.ts'
import { items } from '../unit/main/catalog/items.ts'

/** Writes a cache file over and over, each time with another list than before, until it is killed. */
const [folder = '', size = '0', firstRound = '0'] = process.argv.slice(2)
const key = { connectionId: 'killed', kind: 'workflow' } as const
// Made in advance, so that nearly all of the time is spent in writing.
const lists = Array.from({ length: 4 }, (_, offset) => {
  const round = Number(firstRound) + offset
  const names = Array.from({ length: Number(size) }, (_, index) => `job ${round} ${index}`)
  return { items: items(names), updatedAt: round }
})
for (let count = 0; ; count++) {
  // The first one takes longest: whoever waits for the message does not wait for that.
  if (count === 1) process.send?.('writing')
  const list = lists[count % lists.length]
  if (list) await writeCache(folder, key, list)
}
