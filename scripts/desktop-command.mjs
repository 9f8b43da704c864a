// Sets up, builds when needed, and runs a command in a virtual desktop, or with several side by side.
// Usage: node scripts/desktop-command.mjs [--desktops=N] COMMAND [ARGUMENT ...]
import { ensureBuilt } from './lib/build.mjs'
import { main } from './lib/main.mjs'
import { setUp } from './lib/set-up.mjs'
import { ensureSystemPackages } from './lib/system-packages.mjs'
import { runWithDesktop } from './lib/virtual-desktop.mjs'

await main(async () => {
  await setUp()
  await ensureSystemPackages({ tests: true })
  await ensureBuilt()
  const words = process.argv.slice(2)
  const count = /^--desktops=(\d+)$/.exec(words[0] ?? '')?.[1]
  const [command, ...args] = count === undefined ? words : words.slice(1)
  return await runWithDesktop(command, args, Number(count ?? 1))
})
