import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SetupError } from './messages.mjs'
import { projectEnvironment, run } from './run.mjs'
import { installCommand } from './system-packages.mjs'

const programs = ['Xvfb', 'dbus-daemon', 'dbus-send', 'gnome-keyring-daemon', 'dunst']
const readyWithinMs = 15_000

/** For a command that was given several desktops: a JSON array of their environments. */
const desktopsVariable = 'VIRTUAL_DESKTOPS'

/**
 * Runs a command in a virtual desktop of its own: display, session bus, keychain, notifications. The
 * real keychain, settings and session of the user are out of its sight. Several can run at once.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {number} [count] of desktops: the command runs in the first and finds all of them in
 *   `VIRTUAL_DESKTOPS`
 * @returns {Promise<number>} its exit code
 */
export async function runWithDesktop(command, args, count = 1) {
  if (process.platform !== 'linux') {
    console.log('Running on the real desktop: a virtual one exists on Linux only.')
    return (await run(command, args, { env: projectEnvironment() })).code
  }
  checkPrograms(programs)
  /** @type {Desktop[]} */
  const desktops = []
  try {
    for (let number = 0; number < count; number++) {
      const desktop = { env: {}, started: [], home: null }
      desktops.push(desktop)
      await startDesktop(desktop)
    }
    const all = JSON.stringify(desktops.map(({ env }) => env))
    const env = environmentOf({ ...desktops[0]?.env, [desktopsVariable]: all })
    return (await run(command, args, { env })).code
  } finally {
    await Promise.all(desktops.map(endDesktop))
  }
}

/**
 * @typedef {object} Desktop
 * @property {Record<string, string>} env that programs need to find it
 * @property {import('node:child_process').ChildProcess[]} started
 * @property {string | null} home folder of all it keeps
 */

/** @param {Desktop} desktop to be filled, so that what was started can be ended whatever fails */
async function startDesktop(desktop) {
  const { env, started } = desktop
  desktop.home = await mkdtemp(join(tmpdir(), 'virtual-desktop-'))
  Object.assign(env, await privateFolders(desktop.home), {
    // Nothing of this desktop needs the accessibility bus, and starting it costs a second.
    NO_AT_BRIDGE: '1',
    GSETTINGS_BACKEND: 'memory',
  })
  const whole = () => environmentOf(env)
  env.DISPLAY = await startDisplay(started)
  env.DBUS_SESSION_BUS_ADDRESS = await startSessionBus(started, whole())
  startKeychain(started, whole())
  started.push(spawn('dunst', [], { env: whole(), stdio: 'ignore' }))
  await Promise.all([
    ownerOf('org.freedesktop.secrets', whole()),
    ownerOf('org.freedesktop.Notifications', whole()),
  ])
}

/** @param {Record<string, string>} desktop */
function environmentOf(desktop) {
  const env = projectEnvironment(desktop)
  delete env.WAYLAND_DISPLAY
  return env
}

/** @param {Desktop} desktop */
async function endDesktop({ started, home }) {
  await stop(started)
  if (home !== null)
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
}

/**
 * Starts a virtual display; it chooses a free number itself, so that two never meet.
 *
 * @param {import('node:child_process').ChildProcess[]} started gets the process to be stopped
 * @returns {Promise<string>} for DISPLAY
 */
export async function startDisplay(started) {
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp']
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  started.push(child)
  return `:${await firstLine(child, 3, 'The virtual display')}`
}

/**
 * @param {string[]} names
 */
export function checkPrograms(names) {
  const missing = names.filter(
    (name) => spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status !== 0,
  )
  if (missing.length === 0) return
  throw new SetupError(
    `A virtual desktop needs programs that are not here: ${missing.join(', ')}.\n${installCommand()}`,
  )
}

/**
 * Ends processes and waits until they are gone.
 *
 * @param {import('node:child_process').ChildProcess[]} started
 */
export async function stop(started) {
  for (const child of [...started].reverse()) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue
    const ended = once(child, 'exit')
    child.kill()
    const forced = setTimeout(() => child.kill('SIGKILL'), 3000)
    await ended
    clearTimeout(forced)
  }
}

async function privateFolders(home) {
  const folders = {
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_RUNTIME_DIR: join(home, 'runtime'),
  }
  for (const path of Object.values(folders)) await mkdir(path, { mode: 0o700 })
  return folders
}

async function startSessionBus(started, env) {
  const args = ['--session', '--nofork', '--print-address=1']
  const child = spawn('dbus-daemon', args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  started.push(child)
  return firstLine(child, 1, 'The session bus')
}

function startKeychain(started, env) {
  const args = ['--foreground', '--unlock', '--components=secrets']
  const child = spawn('gnome-keyring-daemon', args, { env, stdio: ['pipe', 'ignore', 'ignore'] })
  started.push(child)
  // The password protects nothing: the keyring lives in a temporary folder.
  child.stdin?.end('test')
}

async function ownerOf(name, env) {
  const ask = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus']
  const method = ['org.freedesktop.DBus.NameHasOwner', `string:${name}`]
  const deadline = Date.now() + readyWithinMs
  while (Date.now() < deadline) {
    const { stdout } = spawnSync('dbus-send', [...ask, ...method], { env, encoding: 'utf8' })
    if (/boolean true/.test(stdout)) return
    await sleep(50)
  }
  throw new SetupError(`The virtual desktop did not start: nothing offers ${name}.`)
}

async function firstLine(child, descriptor, what) {
  const stream = child.stdio[descriptor].setEncoding('utf8')
  let text = ''
  const failed = new Promise((_resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new SetupError(`${what} ended at once (code ${code}).`)))
  })
  // Ended later on, it has been read; that is no failure any more.
  failed.catch(() => undefined)
  const read = (async () => {
    for await (const chunk of stream) {
      text += chunk
      if (text.includes('\n')) return text.trim()
    }
    throw new SetupError(`${what} said nothing.`)
  })()
  return Promise.race([read, failed])
}
