import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Bytes in a folder and below it, while others may be writing and removing there.
 *
 * @param {string} folder
 * @returns {number}
 */
export function folderSize(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
      const path = join(folder, entry.name)
      return sum + (entry.isDirectory() ? folderSize(path) : fileSize(path))
    }, 0)
  } catch {
    // Removed between the listing of its parent and now.
    return 0
  }
}

function fileSize(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0
}
