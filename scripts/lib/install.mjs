import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explainFailure, SetupError } from './messages.mjs'
import { projectFolder } from './project.mjs'
import { npmCommand, run, withProgress } from './run.mjs'

const stampFile = join(projectFolder, 'node_modules', '.install-stamp')

/** What the installed packages depend on: the lockfile and the machine. */
export function installStamp(lockfile, { platform, arch } = process) {
  return createHash('sha256').update(`${platform} ${arch}\n`).update(lockfile).digest('hex')
}

/** Installs the packages of the lockfile, unless they are there already. */
export async function ensureInstalled() {
  const stamp = installStamp(readFileSync(join(projectFolder, 'package-lock.json')))
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  const { code, output } = await withProgress('Installing packages (once, about a minute)', () =>
    run(...npmCommand(['ci', '--no-audit', '--no-fund', '--loglevel=error']), { pipe: true }),
  )
  if (code !== 0) {
    console.error(output)
    throw new SetupError(`The packages could not be installed. ${explainFailure(output)}`)
  }
  writeFileSync(stampFile, stamp)
}
