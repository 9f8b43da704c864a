import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explainFailure, isUnreachable, lastLines, SetupError } from './messages.mjs'
import { projectFolder } from './project.mjs'
import { npmCommand, projectNode, run, withProgress } from './run.mjs'

const modules = join(projectFolder, 'node_modules')
const stampFile = join(modules, '.install-stamp')

/**
 * What the installed packages depend on: the lockfile and the machine. Not the version of Node: the
 * set-up runs under the user's before the install and under the project's own after it.
 *
 * @param {string} lockfile its text
 * @param {{ platform: string, arch: string }} machine
 * @returns {string}
 */
export function installStamp(lockfile, { platform, arch } = process) {
  return createHash('sha256').update(`${platform} ${arch}\n`).update(lockfile).digest('hex')
}

/**
 * Whether what npm noted about `node_modules` is what the lockfile asks for, so that a hand-made
 * `npm install` is not thrown away by `npm ci`. Packages for other platforms may be missing.
 *
 * @param {string} lockfile text of package-lock.json
 * @param {string} installed text of node_modules/.package-lock.json
 * @returns {boolean}
 */
export function matchesLockfile(lockfile, installed) {
  const wanted = Object.entries(JSON.parse(lockfile).packages).filter(([path]) => path !== '')
  const present = JSON.parse(installed).packages
  return (
    wanted.every(([path, { version, integrity, optional }]) => {
      const found = present[path]
      if (!found) return optional === true
      return found.version === version && found.integrity === integrity
    }) && Object.keys(present).every((path) => wanted.some(([name]) => name === path))
  )
}

/** Installs the packages of the lockfile, unless they are there already. */
export async function ensureInstalled() {
  if (isInstalled()) return
  const lockfile = readLockfile()
  if (!isInstalledByHand(lockfile)) await install()
  writeFileSync(stampFile, installStamp(lockfile))
}

/** Whether the packages of the lockfile are there, as far as a stamp can tell. */
export function isInstalled() {
  return readOrEmpty(stampFile) === installStamp(readLockfile())
}

function readLockfile() {
  return readFileSync(join(projectFolder, 'package-lock.json'), 'utf8')
}

function isInstalledByHand(lockfile) {
  const installed = readOrEmpty(join(modules, '.package-lock.json'))
  if (installed === '' || !matchesLockfile(lockfile, installed)) return false
  try {
    // A copy from another kind of machine has a Node that does not run here.
    execFileSync(projectNode(), ['--version'], { stdio: 'ignore' })
    return projectNode().startsWith(modules)
  } catch {
    return false
  }
}

/** npm would try each of several hundred packages for itself before it says that nothing answers. */
async function checkRegistry() {
  const ping = ['ping', '--fetch-retries=0', '--fetch-timeout=20000', '--loglevel=error']
  const { code, output } = await run(...npmCommand(ping), { pipe: true })
  // A registry that answers anything at all, and be it 404, is there.
  if (code !== 0 && isUnreachable(output)) {
    throw new SetupError(`The npm registry cannot be reached. ${explainFailure(output)}`)
  }
}

async function install() {
  await checkRegistry()
  // A full disk shows in npm's warnings only; what it prints is shown when it fails only.
  const { code, output } = await withProgress('Installing packages (once, about a minute)', () =>
    run(...npmCommand(['ci', '--no-audit', '--no-fund', '--loglevel=warn', ...quickRetries]), {
      pipe: true,
    }),
  )
  if (code === 0 && existsSync(projectNode())) return
  console.error(lastLines(output))
  throw new SetupError(`The packages could not be installed. ${explainFailure(output)}`)
}

/** npm's own waits between attempts add up to more than a minute before it says anything. */
export const quickRetries = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=10000']

function readOrEmpty(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
