import type { ChildProcess } from 'node:child_process'
import spawn from 'cross-spawn'
import { AppError } from '../../../shared/errors.ts'
import type { Logger } from '../../logging/logger.ts'
import type { Network, Route } from '../../network/network.ts'
import { commandEnvironment } from './command-environment.ts'
import { findCommand } from './command-places.ts'
import type { Environment, Places } from './command-places.ts'

/** The command-line tools that can sign in. */
export const tools = {
  az: {
    title: 'The Azure CLI (az)',
    install: 'https://learn.microsoft.com/cli/azure/install-azure-cli',
  },
  databricks: {
    title: 'The Databricks CLI (databricks)',
    install: 'https://docs.databricks.com/dev-tools/cli/install.html',
  },
} as const
export type Tool = keyof typeof tools

export interface CommandRequest {
  tool: Tool
  /** Nothing secret: anybody on this computer can read them. */
  args: readonly string[]
  /** Where the tool will ask, for the choice of the proxy. */
  url: URL
  /** Ends it. */
  signal?: AbortSignal
}

export interface CommandResult {
  /** Null when it was ended by a signal. */
  exitCode: number | null
  stdout: string
  stderr: string
}

/** Runs command-line tools. */
export interface Commands {
  /** Whether a tool is there. Never throws. */
  has(tool: Tool): Promise<boolean>
  /**
   * Runs a tool to its end. Throws `command-missing`, `command-failed` when it cannot be started or
   * talks too much, `timeout`, `canceled`; what it says of itself by its exit code is in the result.
   */
  run(request: CommandRequest): Promise<CommandResult>
}

export interface CommandsOptions {
  environment: Environment
  home: string
  logger: Logger
  network?: Pick<Network, 'routeFor'>
  platform?: NodeJS.Platform
  /** Looked into after PATH; the platform's usual ones when not given. */
  folders?: readonly string[]
  /** Time that a tool may take; az starts slowly, and asks Microsoft. */
  deadlineMs?: number
}

const defaultDeadlineMs = 60_000
/** Time to put things in order before it is ended by force. */
const graceMs = 2000
const mostOutput = 1_000_000

export function createCommands(options: CommandsOptions): Commands {
  const { logger, deadlineMs = defaultDeadlineMs } = options
  const places: Places = { ...options, platform: options.platform ?? process.platform }
  return {
    has: async (tool) => (await findCommand(tool, places)) !== null,
    run: async ({ tool, args, url, signal }) => {
      const file = await findCommand(tool, places)
      if (file === null) throw missing(tool)
      const environment = commandEnvironment(places, await routeTo(url, options))
      logger.debug('Running a command-line tool', { command: commandLine(tool, args) })
      const child = spawn(file, [...args], {
        env: environment,
        cwd: options.home,
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
        // A process group of its own, so that what the tool starts can be ended with it.
        detached: places.platform !== 'win32',
      })
      return await finish(child, { tool, args, deadlineMs, signal: signal ?? null })
    },
  }
}

/** A command as a person types it. */
export function commandLine(tool: Tool, args: readonly string[]): string {
  const quoted = args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `"${arg}"`))
  return [tool, ...quoted].join(' ')
}

async function routeTo(url: URL, { network, logger }: CommandsOptions): Promise<Route | null> {
  try {
    return (await network?.routeFor(url)) ?? null
  } catch (error) {
    // The tool has settings of its own, and may get through.
    logger.debug('No proxy could be found for a command-line tool', { error })
    return null
  }
}

interface Terms {
  tool: Tool
  args: readonly string[]
  deadlineMs: number
  signal: AbortSignal | null
}

async function finish(child: ChildProcess, terms: Terms): Promise<CommandResult> {
  const { tool, deadlineMs, signal } = terms
  const output = { stdout: '', stderr: '' }
  let failure: AppError | null = null
  let force: ReturnType<typeof setTimeout> | undefined
  const end = (why: AppError) => {
    if (failure !== null) return
    failure = why
    kill(child, 'SIGTERM')
    force = setTimeout(() => kill(child, 'SIGKILL'), graceMs)
  }
  const deadline = setTimeout(() => end(tooLate(terms)), deadlineMs)
  const cancel = () => end(canceled(tool))
  if (signal?.aborted === true) cancel()
  else signal?.addEventListener('abort', cancel, { once: true })
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      if (output[name].length + text.length > mostOutput) end(tooMuch(terms))
      else output[name] += text
    })
  }
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', (error) => reject(notStarted(tool, error)))
      child.once('close', resolve)
      // A grandchild may keep the pipes open after the tool itself was ended.
      child.once('exit', (code) => {
        if (failure !== null) resolve(code)
      })
    })
    if (failure !== null) throw failure as AppError
    return { exitCode, ...output }
  } finally {
    clearTimeout(deadline)
    clearTimeout(force)
    signal?.removeEventListener('abort', cancel)
    if (failure !== null) {
      kill(child, 'SIGKILL')
      child.stdout?.destroy()
      child.stderr?.destroy()
    }
  }
}

/** Ends the tool with everything it started. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' }).once(
      'error',
      () => child.kill(),
    )
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch {
    // Nothing of it is left.
  }
}

function missing(tool: Tool): AppError {
  const { title, install } = tools[tool]
  return new AppError('command-missing', `${title} is not installed or not on the PATH.`, {
    suggestion: `Install it (${install}), then try again.`,
    details: { command: tool },
  })
}

function notStarted(tool: Tool, cause: Error): AppError {
  const reason = 'code' in cause ? String(cause.code) : cause.name
  return new AppError('command-failed', `${tools[tool].title} could not be started.`, {
    suggestion: `Run “${tool} --version” in a terminal to see why, and install it anew if need be: ${tools[tool].install}.`,
    details: { command: tool, reason },
    cause,
  })
}

function tooLate({ tool, args, deadlineMs }: Terms): AppError {
  const seconds = Math.max(1, Math.round(deadlineMs / 1000))
  const time = seconds === 1 ? '1 second' : `${seconds} seconds`
  return new AppError('timeout', `${tools[tool].title} did not answer within ${time}.`, {
    suggestion: `Run “${commandLine(tool, args)}” in a terminal to see what it waits for.`,
    details: { command: tool, limitMs: deadlineMs },
  })
}

function tooMuch({ tool, args }: Terms): AppError {
  return new AppError('command-failed', `${tools[tool].title} says far more than a token.`, {
    suggestion: `Run “${commandLine(tool, args)}” in a terminal to see what is wrong.`,
    details: { command: tool },
  })
}

function canceled(tool: Tool): AppError {
  return new AppError('canceled', `${tools[tool].title} was stopped.`)
}
