import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureFallback, fallbackRuntime, fallbackSupported } from './fallback-runtime.mjs'
import { folderSize } from './folder-size.mjs'
import { electronRefused, explainFailure, SetupError } from './messages.mjs'
import { cacheFolder, projectFolder } from './project.mjs'
import { projectEnvironment, projectNode, run, withProgress } from './run.mjs'

/**
 * The Electron this machine runs the app with.
 * @typedef {{ executable: string, version: string, kind: 'official' | 'fallback' }} ElectronRuntime
 */

const electronPackage = join(projectFolder, 'node_modules', 'electron')
/** A refused download is not tried again for this long, unless proxy or mirror change. */
const refusalLastsMs = 24 * 60 * 60 * 1000
/** A download that brings no byte for this long is given up: many networks drop instead of refusing. */
const stallMs = 30_000

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

/** Whether there is an Electron, and no better one to be expected. */
export function hasElectron() {
  if (officialRuntime()) return true
  return fallbackRuntime() !== null && refusalIsFresh(readRefusal(), refusalKey(), Date.now())
}

/** Provides an Electron. Throws `SetupError` with what to do when none can be had. */
export async function ensureElectron() {
  if (officialRuntime()) return
  // Only where there is something else is it worth while to remember a refusal.
  const refused = fallbackSupported() && refusalIsFresh(readRefusal(), refusalKey(), Date.now())
  if (!refused && (await installOfficial())) return
  if (!fallbackSupported()) {
    throw new SetupError(
      `${electronRefused} For ${process.platform} ${process.arch} there is no other way to get it.`,
    )
  }
  await ensureFallback()
  // Without any network there would have been no fallback either, and that says nothing about Electron.
  if (!refused) rememberRefusal()
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
  const work = await mkdtemp(join(tmpdir(), 'electron-download-'))
  const stalled = new AbortController()
  let bytes = 0
  let lastGrowthAt = Date.now()
  const measure = () => {
    const now = folderSize(work) + folderSize(join(electronPackage, 'dist'))
    if (now !== bytes) lastGrowthAt = Date.now()
    else if (Date.now() - lastGrowthAt > stallMs) stalled.abort()
    bytes = now
    return bytes
  }
  let output
  try {
    const env = projectEnvironment(downloadEnvironment(work))
    const installer = join(electronPackage, 'install.js')
    ;({ output } = await withProgress(
      `Downloading Electron ${officialVersion()} (once)`,
      () => run(projectNode(), [installer], { pipe: true, env, signal: stalled.signal }),
      { measure },
    ))
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  if (officialRuntime()) return true
  if (/ENOSPC|EDQUOT/.test(output)) throw new SetupError(explainFailure('ENOSPC'))
  console.log(electronRefused)
  return false
}

/**
 * Electron's installer downloads to the temporary folder with Node's `fetch`, which heeds proxy
 * variables and the certificates of the system only when told to.
 */
function downloadEnvironment(work, env = process.env) {
  const proxy = env.HTTPS_PROXY ?? env.https_proxy ?? env.npm_config_https_proxy
  return {
    TMPDIR: work,
    TEMP: work,
    TMP: work,
    ELECTRON_GET_NO_PROGRESS: '1',
    NODE_USE_SYSTEM_CA: env.NODE_USE_SYSTEM_CA ?? '1',
    ...(proxy ? { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy } : {}),
  }
}

const refusalFile = () => join(cacheFolder(), 'electron-download-refused.json')

/** What makes a new attempt worth while. A digest, because addresses of proxies carry passwords. */
export function refusalKey(env = process.env, version = officialVersion()) {
  const names = [
    'ELECTRON_MIRROR',
    'npm_config_electron_mirror',
    'HTTPS_PROXY',
    'https_proxy',
    'npm_config_https_proxy',
  ]
  const settings = [version, ...names.map((name) => env[name] ?? '')]
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex')
}

/**
 * Whether a download that was refused need not be tried again.
 *
 * @param {{ key: string, at: number } | null} refusal the last one; at: UTC milliseconds
 * @param {string} key of the settings now
 * @param {number} now UTC milliseconds
 */
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
