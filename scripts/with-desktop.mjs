// Runs a command in a virtual desktop of its own: display, session bus, keychain, notifications.
// Usage: node scripts/with-desktop.mjs COMMAND [ARGUMENT ...]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectEnvironment, run } from './lib/run.mjs'

const [command, ...args] = process.argv.slice(2)
if (!command) {
  console.error('Usage: node scripts/with-desktop.mjs COMMAND [ARGUMENT ...]')
  process.exit(2)
}

// The keyring opens with a password that protects nothing: it lives in a temporary folder.
const session = `
  eval "$(printf test | gnome-keyring-daemon --unlock --components=secrets --daemonize 2>/dev/null)"
  export GNOME_KEYRING_CONTROL
  dunst >/dev/null 2>&1 &
  dunst=$!
  "$@"
  code=$?
  kill $dunst 2>/dev/null
  exit $code
`

if (process.platform !== 'linux') {
  console.log('Running on the real desktop: a virtual one exists on Linux only.')
  process.exitCode = (await run(command, args, { env: projectEnvironment() })).code
} else {
  const home = await mkdtemp(join(tmpdir(), 'virtual-desktop-'))
  const env = projectEnvironment({
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_RUNTIME_DIR: home,
  })
  delete env.WAYLAND_DISPLAY
  delete env.DBUS_SESSION_BUS_ADDRESS
  const virtual = ['-a', '-s', '-screen 0 1600x1000x24', 'dbus-run-session', '--', 'bash', '-c']
  const { code } = await run('xvfb-run', [...virtual, session, 'desktop', command, ...args], { env })
  // The keyring daemon belongs to the session bus and ends with it, a moment later.
  await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  process.exitCode = code
}
