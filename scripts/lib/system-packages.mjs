import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { explainFailure, SetupError } from './messages.mjs'
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

/** Installs the packages the tests need, or says how to. */
export async function ensureSystemPackages() {
  if (process.platform !== 'linux') return
  if (!existsSync('/usr/bin/dpkg-query')) {
    console.log(
      'This is not Debian or Ubuntu: for the end-to-end tests install Xvfb, D-Bus, GNOME Keyring and dunst with your package manager.',
    )
    return
  }
  const wanted = [...runtimePackages, ...desktopPackages]
  if (missingPackages(wanted, installedPackages(), () => false).length === 0) return
  const prefix = isRoot ? [] : ['sudo', '-n']
  if (!isRoot && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status !== 0) {
    const missing = missingPackages(wanted, installedPackages(), inRelease)
    console.log(
      `The end-to-end tests and the smoke run need more system packages and will not work without them:\n  sudo apt-get install -y ${missing.join(' ')}`,
    )
    return
  }
  await apt(prefix, ['update'])
  await apt(prefix, [
    'install',
    '-y',
    '--no-install-recommends',
    ...missingPackages(wanted, installedPackages(), inRelease),
  ])
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
  console.error(output)
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
