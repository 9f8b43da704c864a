import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { projectFolder } from './project.mjs'

/**
 * Environment in which `node` and every installed command are the project's own: the first install
 * may have been started by another Node.
 */
export function projectEnvironment(extra = {}) {
  const bin = join(projectFolder, 'node_modules', '.bin')
  const pathKey = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const rest = (process.env[pathKey] ?? '').split(delimiter).filter((folder) => folder !== bin)
  return { ...process.env, [pathKey]: [bin, ...rest].join(delimiter), ...extra }
}

/**
 * Runs a command to its end.
 * @returns {Promise<{ code: number, output: string }>} 128 + n after a signal; output only when piped
 */
export function run(command, args, { env = process.env, pipe = false, timeoutSeconds = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectFolder,
      env,
      timeout: timeoutSeconds * 1000,
      stdio: pipe ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
    let output = ''
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    const forward = (signal) => child.kill(signal)
    process.on('SIGINT', forward).on('SIGTERM', forward)
    child.once('error', (error) => {
      process.off('SIGINT', forward).off('SIGTERM', forward)
      reject(error)
    })
    child.once('close', (code) => {
      process.off('SIGINT', forward).off('SIGTERM', forward)
      resolve({ code: code ?? 130, output })
    })
  })
}

/** Arguments that run npm as the user's npm does, whatever their platform. */
export function npmCommand(args) {
  const npm = process.env.npm_execpath
  return npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args]
}

/** Tells every few seconds that something long goes on; a percentage would need a server's help. */
export async function withProgress(label, work) {
  const startedAt = Date.now()
  const say = () => {
    const seconds = Math.round((Date.now() - startedAt) / 1000)
    if (process.stdout.isTTY) process.stdout.write(`\r${label} … ${seconds} s `)
    else console.log(`${label} … ${seconds} s`)
  }
  console.log(label)
  const timer = setInterval(say, process.stdout.isTTY ? 1000 : 10_000)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    if (process.stdout.isTTY) process.stdout.write('\n')
  }
}
