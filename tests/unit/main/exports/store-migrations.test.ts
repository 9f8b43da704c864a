import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ExportStore } from '../../../../src/main/exports/store.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { PlainStateFile, start, useFolder } from './support.ts'

const folder = useFolder()
/** As version 1 wrote it, checksums included. */
const version1 = join(import.meta.dirname, '../../../fixtures/exports/version-1.json')
const mainFile = () => join(folder.path, 'export-state.json')

function open(): ExportStore {
  const file = new PlainStateFile(folder.path)
  return new ExportStore({ file, folder: folder.path, now: () => start, logger: silentLogger })
}

interface Entry {
  record: Record<string, unknown> & { id: string }
}

const before = JSON.parse(readFileSync(version1, 'utf8')) as { exports: Entry[] }

describe('a file of version 1', () => {
  it('gives every export with all that was known of it, and nothing is set aside', () => {
    copyFileSync(version1, mainFile())
    const store = open()
    expect(store.all()).toHaveLength(3)
    for (const { record, ...rest } of before.exports) {
      const { tasks, estimate, ...fields } = record
      const { check, ...known } = rest as typeof rest & { check: number }
      expect(check).toBeGreaterThan(0)
      const found = store.get(record.id)
      expect(found).toMatchObject({ ...known, record: fields })
      expect(found?.record.tasks).toMatchObject(tasks as object[])
      if (estimate === null) expect(found?.record.estimate).toBeNull()
      else expect(found?.record.estimate).toMatchObject(estimate as object)
    }
    expect(store.knownRun('http://127.0.0.1:41234', '849743237728870')?.executionMs).toBe(170_000)
    expect(readdirSync(folder.path)).toEqual(['export-state.json'])
  })

  it('gets what version 2 added', () => {
    copyFileSync(version1, mainFile())
    const running = open().get('00000000-0000-4000-8000-000000000002')
    expect(running).toMatchObject({ overdueTold: false, age: null })
    expect(running?.record).toMatchObject({
      origin: 'started',
      pinned: false,
      finishing: false,
      failure: null,
      result: null,
      estimate: { lowMs: 240_000, highMs: 240_000 },
    })
    expect(running?.record.tasks.map(({ runId }) => runId)).toEqual([null, null])
  })

  it('is the present version after the next save', () => {
    copyFileSync(version1, mainFile())
    const store = open()
    const all = store.all()
    store.update(store.all()[0] ?? expect.unreachable(), { save: true })
    expect(JSON.parse(readFileSync(mainFile(), 'utf8'))).toMatchObject({ version: 2 })
    expect(open().all()).toEqual(all)
  })

  it('loses only the record that was damaged', () => {
    const text = readFileSync(version1, 'utf8')
    writeFileSync(mainFile(), text.replace('"progress": 41.5', '"progress": 42.5'))
    expect(open().all()).toHaveLength(2)
  })

  it.each([
    ['cut short', (text: string) => text.slice(0, text.indexOf('"knownRuns"') - 5)],
    ['called a newer one', (text: string) => text.replace('"version": 1', '"version": 7')],
    ['without its version', (text: string) => text.replace('"version": 1,', '')],
  ])('still gives every record when it is %s', (_, damage) => {
    writeFileSync(mainFile(), damage(readFileSync(version1, 'utf8')))
    expect(open().all()).toHaveLength(3)
  })
})
