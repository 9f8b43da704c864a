import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { electronRuntime } from '../../../scripts/lib/electron-runtime.mjs'

export const projectFolder = resolve(import.meta.dirname, '../../..')

export interface RunningApp {
  electron: ElectronApplication
  page: Page
  /** The process of main; Playwright forgets it when the app has ended. */
  process: ChildProcess
  /** What the main process wrote to its standard streams. */
  output: () => string
}

/** Far longer than a start takes on a busy machine. */
const startMs = 30_000

/** A folder for userData that outlives a restart of the app within one test. */
export async function temporaryUserData(): Promise<{
  path: string
  remove: () => Promise<void>
}> {
  const path = await mkdtemp(join(tmpdir(), 'workflow-manager-'))
  return {
    path,
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  }
}

/** Starts the built app on a real Electron, as a user would. */
export async function launchApp(options: {
  userData: string
  env?: Record<string, string>
}): Promise<RunningApp> {
  let output = ''
  const electron = await _electron.launch({
    executablePath: electronRuntime().executable,
    args: launchArguments(join(import.meta.dirname, 'driven-app'), options.userData),
    timeout: startMs,
    env: { ...definedEnvironment(), ...options.env },
  })
  electron.process().stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  electron.process().stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  try {
    const page = await electron.firstWindow({ timeout: startMs })
    await page.waitForSelector('[data-ready]', { state: 'attached', timeout: startMs })
    return { electron, page, process: electron.process(), output: () => output }
  } catch (error) {
    electron.process().kill('SIGKILL')
    throw new Error(`the app did not start: ${output}`, { cause: error })
  }
}

/** Starts the app as the system does at login: without a window, so there is no page yet. */
export async function launchHidden(options: {
  userData: string
  env?: Record<string, string>
}): Promise<Omit<RunningApp, 'page'>> {
  let output = ''
  const electron = await _electron.launch({
    executablePath: electronRuntime().executable,
    args: [
      ...launchArguments(join(import.meta.dirname, 'driven-app'), options.userData),
      '--hidden',
    ],
    timeout: startMs,
    env: { ...definedEnvironment(), ...options.env },
  })
  electron.process().stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return { electron, process: electron.process(), output: () => output }
}

/** Starts the app once more beside the running one; the exit code of the second. */
export function startAgain(userData: string, ...more: string[]): Promise<number | null> {
  const args = [...launchArguments(projectFolder, userData), ...more]
  const child = spawn(electronRuntime().executable, args, { stdio: 'ignore' })
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('exit', done)
  })
}

function launchArguments(appFolder: string, userData: string): string[] {
  return [
    appFolder,
    `--user-data-dir=${userData}`,
    '--disable-gpu',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
}

/** Ends the app the hard way, as a crash or a power cut would. */
export async function killApp(app: Pick<RunningApp, 'process'>): Promise<void> {
  const child = app.process
  if (child.exitCode !== null || child.signalCode !== null) return
  const { promise, resolve: done } = Promise.withResolvers<void>()
  child.once('exit', () => done())
  child.kill('SIGKILL')
  await promise
}

/** Asks the app to quit and waits for the end of its process; answers the dialog with "Quit". */
export async function quitApp(app: RunningApp): Promise<void> {
  const child = app.process
  const { promise, resolve: done } = Promise.withResolvers<void>()
  if (child.exitCode !== null) return
  child.once('exit', () => done())
  await app.electron.evaluate(({ app: electronApp, dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false })
    setImmediate(() => electronApp.quit())
  })
  await promise
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )
}
