import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createCommands } from '../../../../../src/main/connections/sign-in/commands.ts'
import type {
  Commands,
  CommandsOptions,
  Tool,
} from '../../../../../src/main/connections/sign-in/commands.ts'
import { silentLogger } from '../../../../../src/main/logging/logger.ts'

/** What a stub does when it is called. */
export interface StubBehaviour {
  stdout?: string
  stderr?: string
  exitCode?: number
  /** Never ends, and starts another process that does not either. */
  hangs?: boolean
}

export interface StubCall {
  argv: string[]
  env: Record<string, string>
  cwd: string
  /** Process ids of the stub and of what it started. */
  pids: number[]
}

const script = `
const { spawn } = require('node:child_process')
const { appendFileSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const [tool, ...argv] = process.argv.slice(2)
const read = (name) => readFileSync(join(__dirname, name), 'utf8')
const { stdout = '', stderr = '', exitCode = 0, hangs = false } = JSON.parse(read(tool + '.json'))
const pids = [process.pid]
if (hangs) {
  process.on('SIGTERM', () => undefined)
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
  pids.push(other.pid)
  setInterval(() => {}, 1000)
}
const call = { argv, env: process.env, cwd: process.cwd(), pids }
appendFileSync(join(__dirname, tool + '.calls'), JSON.stringify(call) + '\\n')
process.stderr.write(stderr)
process.stdout.write(stdout)
process.exitCode = exitCode
`

/** A temporary home with command-line tools that do what a test says and write down how they were called. */
export class StubCommands {
  readonly home: string
  readonly bin: string

  constructor(home: string) {
    this.home = home
    this.bin = join(home, 'stub tools')
  }

  static async make(): Promise<StubCommands> {
    const home = await realpath(await mkdtemp(join(tmpdir(), 'sign-in-')))
    onTestFinished(() => rm(home, { recursive: true, force: true }))
    const stubs = new StubCommands(home)
    await mkdir(stubs.bin)
    await writeFile(join(stubs.bin, 'stub.cjs'), script)
    return stubs
  }

  /** Puts a tool on the PATH, or changes what it does. */
  async put(tool: Tool, behaviour: StubBehaviour | object = {}): Promise<void> {
    await writeFile(join(this.bin, `${tool}.json`), JSON.stringify(behaviour))
    const stub = join(this.bin, 'stub.cjs')
    const file = join(this.bin, tool)
    await writeFile(file, `#!/bin/sh\nexec "${process.execPath}" "${stub}" ${tool} "$@"\n`)
    await chmod(file, 0o755)
    await writeFile(`${file}.cmd`, `@"${process.execPath}" "${stub}" ${tool} %*\r\n`)
  }

  async calls(tool: Tool): Promise<StubCall[]> {
    const text = await readFile(join(this.bin, `${tool}.calls`), 'utf8').catch(() => '')
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as StubCall)
  }

  /** Looks into no folder of this computer but the stubs' own. */
  commands(options: Partial<CommandsOptions> = {}): Commands {
    return createCommands({
      environment: { PATH: this.bin },
      home: this.home,
      folders: [],
      logger: silentLogger,
      ...options,
    })
  }
}

/** What `az account get-access-token` prints, with `expires_on` of newer versions or without. */
export function azAnswer(token: string, expiresAt: number): string {
  return JSON.stringify({
    accessToken: token,
    expiresOn: '2026-01-15 13:00:00.000000',
    expires_on: expiresAt / 1000,
    subscription: '00000000-0000-0000-0000-000000000000',
    tenant: '11111111-1111-1111-1111-111111111111',
    tokenType: 'Bearer',
  })
}

/** What `databricks auth token` prints. */
export function databricksAnswer(token: string, expiresAt: number): string {
  const expiry = new Date(expiresAt).toISOString()
  return JSON.stringify({ access_token: token, token_type: 'Bearer', expiry }, null, 2)
}
