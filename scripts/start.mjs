// Behind `npm start`: builds when needed and runs the app on the Electron of this machine.
import { spawn, spawnSync } from 'node:child_process'
import { ensureBuilt } from './lib/build.mjs'
import { electronRuntime } from './lib/electron-runtime.mjs'
import { SetupError } from './lib/messages.mjs'
import { isRoot, projectFolder } from './lib/project.mjs'
import { desktopPackages, runtimePackages } from './lib/system-packages.mjs'

try {
  await ensureBuilt()
  const { executable } = electronRuntime()
  const args = [projectFolder, ...process.argv.slice(2)]
  if (process.platform === 'linux' && isRoot) {
    console.log('Running as root: Chromium cannot sandbox root, so --no-sandbox is added.')
    args.push('--no-sandbox')
  }
  checkLibraries(executable)
  launch(...withDisplay(executable, args))
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

/** Without a display: a virtual one where nobody could see a real one, else words. */
function withDisplay(executable, args) {
  const { DISPLAY, WAYLAND_DISPLAY, CI } = process.env
  if (process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY) return [executable, args]
  const hasVirtual = spawnSync('which', ['xvfb-run'], { stdio: 'ignore' }).status === 0
  if (!hasVirtual) {
    throw new SetupError(
      `There is no display. Start it from a desktop, or use a virtual one:\n  sudo apt-get install -y ${desktopPackages.slice(0, 2).join(' ')} && xvfb-run -a npm start`,
    )
  }
  if (!CI && process.stdin.isTTY) {
    throw new SetupError(
      'There is no display. Start it from a desktop, or use a virtual one:\n  xvfb-run -a npm start',
    )
  }
  console.log('There is no display: using a virtual one (xvfb-run).')
  return ['xvfb-run', ['-a', '-s', '-screen 0 1600x1000x24', executable, ...args]]
}

/** A missing library would show as a bare loader error; this names the packages instead. */
function checkLibraries(executable) {
  if (process.platform !== 'linux') return
  const { stdout } = spawnSync('ldd', [executable], { encoding: 'utf8' })
  const missing = (stdout ?? '').split('\n').filter((line) => line.includes('not found'))
  if (missing.length === 0) return
  throw new SetupError(
    `Electron needs system libraries that are not here:\n${missing.join('\n')}\nOn Debian or Ubuntu:\n  sudo apt-get install -y ${runtimePackages.join(' ')}`,
  )
}

function launch(command, args) {
  const child = spawn(command, args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal))
  }
  child.once('error', (error) => {
    console.error(`Electron could not be started: ${error.message}`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 130 : 1)
  })
}
