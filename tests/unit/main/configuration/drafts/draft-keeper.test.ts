import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readDraftFile } from '../../../../../src/main/configuration/drafts/draft-file.ts'
import type { StoredDraft } from '../../../../../src/main/configuration/drafts/draft-file.ts'
import { DraftFolder } from '../../../../../src/main/configuration/drafts/draft-folder.ts'
import { DraftKeeper } from '../../../../../src/main/configuration/drafts/draft-keeper.ts'
import type {
  DraftContent,
  DraftKeeperOptions,
} from '../../../../../src/main/configuration/drafts/draft-keeper.ts'
import { silentLogger } from '../../../../../src/main/logging/logger.ts'

const path = '/Workspace/Shared/config.yml'

let folder: string
let file: string
let opened: DraftKeeper[]
let clock: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drafts-'))
  file = new DraftFolder(folder).file('a', 'main')
  opened = []
  clock = 1000
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const keeper of opened) keeper.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

function open(options: Partial<DraftKeeperOptions> = {}): DraftKeeper {
  const keeper = new DraftKeeper({
    document: 'main',
    file,
    now: () => clock,
    logger: silentLogger,
    onChange: () => undefined,
    onOtherPath: () => Promise.reject(new Error('There is no other path')),
    delayMs: 1,
    retryMs: 5,
    ...options,
  })
  opened.push(keeper)
  return keeper
}

const content = (draft: string, base: string | null = 'base\n'): DraftContent => ({
  path,
  base,
  modifiedAt: 7,
  draft,
})
const onDisk = (): string | null => readDraftFile(file, 'main')?.draft ?? null
/** The names in the folder of the connection, without what has a time in it. */
const names = (): string[] => fs.readdirSync(join(folder, 'connection-a')).sort()

describe('unsaved edits', () => {
  it('are on disk a moment later, with the text that they were made from, for this user only', async () => {
    open().note(content('mine\n'))
    await expect.poll(onDisk).toBe('mine\n')
    expect(readDraftFile(file, 'main')).toEqual({
      document: 'main',
      path,
      base: 'base\n',
      modifiedAt: 7,
      draft: 'mine\n',
      editedAt: 1000,
    })
    if (process.platform !== 'win32') expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    expect(names()).toEqual(['main.json'])
  })

  it('are there at once when they must be', () => {
    const keeper = open({ delayMs: 60_000 })
    keeper.note(content('mine\n'))
    expect(keeper.flush()).toBe(true)
    expect(onDisk()).toBe('mine\n')
  })

  it('keep every sign of a text', () => {
    const odd = '\uFEFFa: "\u0000 \u2028 🚀 \uD83D"\r\n\tשלום'
    open({ delayMs: 60_000 }).note(content(odd, odd.slice(2)))
    opened[0]?.flush()
    expect(open().restore(path)).toMatchObject({ draft: odd, base: odd.slice(2) })
  })

  it('are written while somebody types on and on', async () => {
    const keeper = open()
    const seen = new Set<string | null>()
    for (let index = 0; index < 60; index += 1) {
      keeper.note(content(`text ${index}`))
      await sleep(2)
      seen.add(onDisk())
    }
    expect(seen.size).toBeGreaterThan(5)
    await expect.poll(onDisk).toBe('text 59')
  })

  it('leave no file when they are saved or given up, also during a write', async () => {
    for (let wait = 0; wait < 20; wait += 1) {
      const keeper = open({ delayMs: 0 })
      keeper.note(content('x'.repeat(200_000)))
      await sleep(wait / 4)
      keeper.note(null)
      expect(fs.existsSync(file)).toBe(false)
      await sleep(5)
      expect(fs.existsSync(file)).toBe(false)
    }
    await expect.poll(names).toEqual([])
  })

  it('end as what was wanted last, whatever was written, flushed and given up before', async () => {
    let seed = 5
    const random = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most
    for (let round = 0; round < 15; round += 1) {
      const keeper = open({ delayMs: 0 })
      let last: string | null = null
      for (let step = 0; step < 12; step += 1) {
        const action = random(5)
        if (action === 0) keeper.flush()
        else if (action === 1) await sleep(random(4))
        else {
          last = action === 2 ? null : `${round} ${step}`.repeat(1 + random(20_000))
          keeper.note(last === null ? null : content(last))
        }
      }
      await expect.poll(onDisk).toBe(last)
      keeper.close()
    }
  })

  it('do not come back when the connection is removed during a write', async () => {
    for (let wait = 0; wait < 10; wait += 1) {
      const keeper = open({ delayMs: 0 })
      keeper.note(content('x'.repeat(200_000)))
      await sleep(wait / 2)
      keeper.close()
      new DraftFolder(folder).forget('a')
      await sleep(5)
      expect(fs.existsSync(file)).toBe(false)
    }
  })
})

describe('after a restart', () => {
  it('edits are back with the time of the last one', () => {
    const before = open({ delayMs: 60_000 })
    before.note(content('first\n'))
    clock = 2000
    before.note(content('second\n'))
    before.flush()
    before.close()
    clock = 9000
    const keeper = open()
    expect(keeper.restore(path)).toMatchObject({
      draft: 'second\n',
      base: 'base\n',
      editedAt: 2000,
    })
    expect(keeper.state()).toEqual({ restoredAt: 2000, draftError: null })
  })

  it('the notice goes when it was seen, and when nothing is unsaved any more', () => {
    open().note(content('mine\n'))
    opened[0]?.flush()
    const seen = open()
    seen.restore(path)
    seen.dismiss()
    expect(seen.state().restoredAt).toBeNull()
    const saved = open()
    saved.restore(path)
    saved.note(content('mine and more\n'))
    expect(saved.state().restoredAt).toBe(1000)
    saved.note(null)
    expect(saved.state().restoredAt).toBeNull()
  })

  it('there is nothing without unsaved edits, and no file stays', () => {
    expect(open().restore(path)).toBeNull()
    open().note(content('same\n', 'same\n'))
    opened[1]?.flush()
    expect(open().restore(path)).toBeNull()
    expect(names()).toEqual([])
  })

  it('what an interrupted write left is gone', () => {
    open().note(content('mine\n'))
    opened[0]?.flush()
    fs.writeFileSync(`${file}.123-4.tmp`, '{"half')
    fs.writeFileSync(`${file}.123.tmp`, '')
    expect(open().restore(path)?.draft).toBe('mine\n')
    expect(names()).toEqual(['main.json'])
  })

  it('edits of another path are handed over, and stay aside when that fails', async () => {
    open().note({ ...content('mine\n'), path: '/Workspace/old.yml' })
    opened[0]?.flush()
    const failing = open()
    expect(failing.restore(path)).toBeNull()
    await sleep(5)
    expect(names()).toEqual(['main.json.other-path-1000'])
    fs.renameSync(`${file}.other-path-1000`, file)
    const taken: StoredDraft[] = []
    open({
      onOtherPath: async (draft) => {
        taken.push(draft)
      },
    }).restore(path)
    expect(taken).toMatchObject([{ path: '/Workspace/old.yml', draft: 'mine\n' }])
    await expect.poll(names).toEqual([])
  })
})

describe('a draft that cannot be read', () => {
  const good = {
    version: 1,
    document: 'main',
    path,
    base: null,
    modifiedAt: null,
    draft: 'a',
    editedAt: 1,
  }
  const text = JSON.stringify(good)
  it.each<[string, () => void]>([
    ['empty', () => fs.writeFileSync(file, '')],
    ['cut off', () => fs.writeFileSync(file, text.slice(0, -5))],
    ['twice as long', () => fs.writeFileSync(file, text + text)],
    ['no JSON', () => fs.writeFileSync(file, 'workflows: []')],
    ['bytes', () => fs.writeFileSync(file, Buffer.from([0xff, 0x00, 0xfe]))],
    ['a list', () => fs.writeFileSync(file, '[]')],
    ['null', () => fs.writeFileSync(file, 'null')],
    ['a number as text', () => fs.writeFileSync(file, JSON.stringify({ ...good, draft: 5 }))],
    ['of a later version', () => fs.writeFileSync(file, JSON.stringify({ ...good, version: 2 }))],
    [
      'without a draft',
      () => fs.writeFileSync(file, JSON.stringify({ ...good, draft: undefined })),
    ],
    [
      'of a path that is none',
      () => fs.writeFileSync(file, JSON.stringify({ ...good, path: 'x' })),
    ],
    [
      'of the other document',
      () => fs.writeFileSync(file, JSON.stringify({ ...good, document: 'app' })),
    ],
    [
      'unreasonably large',
      () => {
        fs.writeFileSync(file, text)
        fs.truncateSync(file, 200 * 1024 * 1024)
      },
    ],
    ['a folder', () => fs.mkdirSync(file)],
  ])('is put aside and told when it is %s', (_what, make) => {
    fs.mkdirSync(join(folder, 'connection-a'), { recursive: true })
    make()
    const keeper = open()
    expect(keeper.restore(path)).toBeNull()
    expect(keeper.state().draftError).toMatchObject({
      code: 'disk-failed',
      suggestion: expect.stringContaining('main.json.unreadable-1000'),
    })
    expect(names()).toEqual(['main.json.unreadable-1000'])
    keeper.note(content('new edits\n'))
    expect(keeper.flush()).toBe(true)
    expect(onDisk()).toBe('new edits\n')
    keeper.dismiss()
    expect(keeper.state().draftError).toBeNull()
  })
})

describe('a disk that takes nothing', () => {
  function fullDisk(): () => void {
    const real = fs.statfsSync
    const spy = vi
      .spyOn(fs, 'statfsSync')
      .mockImplementation(((at: string) => ({ ...real(at), bavail: 0 })) as typeof fs.statfsSync)
    return () => spy.mockRestore()
  }

  it.each<[string, string, () => () => void]>([
    ['full', 'disk-full', fullDisk],
    [
      'not to be written to',
      'disk-failed',
      () => {
        const folderOfConnection = join(folder, 'connection-a')
        fs.rmSync(folderOfConnection, { recursive: true })
        fs.writeFileSync(folderOfConnection, 'in the way')
        return () => fs.rmSync(folderOfConnection)
      },
    ],
  ])('is told once, and tried again until it works: %s', async (_what, code, breakDisk) => {
    let heard = 0
    fs.mkdirSync(join(folder, 'connection-a'))
    const heal = breakDisk()
    const keeper = open({ onChange: () => (heard += 1) })
    keeper.note(content('first\n'))
    await expect.poll(() => keeper.state().draftError?.code).toBe(code)
    expect(keeper.flush()).toBe(false)
    keeper.note(content('second\n'))
    await sleep(20)
    expect(heard).toBe(1)
    heal()
    await expect.poll(onDisk).toBe('second\n')
    await expect.poll(() => keeper.state().draftError).toBeNull()
    expect(heard).toBe(2)
  })
})
