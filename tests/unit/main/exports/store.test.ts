import fs, { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ExportStore } from '../../../../src/main/exports/store.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { followedExport, PlainStateFile, start, trackedExport, useFolder } from './support.ts'

const folder = useFolder()
const mainFile = () => join(folder.path, 'export-state.json')
const backupFile = () => join(folder.path, 'export-state.backup.json')

function open(file = new PlainStateFile(folder.path)): ExportStore {
  return new ExportStore({ file, folder: folder.path, now: () => start, logger: silentLogger })
}

const numbered = (number: number) =>
  followedExport({
    id: `00000000-0000-4000-8000-00000000000${number}`,
    runId: String(number),
    message: `With "quotes", {braces} and \\ in ${number}`,
  })

function fill(count = 3): ExportStore {
  const store = open()
  for (let number = 1; number <= count; number += 1) store.add(numbered(number))
  return store
}

const runIds = (store: ExportStore) =>
  store
    .all()
    .map(({ record }) => record.runId)
    .sort()

describe('the store of exports', () => {
  it('starts empty', () => {
    expect(open().all()).toEqual([])
    expect(readdirSync(folder.path)).toEqual([])
  })

  it('has everything again after a restart, tokens included', () => {
    open().add(trackedExport())
    expect(open().all()).toEqual([trackedExport()])
  })

  it('writes a version, and what is removed is gone', () => {
    fill().remove([numbered(2).record.id])
    expect(JSON.parse(readFileSync(mainFile(), 'utf8'))).toMatchObject({ version: 2 })
    expect(runIds(open())).toEqual(['1', '3'])
  })

  it('has an export on disk, backup first, file and folder synced, before it says so', () => {
    const store = fill(1)
    const paths = new Map<number, string>()
    const done: string[] = []
    const openSync = fs.openSync.bind(fs)
    const spies = [
      vi.spyOn(fs, 'openSync').mockImplementation((path, ...rest) => {
        const handle = openSync(path, ...rest)
        paths.set(handle, String(path))
        return handle
      }),
      vi.spyOn(fs, 'fsyncSync').mockImplementation((handle) => {
        const path = paths.get(handle) ?? ''
        done.push(path === folder.path ? 'sync folder' : `sync ${basename(path).split('.json')[0]}`)
      }),
    ]
    store.add(numbered(2))
    for (const spy of spies) spy.mockRestore()
    expect(done).toEqual([
      'sync export-state.backup',
      'sync folder',
      'sync export-state',
      'sync folder',
    ])
  })

  it('keeps what successful exports taught', () => {
    const store = fill(1)
    const ended = { state: 'succeeded', runningSince: start + 4000, endedAt: start + 9000 } as const
    store.keepRun(followedExport({ ...ended, host: 'http://a', runId: '5' }).record)
    store.update(numbered(1), { save: true })
    expect(open().knownRun('http://a', '5')).toMatchObject({
      workflows: 3,
      pipelines: 2,
      startupMs: 4000,
      executionMs: 5000,
    })
    expect(open().knownRun('http://b', '5')).toBeNull()
  })
})

describe('a disk that is full', () => {
  const full = new AppError('disk-full', 'The disk of this computer is full.')

  it('takes no new export', () => {
    const file = new PlainStateFile(folder.path)
    const store = open(file)
    file.failure = full
    expect(() => {
      store.add(trackedExport())
    }).toThrow(full)
    expect(store.all()).toEqual([])
    expect(open().all()).toEqual([])
  })

  it('keeps changes in memory and writes them when there is room', () => {
    const file = new PlainStateFile(folder.path)
    const store = open(file)
    store.add(numbered(1))
    file.failure = full
    store.update(followedExport({ ...numbered(1).record, state: 'running' }), { save: true })
    expect(store.problem).toBe(full)
    expect(store.all()[0]?.record.state).toBe('running')
    expect(store.flush()).toBe(false)
    file.failure = null
    expect(store.flush()).toBe(true)
    expect(store.problem).toBeNull()
    expect(open().all()[0]?.record.state).toBe('running')
  })
})

describe('a damaged file', () => {
  const setAside = () => readdirSync(folder.path).filter((name) => name.includes('.bad-'))

  it('is set aside, and the backup has all', () => {
    fill()
    writeFileSync(mainFile(), 'no JSON')
    expect(runIds(open())).toEqual(['1', '2', '3'])
    expect(setAside()).toEqual([`export-state.json.bad-${start}`])
    expect(runIds(open())).toEqual(['1', '2', '3'])
  })

  it('gives the records that are readable when the backup is gone too', () => {
    fill()
    const text = readFileSync(mainFile(), 'utf8')
    rmSync(backupFile())
    writeFileSync(mainFile(), text.slice(0, text.lastIndexOf('idempotencyToken')))
    expect(runIds(open())).toEqual(['1', '2'])
  })

  it('loses one record in which a digit changed, not the others', () => {
    fill()
    const text = readFileSync(mainFile(), 'utf8')
    writeFileSync(mainFile(), text.replace('"runId": "2"', '"runId": "7"'))
    expect(runIds(open())).toEqual(['1', '2', '3'])
    rmSync(backupFile())
    writeFileSync(mainFile(), text.replace('"runId": "2"', '"runId": "7"'))
    expect(runIds(open())).toEqual(['1', '3'])
  })

  it('loses one record with a wrong type, not the others', () => {
    fill()
    const content = JSON.parse(readFileSync(mainFile(), 'utf8')) as {
      exports: { record: Record<string, unknown> }[]
    }
    const second = content.exports[1]
    if (second) second.record['state'] = 'dancing'
    rmSync(backupFile())
    writeFileSync(mainFile(), JSON.stringify(content))
    expect(runIds(open())).toEqual(['1', '3'])
    expect(setAside()).toHaveLength(1)
  })

  it('that is missing is made again from the backup', () => {
    fill()
    rmSync(mainFile())
    expect(runIds(open())).toEqual(['1', '2', '3'])
    expect(existsSync(mainFile())).toBe(true)
  })

  it('keeps the newest three of the files set aside', () => {
    for (let number = 1; number <= 6; number += 1) {
      fill(1)
      writeFileSync(mainFile(), `no JSON ${number}`)
      new ExportStore({
        file: new PlainStateFile(folder.path),
        folder: folder.path,
        now: () => start + number,
        logger: silentLogger,
      })
    }
    const kept = setAside().map((name) => readFileSync(join(folder.path, name), 'utf8'))
    expect(kept.sort()).toEqual(['no JSON 4', 'no JSON 5', 'no JSON 6'])
  })

  it('that is an old copy in the place of the main one gives way to the newer backup', () => {
    const store = fill(2)
    const old = readFileSync(mainFile())
    store.add(numbered(3))
    store.update(followedExport({ ...numbered(1).record, state: 'running' }), { save: true })
    store.remove([numbered(2).record.id])
    writeFileSync(mainFile(), old)
    const found = open()
    expect(runIds(found)).toEqual(['1', '3'])
    expect(found.get(numbered(1).record.id)?.record.state).toBe('running')
  })

  it('of a write cut off between backup and main file: an intent was not sent and is dropped', () => {
    const store = fill(1)
    const before = readFileSync(mainFile())
    store.add(trackedExport({ id: '00000000-0000-4000-8000-000000000009' }))
    writeFileSync(mainFile(), before)
    expect(runIds(open())).toEqual(['1'])
  })

  it('written by a newer version gives what can be read and is kept', () => {
    fill()
    const content = JSON.parse(readFileSync(mainFile(), 'utf8')) as Record<string, unknown>
    writeFileSync(mainFile(), JSON.stringify({ ...content, version: 99, news: true }))
    expect(runIds(open())).toEqual(['1', '2', '3'])
    expect(setAside()).toHaveLength(1)
  })
})
