// Behind `npm start`: builds when needed and runs the app on the Electron of this machine.
import { spawnSync } from 'node:child_process'
import { ensureBuilt } from './lib/build.mjs'
import { electronRuntime } from './lib/electron-runtime.mjs'
import { main } from './lib/main.mjs'
import { SetupError } from './lib/messages.mjs'
import { isRoot, projectFolder } from './lib/project.mjs'
import { projectEnvironment, run } from './lib/run.mjs'
import { runtimePackages } from './lib/system-packages.mjs'
import { checkPrograms, startDisplay, stop } from './lib/virtual-desktop.mjs'

await main(async () => {
  await ensureBuilt()
  const { executable } = electronRuntime()
  const args = [projectFolder, ...process.argv.slice(2)]
  if (process.platform === 'linux') {
    checkLibraries(executable)
    if (isRoot) {
      console.log('Running as root: Chromium cannot sandbox root, so --no-sandbox is added.')
      args.push('--no-sandbox')
    }
  }
  /** @type {import('node:child_process').ChildProcess[]} */
  const started = []
  try {
    const env = projectEnvironment()
    await provideDisplay(env, started)
    return (await run(executable, args, { env })).code
  } finally {
    await stop(started)
  }
})

/** Without a display: a virtual one where nobody could see a real one, else words. */
async function provideDisplay(env, started) {
  if (process.platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY) return
  if (!env.CI && process.stdin.isTTY) {
    throw new SetupError(
      'There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). Start it from a desktop, or on a virtual one, which nobody sees:\n  xvfb-run -a npm start\nxvfb-run comes with:\n  sudo apt-get install -y xvfb xauth',
    )
  }
  checkPrograms(['Xvfb'])
  env.DISPLAY = await startDisplay(started)
  console.log(`There is no display: using a virtual one (Xvfb ${env.DISPLAY}).`)
}

/** A missing library would show as a bare loader error; this names the packages instead. */
function checkLibraries(executable) {
  const { stdout } = spawnSync('ldd', [executable], { encoding: 'utf8' })
  const missing = (stdout ?? '').split('\n').filter((line) => line.includes('not found'))
  if (missing.length === 0) return
  throw new SetupError(
    `Electron needs system libraries that are not here:\n${missing.join('\n')}\nOn Debian or Ubuntu:\n  sudo apt-get install -y ${runtimePackages.join(' ')}`,
  )
}
