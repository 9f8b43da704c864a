import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from './messages.mjs'
import { projectFolder } from './project.mjs'
import { projectEnvironment, run } from './run.mjs'

const outputs = [
  'main/index.js',
  'main/catalog-worker.js',
  'preload/index.cjs',
  'renderer/index.html',
]
const sources = ['src', 'package.json', 'package-lock.json', 'electron.vite.config.ts']

/** Builds the app into `out/` when it is older than its sources. */
export async function ensureBuilt() {
  if (builtAt() >= Math.max(...sources.map((name) => newest(join(projectFolder, name))))) return
  const { code, output } = await run('electron-vite', ['build', '--logLevel', 'warn'], {
    pipe: true,
    env: projectEnvironment(),
  })
  if (code === 0) return
  console.error(output)
  throw new SetupError('The app could not be built.')
}

function builtAt() {
  try {
    return Math.min(...outputs.map((name) => statSync(join(projectFolder, 'out', name)).mtimeMs))
  } catch {
    return -Infinity
  }
}

function newest(path) {
  const entry = statSync(path)
  if (!entry.isDirectory()) return entry.mtimeMs
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
