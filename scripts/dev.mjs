// Behind `npm run dev`: the app with hot reload.
import { ensureElectron, describeRuntime, electronRuntime } from './lib/electron-runtime.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { isRoot } from './lib/project.mjs'
import { projectEnvironment, run } from './lib/run.mjs'

await ensureInstalled()
await ensureElectron()
const runtime = electronRuntime()
console.log(describeRuntime(runtime))
const { code } = await run(
  'electron-vite',
  ['dev', ...(isRoot ? ['--noSandbox'] : []), ...process.argv.slice(2)],
  { env: projectEnvironment({ ELECTRON_EXEC_PATH: runtime.executable }) },
)
process.exitCode = code
