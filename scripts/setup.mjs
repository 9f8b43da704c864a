// Makes a fresh clone ready: packages, Electron and, with --tests, the system packages for them.
import { describeRuntime, electronRuntime } from './lib/electron-runtime.mjs'
import { main } from './lib/main.mjs'
import { setUp } from './lib/set-up.mjs'
import { ensureSystemPackages } from './lib/system-packages.mjs'

await main(async () => {
  await setUp()
  await ensureSystemPackages({ tests: process.argv.includes('--tests') })
  console.log(describeRuntime(electronRuntime()))
})
