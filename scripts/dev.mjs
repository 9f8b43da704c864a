// Behind `npm run dev`: the app with hot reload.
import { describeRuntime, electronRuntime } from './lib/electron-runtime.mjs'
import { main } from './lib/main.mjs'
import { isRoot } from './lib/project.mjs'
import { projectEnvironment, run } from './lib/run.mjs'
import { setUp } from './lib/set-up.mjs'

await main(async () => {
  await setUp()
  const runtime = electronRuntime()
  console.log(describeRuntime(runtime))
  const args = ['dev', ...(isRoot ? ['--noSandbox'] : []), ...process.argv.slice(2)]
  const env = projectEnvironment({ ELECTRON_EXEC_PATH: runtime.executable })
  return (await run('electron-vite', args, { env })).code
})
