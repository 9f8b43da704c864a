// Sets up, builds when needed, and runs a command in a virtual desktop.
// Usage: node scripts/desktop-command.mjs COMMAND [ARGUMENT ...]
import { ensureBuilt } from './lib/build.mjs'
import { ensureElectron } from './lib/electron-runtime.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { SetupError } from './lib/messages.mjs'
import { runWithDesktop } from './lib/virtual-desktop.mjs'
import { ensureSystemPackages } from './lib/system-packages.mjs'

try {
  await ensureInstalled()
  await ensureElectron()
  await ensureSystemPackages({ tests: true })
  await ensureBuilt()
  const [command, ...args] = process.argv.slice(2)
  process.exitCode = await runWithDesktop(command, args)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
