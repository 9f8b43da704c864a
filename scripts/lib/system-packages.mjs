import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { explainFailure, lastLines, SetupError } from './messages.mjs'
import { isRoot } from './project.mjs'
import { run, withProgress } from './run.mjs'

/** What Electron needs on Linux, by the names of Debian 12; newer releases add `t64` to some. */
export const runtimePackages = [
  'libgtk-3-0',
  'libnss3',
  'libgbm1',
  'libasound2',
  'libxss1',
  'libatk-bridge2.0-0',
  'libnotify4',
  'libsecret-1-0',
]

/** A virtual desktop with keychain and notifications, and what looks at it in tests. */
export const desktopPackages = [
  'xvfb',
  'xauth',
  'dbus',
  'dbus-x11',
  'gnome-keyring',
  'dunst',
  'libnotify-bin',
  'x11-utils',
  'procps',
]

/**
 * Of the wanted packages those that are not installed, by the names this release has for them.
 * @param {readonly string[]} wanted
 * @param {ReadonlySet<string>} installed
 * @param {(name: string) => boolean} exists whether the release has a package of that name
 */
export function missingPackages(wanted, installed, exists) {
  return wanted
    .filter((name) => !installed.has(name) && !installed.has(`${name}t64`))
    .map((name) => (exists(`${name}t64`) ? `${name}t64` : name))
}

/**
 * Installs packages on Debian and Ubuntu, as root or, for the tests, with a `sudo` that asks for no
 * password; elsewhere it says how to.
 *
 * @param {{ tests: boolean }} options tests: everything the tests need; else what the app needs, which
 *   is left to the user except in a container, where one is root
 */
export async function ensureSystemPackages({ tests }) {
  if (process.platform !== 'linux') return
  if (!hasApt()) {
    if (tests) {
      console.log(
        'This is not Debian or Ubuntu: for the end-to-end tests install Xvfb, D-Bus, GNOME Keyring, dunst and libnotify with your package manager; without them those tests and the smoke run do not work.',
      )
    }
    return
  }
  const wanted = tests ? [...runtimePackages, ...desktopPackages] : appPackages()
  if (missingPackages(wanted, installedPackages(), () => false).length === 0) return
  const passwordless = () => spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
  if (!isRoot && !(tests && passwordless())) {
    const missing = missingPackages(wanted, installedPackages(), inRelease).join(' ')
    console.log(
      `System packages are missing; without them ${tests ? 'the end-to-end tests and the smoke run do' : 'the app may'} not ${tests ? 'work' : 'start'}:\n  sudo apt-get install -y ${missing}`,
    )
    return
  }
  const prefix = isRoot ? [] : ['sudo', '-n']
  await apt(prefix, ['update'])
  const missing = missingPackages(wanted, installedPackages(), inRelease)
  await apt(prefix, ['install', '-y', '--no-install-recommends', ...missing])
}

/** How to install what a virtual desktop needs, in one line. */
export function installCommand() {
  if (!hasApt()) return 'Install them with your package manager.'
  return `  sudo apt-get install -y ${[...runtimePackages, ...desktopPackages].join(' ')}`
}

/** Without a display the app runs on a virtual one. */
function appPackages(env = process.env) {
  const headless = !env.DISPLAY && !env.WAYLAND_DISPLAY
  return isRoot && headless ? [...runtimePackages, 'xvfb', 'xauth'] : runtimePackages
}

function hasApt() {
  return existsSync('/usr/bin/dpkg-query') && existsSync('/usr/bin/apt-get')
}

async function apt(prefix, args) {
  const [command, ...rest] = [...prefix, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', ...args]
  const { code, output } = await withProgress(`apt-get ${args.join(' ')}`, () =>
    run(command, rest, {
      pipe: true,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }),
  )
  if (code === 0) return
  console.error(lastLines(output))
  throw new SetupError(`The system packages could not be installed. ${explainFailure(output)}`)
}

function installedPackages() {
  const output = execFileSync('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}${Package}\\n'], {
    encoding: 'utf8',
  })
  return new Set(
    output
      .split('\n')
      .filter((line) => line.startsWith('ii '))
      .map((line) => line.slice(3).trim()),
  )
}

function inRelease(name) {
  const found = spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' })
  return found.status === 0
}
