// Runs a command in a virtual desktop. Usage: node scripts/with-desktop.mjs COMMAND [ARGUMENT ...]
import { main } from './lib/main.mjs'
import { runWithDesktop } from './lib/virtual-desktop.mjs'

await main(async () => {
  const [command, ...args] = process.argv.slice(2)
  if (command) return await runWithDesktop(command, args)
  console.error('Usage: node scripts/with-desktop.mjs COMMAND [ARGUMENT ...]')
  return 2
})
