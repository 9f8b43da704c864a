import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { createDiagnostics } from '../../../../src/main/logging/diagnostics.ts'
import type { DiagnosticsOptions } from '../../../../src/main/logging/diagnostics.ts'
import {
  diagnosticsFileName,
  writeDiagnostics,
} from '../../../../src/main/logging/diagnostics-file.ts'
import { Log } from '../../../../src/main/logging/log.ts'
import { Redactor } from '../../../../src/main/logging/redact.ts'
import type { ConnectionsState } from '../../../../src/shared/connection.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import { followedExport, start, useFolder } from '../exports/support.ts'

const folder = useFolder()
const secret = 'correct-horse-battery'

const connections: ConnectionsState = {
  activeId: 'prod',
  status: { state: 'connected', error: null },
  connections: [
    {
      id: 'prod',
      name: 'Ada’s production',
      color: 'red',
      host: 'https://adb-1.azuredatabricks.net',
      signIn: {
        method: 'azure-service-principal',
        tenantId: 'tenant-1',
        clientId: 'client-1',
        cloud: 'public',
      },
      secretKept: 'keychain',
      userName: 'ada@example.com',
      createdAt: start,
      lastConnectedAt: null,
    },
  ],
}

async function filesOf(options: Partial<DiagnosticsOptions> = {}): Promise<Record<string, string>> {
  const bytes = await createDiagnostics({
    logFolder: join(folder.path, 'logs'),
    info: { name: 'Databricks Workflow Manager', version: '1.2.3' },
    settings: {
      ...defaultSettings,
      certificatesFile: '/home/ada/ca.pem',
      proxy: { ...defaultSettings.proxy, mode: 'manual', url: 'http://p:1', userName: 'ada' },
    },
    connections,
    network: {
      environmentProxy: null,
      hasProxyPassword: true,
      proxyError: null,
      certificates: { builtIn: 140, system: null, file: null },
      certificatesError: null,
    },
    exports: [followedExport({ jobName: 'Ada’s job', message: 'by ada@example.com' }).record],
    now: () => start,
    redactor: new Redactor(),
    home: '/home/ada',
    ...options,
  })
  return Object.fromEntries(
    Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]),
  )
}

function logWith(redactor: Redactor, write: (log: Log) => void, maximumBytes?: number): void {
  const log = new Log({
    folder: join(folder.path, 'logs'),
    level: 'debug',
    now: () => start,
    redactor,
    ...(maximumBytes === undefined ? {} : { maximumBytes }),
  })
  write(log)
  log.close()
}

describe('diagnostics', () => {
  it('say what a bug report needs', async () => {
    logWith(new Redactor(), ({ logger }) => {
      logger.info('Ready')
    })
    const files = await filesOf()
    expect(Object.keys(files)).toEqual([
      'about.json',
      'settings.json',
      'network.json',
      'connections.json',
      'exports.json',
      'logs/app.log',
    ])
    const json = (name: string) => JSON.parse(files[name] ?? '') as Record<string, unknown>
    expect(json('about.json')).toMatchObject({
      version: '1.2.3',
      createdAt: '2026-01-15T12:00:00.000Z',
      versions: { node: process.versions.node },
    })
    expect(json('settings.json')).toMatchObject({
      certificatesFile: '~/ca.pem',
      proxy: { mode: 'manual', url: 'http://p:1', userName: '(set)' },
    })
    expect(json('network.json')).toMatchObject({ hasProxyPassword: true })
    expect(json('connections.json')).toEqual({
      active: 'prod',
      status: { state: 'connected', error: null },
      connections: [
        {
          id: 'prod',
          host: 'https://adb-1.azuredatabricks.net',
          method: 'azure-service-principal',
          secretKept: 'keychain',
          createdAt: start,
          lastConnectedAt: null,
        },
      ],
    })
    expect(json('exports.json')).toMatchObject([{ runId: '77', message: 'by …@example.com' }])
    expect(JSON.parse(files['logs/app.log'] ?? '')).toMatchObject({ message: 'Ready' })
  })

  it('name nobody', async () => {
    logWith(new Redactor(), ({ logger }) => {
      logger.info('Signed in as ada@example.com', { file: '/home/ada/.databrickscfg' })
    })
    const all = JSON.stringify(await filesOf())
    expect(all).toContain('…@example.com')
    expect(all).toContain('~/.databrickscfg')
    expect(all).not.toMatch(/ada[@’/"]|Ada/)
  })

  it('hold no secret that is known by now, though the log was written before', async () => {
    logWith(new Redactor(), ({ logger }) => {
      logger.warn(`It said ${secret}`, { answer: { words: [secret] } })
    })
    await writeFile(join(folder.path, 'logs', 'app.1.log'), `no JSON, but ${secret}\n`)
    const redactor = new Redactor()
    redactor.registerSecret(secret)
    const error = { code: 'proxy' as const, message: secret, suggestion: '', details: {} }
    const all = JSON.stringify(
      await filesOf({
        redactor,
        connections: { ...connections, status: { state: 'failed', error } },
      }),
    )
    expect(all).toContain('no JSON, but [redacted]')
    expect(all).not.toContain(secret)
  })

  it('have no logs when there are none', async () => {
    expect(Object.keys(await filesOf())).not.toContain('logs/app.log')
  })

  it('take nothing from the folder that is not a log', async () => {
    await mkdir(join(folder.path, 'logs'))
    await writeFile(join(folder.path, 'logs', 'secrets.txt'), secret)
    expect(JSON.stringify(await filesOf())).not.toContain('secrets.txt')
  })

  it('keep to the newest lines of large logs', async () => {
    const write = ({ logger }: Log): void => {
      for (let line = 0; line < 2000; line++) logger.info(`Line ${line}.`)
    }
    logWith(new Redactor(), write, 50_000)
    const files = await filesOf({ mostLogBytes: 60_000 })
    const logs = Object.keys(files).filter((name) => name.startsWith('logs/'))
    expect(logs).toEqual(['logs/app.log', 'logs/app.1.log', 'logs/app.2.log'].slice(0, logs.length))
    const text = logs.map((name) => files[name] ?? '').join('')
    expect(text.length).toBeLessThanOrEqual(60_000)
    expect(text.length).toBeGreaterThan(55_000)
    expect(text).toContain('Line 1999.')
    expect(text).not.toContain('Line 0.')
    for (const line of text.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('time')
  })
})

describe('the file', () => {
  it('is named after the app and the local date', () => {
    expect(diagnosticsFileName(new Date(2026, 10, 3, 23, 59).getTime())).toBe(
      'databricks-workflow-manager-diagnostics-2026-11-03.zip',
    )
  })

  it('is written whole, over an older one too, and leaves nothing else behind', async () => {
    const path = join(folder.path, 'a.zip')
    writeDiagnostics(path, new Uint8Array([1, 2, 3]))
    writeDiagnostics(path, new Uint8Array([4]))
    expect([...(await readFile(path))]).toEqual([4])
    expect(await readdir(folder.path)).toEqual(['a.zip'])
  })

  it('cannot be where a folder is, and says so', async () => {
    const path = join(folder.path, 'a.zip')
    await mkdir(join(path, 'inside'), { recursive: true })
    expect(() => writeDiagnostics(path, new Uint8Array([1]))).toThrow(
      expect.objectContaining({
        code: 'disk-failed',
        message: 'The diagnostics could not be written there.',
        suggestion: 'Choose another folder, one you may write to.',
      }) as Error,
    )
    expect(await readdir(folder.path)).toEqual(['a.zip'])
  })
})
