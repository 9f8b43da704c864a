import { readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { strToU8, Zip, ZipDeflate } from 'fflate'
import type { Connection, ConnectionsState } from '../../shared/connection.ts'
import type { ExportRecord } from '../../shared/export.ts'
import type { NetworkState } from '../../shared/network.ts'
import type { Settings } from '../../shared/settings.ts'
import { PrivateFacts } from './private-facts.ts'
import type { Redactor } from './redact.ts'

export interface DiagnosticsOptions {
  logFolder: string
  /** Versions and the like. */
  info: Readonly<Record<string, unknown>>
  settings: Settings
  connections: ConnectionsState
  network: NetworkState
  exports: readonly ExportRecord[]
  /** UTC ms. */
  now: () => number
  redactor: Redactor
  home?: string
  /** Bytes of logs at most, the newest ones. */
  mostLogBytes?: number
}

const mostLogBytes = 20 * 1024 * 1024
const mostExports = 100
/** Lines between two rests, so that the window does not stand still meanwhile. */
const linesAtOnce = 500

/**
 * What a bug report needs, as a zip file: the logs, and what settings, network, connections and
 * exports were like. It holds no secrets, no e-mail addresses and no path that tells who uses the
 * computer; hosts of workspaces stay. Throws what reading the logs throws.
 */
export async function createDiagnostics(options: DiagnosticsOptions): Promise<Uint8Array> {
  const { connections, exports, info, logFolder, network, redactor, settings } = options
  const facts = new PrivateFacts(redactor, options.home ?? homedir())
  const createdAt = new Date(options.now()).toISOString()
  const bundle = new Bundle()
  const documents: Readonly<Record<string, unknown>> = {
    'about.json': { ...info, createdAt, versions: runtimeVersions() },
    'settings.json': {
      ...settings,
      proxy: { ...settings.proxy, userName: settings.proxy.userName === '' ? '' : '(set)' },
    },
    'network.json': network,
    'connections.json': {
      active: connections.activeId,
      status: connections.status,
      connections: connections.connections.map(connectionFacts),
    },
    'exports.json': exports.slice(0, mostExports).map(exportFacts),
  }
  for (const [name, content] of Object.entries(documents)) {
    bundle.add(name, [`${JSON.stringify(facts.value(content), null, 2)}\n`])
  }
  for (const { name, text } of await newestLogs(logFolder, options.mostLogBytes ?? mostLogBytes)) {
    bundle.add(`logs/${name}`, await anonymousLines(text, facts))
  }
  return await bundle.bytes()
}

/** A zip file that is made piece by piece, in memory. */
class Bundle {
  readonly #pieces: Uint8Array[] = []
  readonly #zip: Zip
  readonly #done = Promise.withResolvers<void>()

  constructor() {
    this.#zip = new Zip((error, piece, isLast) => {
      if (error) this.#done.reject(error)
      this.#pieces.push(piece)
      if (isLast) this.#done.resolve()
    })
  }

  add(name: string, texts: readonly string[]): void {
    const file = new ZipDeflate(name)
    this.#zip.add(file)
    for (const text of texts) file.push(strToU8(text))
    file.push(new Uint8Array(), true)
  }

  async bytes(): Promise<Uint8Array> {
    this.#zip.end()
    await this.#done.promise
    return Buffer.concat(this.#pieces)
  }
}

/** The ends of the log files, newest file first, whole lines, as many bytes as fit. */
async function newestLogs(
  folder: string,
  mostBytes: number,
): Promise<{ name: string; text: string }[]> {
  const logs: { name: string; text: string }[] = []
  let room = mostBytes
  for (const name of await logNames(folder)) {
    if (room <= 0) break
    const bytes = await readFile(join(folder, name))
    const start = bytes.length <= room ? 0 : bytes.indexOf('\n', bytes.length - room) + 1
    logs.push({ name, text: bytes.subarray(start).toString('utf8') })
    room -= bytes.length - start
  }
  return logs
}

async function logNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  const age = (name: string): number => Number(/\.(\d+)\.log$/.exec(name)?.[1] ?? 0)
  return names
    .filter((name) => /^app(\.\d+)?\.log$/.test(name))
    .sort((left, right) => age(left) - age(right))
}

/** The lines once more through the redactor: it may know secrets now that it did not know then. */
async function anonymousLines(text: string, facts: PrivateFacts): Promise<string[]> {
  const lines = text.split('\n').filter((line) => line !== '')
  const pieces: string[] = []
  for (let at = 0; at < lines.length; at += linesAtOnce) {
    const some = lines.slice(at, at + linesAtOnce).map((line) => anonymousLine(line, facts))
    pieces.push(`${some.join('\n')}\n`)
    await breathe()
  }
  return pieces
}

function anonymousLine(line: string, facts: PrivateFacts): string {
  let entry: unknown
  try {
    entry = JSON.parse(line)
  } catch {
    return facts.text(line)
  }
  return JSON.stringify(facts.value(entry))
}

/** Names are what people call things; the host and the way to sign in are what matters. */
function connectionFacts(connection: Connection) {
  const { id, host, signIn, secretKept, createdAt, lastConnectedAt } = connection
  return { id, host, method: signIn.method, secretKept, createdAt, lastConnectedAt }
}

/** Without the names of jobs, tasks and files. */
function exportFacts(record: ExportRecord) {
  const { jobName: _job, connectionName: _connection, configPath: _config, ...others } = record
  const { outputPath: _output, tasks, ...facts } = others
  return { ...facts, tasks: tasks.map(({ state }) => state) }
}

function runtimeVersions() {
  const { node, chrome, v8 } = process.versions as Record<string, string | undefined>
  return { node, chrome, v8 }
}
