import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectFolder = fileURLToPath(new URL('../..', import.meta.url))

/** Where downloads are kept, outside of the checkout, so that a fresh clone finds them again. */
export function cacheFolder(env = process.env, platform = process.platform) {
  return join(userCache(env, platform), 'databricks-workflow-manager')
}

function userCache(env, platform) {
  if (platform === 'win32') return env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local')
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  return join(homedir(), '.cache')
}

export const isRoot = process.getuid?.() === 0
