import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureElectron, hasElectron } from './electron-runtime.mjs'
import { ensureInstalled, isInstalled } from './install.mjs'
import { withLock } from './lock.mjs'
import { explainFailure, SetupError } from './messages.mjs'
import { cacheFolder } from './project.mjs'

/** Provides the packages and an Electron. Throws `SetupError` with what to do when it cannot. */
export async function setUp() {
  checkNode(process.versions.node)
  if (isInstalled() && hasElectron()) return
  try {
    mkdirSync(cacheFolder(), { recursive: true })
    // Two at once would take the packages away under each other, or download Electron twice.
    await withLock(join(cacheFolder(), 'set-up.lock'), async () => {
      await ensureInstalled()
      await ensureElectron()
    })
  } catch (error) {
    // Anything else than a system call that failed is a mistake of ours, which shows as it is.
    if (error instanceof SetupError || typeof error.syscall !== 'string') throw error
    throw new SetupError(`The set-up failed: ${error.message}. ${explainFailure(error.message)}`, {
      cause: error,
    })
  }
}

/** @param {string} version of the Node that runs this */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new SetupError(`Node 20.19 or newer is needed; this is ${version}.`)
}
