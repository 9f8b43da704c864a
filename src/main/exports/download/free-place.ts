import { lstat } from 'node:fs/promises'
import { extname } from 'node:path'

/**
 * The path, or the first of `name (2)`, `name (3)` … that does not exist. Links count as existing.
 * Rejects as the operating system does when it cannot be looked at.
 */
export async function freePlace(path: string): Promise<string> {
  const extension = extname(path)
  const stem = path.slice(0, path.length - extension.length)
  for (let count = 1; ; count += 1) {
    const place = count === 1 ? path : `${stem} (${count})${extension}`
    try {
      await lstat(place)
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return place
      throw thrown
    }
  }
}
