import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { Interrupted } from './messages.mjs'
import { Progress } from './progress.mjs'
import { projectFolder } from './project.mjs'

const windows = process.platform === 'win32'

/**
 * The project's own Node (devDependency `node`); the running one before the first install.
 *
 * @returns {string}
 */
export function projectNode() {
  const own = join(projectFolder, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')
  return existsSync(own) ? own : process.execPath
}

/**
 * Environment in which `node` and every installed command are the project's own: the first install
 * may have been started by another Node.
 *
 * @param {Record<string, string>} extra
 * @returns {NodeJS.ProcessEnv}
 */
export function projectEnvironment(extra = {}) {
  const bin = join(projectFolder, 'node_modules', '.bin')
  const pathKey = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const rest = (process.env[pathKey] ?? '').split(delimiter).filter((folder) => folder !== bin)
  return { ...process.env, [pathKey]: [bin, ...rest].join(delimiter), ...extra }
}

/**
 * Runs a command to its end. A signal that would end this process is passed on to the command, and
 * when that has ended, `Interrupted` is thrown, so that nothing else is begun.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, pipe?: boolean, signal?: AbortSignal }} options
 *   signal: ends the command, with everything it started on its own account left to it
 * @returns {Promise<{ code: number, output: string }>} 128 + n after a signal; output only when piped
 */
export function run(command, args, { env = process.env, pipe = false, signal } = {}) {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: projectFolder,
      env,
      stdio: pipe ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    }
    // Commands of node_modules/.bin are batch files there, which only a shell can start.
    const child =
      windows && !/[\\/]/.test(command)
        ? spawn(shellLine(command, args), { ...options, shell: true })
        : spawn(command, args, options)
    let output = ''
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    const kill = () => child.kill('SIGKILL')
    signal?.addEventListener('abort', kill, { once: true })
    const { stop, received } = passSignalsTo(child)
    child.once('error', (error) => {
      stop()
      reject(error)
    })
    child.once('close', (code, endedBy) => {
      stop()
      signal?.removeEventListener('abort', kill)
      const interruption = received()
      if (interruption === null) resolve({ code: exitCode(code, endedBy), output })
      else reject(new Interrupted(exitCode(null, interruption)))
    })
  })
}

/**
 * A command for Windows' command line, which splits at spaces and gives some characters a meaning.
 *
 * @param {string} command
 * @param {string[]} args
 * @returns {string}
 */
export function shellLine(command, args) {
  const quote = (text) =>
    /^[\w@%+=:,./\\-]+$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`
  return [command, ...args].map(quote).join(' ')
}

/** Passes the signals that end this process on to a child, which then decides when both end. */
function passSignalsTo(child) {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP']
  /** @type {NodeJS.Signals | null} */
  let last = null
  const pass = (name) => {
    last = name
    child.kill(name)
  }
  for (const name of names) process.on(name, pass)
  return {
    received: () => last,
    stop() {
      for (const name of names) process.off(name, pass)
    },
  }
}

/**
 * As shells have it: 128 + n for a process that signal n ended.
 *
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {number}
 */
export function exitCode(code, signal) {
  const numbers = { SIGHUP: 1, SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }
  return code ?? 128 + (numbers[signal ?? ''] ?? 1)
}

/**
 * Command and arguments that run the user's npm. It runs on the Node that came with it and not on the
 * project's own, which `npm ci` removes and puts back.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {[string, string[]]}
 */
export function npmCommand(args, env = process.env) {
  const npm = env.npm_execpath
  const node = env.npm_node_execpath ?? process.execPath
  if (npm !== undefined && /npm-cli\.c?js$/.test(npm)) return [node, [npm, ...args]]
  const besideNode = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')
  if (existsSync(besideNode)) return [process.execPath, [besideNode, ...args]]
  return ['npm', args]
}

/**
 * Shows that something long goes on until the work is done.
 *
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} work
 * @param {{ measure?: () => number, total?: number }} options bytes so far and in all, where known
 * @returns {Promise<T>}
 */
export async function withProgress(label, work, { measure, total } = {}) {
  const progress = new Progress(label, { total })
  const timer = setInterval(() => progress.update(measure?.()), 500)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    progress.end()
  }
}
