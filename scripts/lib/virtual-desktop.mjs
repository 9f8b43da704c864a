import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectEnvironment, run } from './run.mjs'

// The keyring opens with a password that protects nothing: it lives in a temporary folder.
const session = `
  eval "$(printf test | gnome-keyring-daemon --unlock --components=secrets --daemonize 2>/dev/null)"
  dunst >/dev/null 2>&1 &
  dunst=$!
  "$@"
  code=$?
  kill $dunst 2>/dev/null
  exit $code
`

/**
 * Runs a command in a virtual desktop of its own: display, session bus, keychain, notifications. The
 * real keychain and settings of the user are out of its sight.
 * @returns {Promise<number>} its exit code
 */
export async function runWithDesktop(command, args) {
  if (process.platform !== 'linux') {
    console.log('Running on the real desktop: a virtual one exists on Linux only.')
    return (await run(command, args, { env: projectEnvironment() })).code
  }
  const home = await mkdtemp(join(tmpdir(), 'virtual-desktop-'))
  const env = projectEnvironment({
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_RUNTIME_DIR: home,
  })
  delete env.WAYLAND_DISPLAY
  delete env.DBUS_SESSION_BUS_ADDRESS
  try {
    const virtual = ['-a', '-s', '-screen 0 1600x1000x24', 'dbus-run-session', '--', 'bash', '-c']
    const all = [...virtual, session, 'desktop', command, ...args]
    return (await run('xvfb-run', all, { env })).code
  } finally {
    // The keyring daemon ends with the session bus, a moment later.
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}
