// Makes a fresh clone ready: packages, Electron and, with --tests, the system packages for them.
import { describeRuntime, electronRuntime, ensureElectron } from './lib/electron-runtime.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { SetupError } from './lib/messages.mjs'
import { ensureSystemPackages } from './lib/system-packages.mjs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

try {
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(`Node 20.19 or newer is needed; this is ${process.versions.node}.`)
  }
  await ensureInstalled()
  await ensureElectron()
  await ensureSystemPackages({ tests: process.argv.includes('--tests') })
  console.log(describeRuntime(electronRuntime()))
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`\n${error.message}`)
  process.exitCode = 1
}
