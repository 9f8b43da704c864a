// Runs a command in a virtual desktop. Usage: node scripts/with-desktop.mjs COMMAND [ARGUMENT ...]
import { runWithDesktop } from './lib/virtual-desktop.mjs'

const [command, ...args] = process.argv.slice(2)
if (command) process.exitCode = await runWithDesktop(command, args)
else {
  console.error('Usage: node scripts/with-desktop.mjs COMMAND [ARGUMENT ...]')
  process.exitCode = 2
}
