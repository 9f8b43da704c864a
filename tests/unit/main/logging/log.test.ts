import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { logCrashes } from '../../../../src/main/logging/crashes.ts'
import { Log } from '../../../../src/main/logging/log.ts'
import type { LogOptions } from '../../../../src/main/logging/log.ts'
import { Redactor } from '../../../../src/main/logging/redact.ts'
import { skips } from '../../../support/skip.ts'

let home: string
let folder: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'log-'))
  folder = join(home, 'logs')
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})

function newLog(options: Partial<LogOptions> = {}): Log {
  return new Log({ folder, level: 'debug', now: () => 1000, redactor: new Redactor(), ...options })
}

function lines(name = 'app.log'): Record<string, unknown>[] {
  return readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('the log', () => {
  it('writes one JSON line for each message, with the scope that speaks', () => {
    const log = newLog()
    log.logger.info('Started', { version: '0.1.0' })
    log.logger.scope('exports').warn('Polling\nfailed')
    expect(lines()).toEqual([
      { time: 1000, level: 'info', scope: 'app', message: 'Started', fields: { version: '0.1.0' } },
      { time: 1000, level: 'warn', scope: 'exports', message: 'Polling\nfailed' },
    ])
  })

  it('leaves out what is below its level, which can change', () => {
    const log = newLog({ level: 'warn' })
    log.logger.info('one')
    log.logger.error('two')
    log.setLevel('debug')
    log.logger.debug('three')
    expect(lines().map(({ message }) => message)).toEqual(['two', 'three'])
  })

  it('keeps secrets out of message, fields and the mirror', () => {
    const redactor = new Redactor()
    redactor.registerSecret('planted-secret')
    const mirrored: string[] = []
    const log = newLog({ redactor, mirror: (line) => mirrored.push(line) })
    log.logger.error('with planted-secret', { url: 'x?y=planted-secret', token: 'other-secret' })
    const all = readFileSync(join(folder, 'app.log'), 'utf8') + mirrored.join('')
    expect(all).not.toMatch(/planted-secret|other-secret/)
    expect(mirrored).toHaveLength(1)
  })

  it('begins a new file when one is full and keeps five', () => {
    const log = newLog({ maximumBytes: 1000 })
    for (let number = 0; number < 200; number++) log.logger.info(`line ${number}`)
    expect(readdirSync(folder).sort()).toEqual([
      'app.1.log',
      'app.2.log',
      'app.3.log',
      'app.4.log',
      'app.log',
    ])
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1000)
    }
    expect(lines().at(-1)?.['message']).toBe('line 199')
  })

  it('goes on in the file of the last time', () => {
    newLog().logger.info('first start')
    newLog().logger.info('second start')
    expect(lines()).toHaveLength(2)
  })

  it('shortens fields that would fill the log', () => {
    const log = newLog()
    log.logger.info('big', { list: Array.from({ length: 100 }, () => 'x'.repeat(9000)) })
    expect(statSync(join(folder, 'app.log')).size).toBeLessThan(1000)
  })

  it('loses no line to a process that ends at once', () => {
    const script = `
      import { Log } from './src/main/logging/log.ts'
      import { Redactor } from './src/main/logging/redact.ts'
      const log = new Log({ folder: process.argv[1], level: 'info', now: Date.now, redactor: new Redactor() })
      for (let number = 0; number < 500; number++) log.logger.info('line ' + number)
      process.kill(process.pid, 'SIGKILL')
    `
    const run = () =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script, folder], {
        stdio: 'pipe',
      })
    expect(run).toThrow()
    expect(lines()).toHaveLength(500)
  })
})

describe('a disk that refuses', () => {
  it('costs lines and never an exception, and how many is told afterwards', () => {
    let now = 0
    // A file where the folder should be cannot be written by anybody, not even by root.
    writeFileSync(folder, '')
    const log = newLog({ now: () => now })
    log.logger.info('lost')
    log.logger.info('lost too')
    log.flush()
    rmSync(folder)
    now = 10_000
    log.logger.info('written')
    expect(lines()).toMatchObject([
      { message: 'written' },
      { scope: 'log', level: 'warn', fields: { lost: 2 } },
    ])
  })

  it('is survived when the folder is read-only', () => {
    mkdirSync(folder)
    chmodSync(folder, 0o500)
    expect(() => {
      newLog().logger.info('perhaps written')
    }).not.toThrow()
    chmodSync(folder, 0o700)
  })

  it.skipIf(
    skips(process.platform === 'linux' ? null : 'Only Linux has a file that is always full.'),
  )('is survived when it is full', () => {
    mkdirSync(folder)
    execFileSync('ln', ['-s', '/dev/full', join(folder, 'app.log')])
    const log = newLog()
    expect(() => {
      log.logger.info('nowhere to go')
      log.logger.info('nowhere to go')
      log.close()
    }).not.toThrow()
  })
})

describe('errors that nobody caught', () => {
  it('are in the log, with their cause, and the app goes on', () => {
    const log = newLog()
    const listeners = new Map<string, (value: unknown, origin: string) => void>()
    logCrashes({ on: (name: string, listener: never) => listeners.set(name, listener) }, log)
    listeners.get('uncaughtException')?.(
      new Error('broken', { cause: new Error('below') }),
      'uncaughtException',
    )
    listeners.get('unhandledRejection')?.('only text', '')
    expect(lines()).toMatchObject([
      { level: 'error', fields: { error: { message: 'broken', cause: { message: 'below' } } } },
      { level: 'error', fields: { error: 'only text' } },
    ])
  })
})
