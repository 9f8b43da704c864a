// Sets up, builds when needed, and runs a command in a virtual desktop.
// Usage: node scripts/desktop-command.mjs COMMAND [ARGUMENT ...]
import { ensureBuilt } from './lib/build.mjs'
import { main } from './lib/main.mjs'
import { setUp } from './lib/set-up.mjs'
import { ensureSystemPackages } from './lib/system-packages.mjs'
import { runWithDesktop } from './lib/virtual-desktop.mjs'

await main(async () => {
  await setUp()
  await ensureSystemPackages({ tests: true })
  await ensureBuilt()
  const [command, ...args] = process.argv.slice(2)
  return await runWithDesktop(command, args)
})
