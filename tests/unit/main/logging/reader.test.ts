import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Log } from '../../../../src/main/logging/log.ts'
import { readLog } from '../../../../src/main/logging/reader.ts'
import { Redactor } from '../../../../src/main/logging/redact.ts'

let folder: string
let time = 0

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'))
  time = 0
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function newLog(maximumBytes?: number): Log {
  return new Log({
    folder,
    level: 'debug',
    now: () => ++time,
    redactor: new Redactor(),
    maximumBytes,
  })
}

const everything = { minimumLevel: 'debug', text: '', limit: 2000 } as const

describe('reading the log', () => {
  it('gives the newest lines, oldest first', async () => {
    const { logger } = newLog()
    for (let number = 0; number < 10; number++) logger.info(`line ${number}`)
    const entries = await readLog(folder, { ...everything, limit: 3 })
    expect(entries.map(({ message }) => message)).toEqual(['line 7', 'line 8', 'line 9'])
  })

  it('reads on in the files before the current one', async () => {
    const { logger } = newLog(2000)
    for (let number = 0; number < 100; number++) logger.info(`line ${number}`)
    const entries = await readLog(folder, { ...everything, limit: 60 })
    expect(entries.map(({ message }) => message)).toEqual(
      Array.from({ length: 60 }, (_value, index) => `line ${index + 40}`),
    )
  })

  it('finds lines of at least a level', async () => {
    const { logger } = newLog()
    logger.debug('one')
    logger.warn('two')
    logger.error('three')
    const entries = await readLog(folder, { ...everything, minimumLevel: 'warn' })
    expect(entries.map(({ message }) => message)).toEqual(['two', 'three'])
  })

  it('searches message, scope and fields, whatever the case', async () => {
    const { logger } = newLog()
    logger.info('The Export started')
    logger.scope('exports').info('Polled')
    logger.info('Saved', { path: '/exports/config.yml' })
    logger.info('Other')
    const entries = await readLog(folder, { ...everything, text: 'EXPORT' })
    expect(entries).toHaveLength(3)
    expect(entries[2]?.fields).toBe('{"path":"/exports/config.yml"}')
  })

  it('skips lines that are broken, foreign or too long', async () => {
    newLog().logger.info('first')
    const junk = ['{"time":', 'null', '[]', '{"level":"loud"}', '', 'x'.repeat(600_000), '\u0000']
    appendFileSync(join(folder, 'app.log'), `${junk.join('\n')}\n`)
    newLog().logger.info('last')
    appendFileSync(join(folder, 'app.log'), '{"time":5,"level":"info","scope":"a","mess')
    const entries = await readLog(folder, everything)
    expect(entries.map(({ message }) => message)).toEqual(['first', 'last'])
  })

  it('puts lines together that lie across the pieces it reads, in any script', async () => {
    const { logger } = newLog()
    const texts = Array.from({ length: 300 }, (_value, index) => `${index} ${'Ünï🚀'.repeat(200)}`)
    for (const text of texts) logger.info(text)
    const entries = await readLog(folder, everything)
    expect(entries.map(({ message }) => message)).toEqual(texts)
  })

  it('gives nothing while there is no log', async () => {
    expect(await readLog(join(folder, 'none'), everything)).toEqual([])
    writeFileSync(join(folder, 'app.log'), '')
    expect(await readLog(folder, everything)).toEqual([])
  })
})
