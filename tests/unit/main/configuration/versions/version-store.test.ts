import fs from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ReplacedText } from '../../../../../src/main/configuration/versions/replaced-text.ts'
import type { VersionStore } from '../../../../../src/main/configuration/versions/version-store.ts'
import { keptTextsFolder } from '../../../../support/kept-texts.ts'
import type { KeptTextsFolder } from '../../../../support/kept-texts.ts'

const path = '/Workspace/Shared/config.yml'

let folder: KeptTextsFolder
let store: VersionStore
let clock: number

beforeEach(async () => {
  clock = 0
  folder = await keptTextsFolder(() => clock)
  store = folder.open().versions
})
afterEach(async () => {
  vi.restoreAllMocks()
  await folder.remove()
})

function keep(text: string | Uint8Array, more: Partial<ReplacedText> = {}): Promise<void> {
  clock += 1000
  return store.keep('a', {
    path,
    text,
    modifiedAt: 5,
    reason: 'save',
    replacedBy: 'one\nthree\n',
    ...more,
  })
}
const list = async (at = path) => (await store.list('a', at)).versions
const texts = async (at = path): Promise<string[]> =>
  Promise.all((await list(at)).map(({ id }) => store.text('a', id)))

/** The files of versions, oldest first. */
function files(): string[] {
  const own = join(folder.path, 'versions', 'connection-a')
  if (!fs.existsSync(own)) return []
  return fs
    .readdirSync(own)
    .flatMap((key) => fs.readdirSync(join(own, key)).map((name) => join(own, key, name)))
    .sort()
}

describe('keeping', () => {
  it('lists what was replaced, newest first, with what came and went', async () => {
    await keep('one\ntwo\n')
    await keep('four\n', { reason: 'overwrite', modifiedAt: null })
    expect(await list()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}-00000002$/),
        path,
        reason: 'overwrite',
        keptAt: 2000,
        modifiedAt: null,
        bytes: 5,
        lines: 1,
        added: 2,
        removed: 1,
      },
      {
        id: expect.stringMatching(/^[0-9a-f]{32}-00000001$/),
        path,
        reason: 'save',
        keptAt: 1000,
        modifiedAt: 5,
        bytes: 8,
        lines: 2,
        added: 1,
        removed: 1,
      },
    ])
    expect(await texts()).toEqual(['four\n', 'one\ntwo\n'])
  })

  it('gives every byte of a text back', async () => {
    const odd = '\uFEFFa: "\u0000 🚀"\r\n\tשלום\n\n'
    await keep(odd)
    await keep('')
    expect(await texts()).toEqual(['', odd])
    await keep(Uint8Array.from([0x61, 0xff]))
    expect((await texts())[0]).toBe('a\uFFFD')
  })

  it('keeps nothing twice that the newest says already', async () => {
    await keep('one\n')
    await keep('one\n', { reason: 'overwrite' })
    expect(await list()).toHaveLength(1)
    await keep('two\n')
    await keep('one\n')
    expect(await texts()).toEqual(['one\n', 'two\n', 'one\n'])
  })

  it('keeps the last 20 of each file', async () => {
    for (let index = 0; index < 23; index += 1) await keep(`${index}\n`)
    await keep('other\n', { path: '/Workspace/Shared/app_config.yml' })
    expect(await texts()).toEqual(Array.from({ length: 20 }, (_, index) => `${22 - index}\n`))
    expect(await texts('/Workspace/Shared/app_config.yml')).toEqual(['other\n'])
    expect(files()).toHaveLength(21)
  })

  it('keeps the order of keeping, also when the clock was put back and after a restart', async () => {
    await keep('first\n')
    clock = -5000 + 5001
    store = folder.open().versions
    await keep('second\n')
    await Promise.all(['third\n', 'fourth\n', 'fifth\n'].map((text) => keep(text)))
    expect(await texts()).toEqual(['fifth\n', 'fourth\n', 'third\n', 'second\n', 'first\n'])
  })

  it('keeps a text of 10 MB in little room', async () => {
    const large = '  - job_name: "customer_360_daily"\n'.repeat(300_000)
    await keep(large, { replacedBy: `${large}# end\n` })
    const [version] = await list()
    expect(version).toMatchObject({ bytes: large.length, lines: 300_000, added: 1, removed: 0 })
    expect((await texts())[0]).toBe(large)
    expect(fs.statSync(files()[0] ?? '').size).toBeLessThan(100_000)
  })

  it('takes one path for another that means the same file', async () => {
    await keep('one\n', { path: '/Shared/config.yml' })
    expect(await texts()).toEqual(['one\n'])
  })

  it('is only for this user', async () => {
    await keep('one\n')
    if (process.platform !== 'win32') expect(fs.statSync(files()[0] ?? '').mode & 0o777).toBe(0o600)
  })

  it('says when the disk is full, and keeps what was kept', async () => {
    await keep('one\n')
    const real = fs.statfsSync
    vi.spyOn(fs, 'statfsSync').mockImplementation(((at: string) => ({
      ...real(at),
      bavail: 0,
    })) as typeof fs.statfsSync)
    await expect(keep('two\n')).rejects.toMatchObject({ code: 'disk-full' })
    vi.restoreAllMocks()
    expect(await texts()).toEqual(['one\n'])
    await keep('two\n')
    expect(await texts()).toEqual(['two\n', 'one\n'])
  })
})

describe('a file that was moved', () => {
  it('takes its history along, in front of that of the new place', async () => {
    await keep('there before\n', { path: '/Workspace/new.yml' })
    await keep('one\n')
    await keep('two\n')
    await store.move('a', path, '/Workspace/new.yml')
    expect(await texts('/Workspace/new.yml')).toEqual(['two\n', 'one\n', 'there before\n'])
    expect(await list()).toEqual([])
    await store.move('a', '/Workspace/nowhere.yml', path)
    await store.move('a', path, path)
  })

  it('still has 20 at most', async () => {
    for (let index = 0; index < 15; index += 1) {
      await keep(`old ${index}\n`, { path: '/Workspace/new.yml' })
      await keep(`${index}\n`)
    }
    await store.move('a', path, '/Workspace/new.yml')
    const all = await texts('/Workspace/new.yml')
    expect(all).toHaveLength(20)
    expect(all.slice(0, 16).at(-1)).toBe('old 14\n')
  })
})

describe('damage', () => {
  it.each<[string, (file: string) => void]>([
    ['empty', (file) => fs.writeFileSync(file, '')],
    ['no version', (file) => fs.writeFileSync(file, 'workflows: []\n')],
    ['JSON of something else', (file) => fs.writeFileSync(file, '{"a":1}\nrest')],
    ['bytes', (file) => fs.writeFileSync(file, Buffer.alloc(40_000, 0xff))],
    [
      'a folder',
      (file) => {
        fs.rmSync(file)
        fs.mkdirSync(file)
      },
    ],
  ])('of one version is told and does no harm to the others: %s', async (_what, harm) => {
    await keep('one\n')
    await keep('two\n')
    await keep('three\n')
    harm(files()[2] ?? '')
    const left = await store.list('a', path)
    expect(left.unreadable).toBe(1)
    expect(await texts()).toEqual(['two\n', 'one\n'])
    await keep('four\n')
    expect(await texts()).toEqual(['four\n', 'two\n', 'one\n'])
  })

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut off', (bytes) => bytes.subarray(0, -9)],
    ['only the first line', (bytes) => bytes.subarray(0, bytes.indexOf(10) + 1)],
    [
      'another text',
      (bytes) => Buffer.concat([bytes.subarray(0, bytes.indexOf(10) + 1), gzipSync('x')]),
    ],
    [
      'a text that would fill the memory',
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, bytes.indexOf(10) + 1),
          gzipSync(Buffer.alloc(80 * 1024 * 1024)),
        ]),
    ],
  ])('of the text is said, and never shown as the text: %s', async (_what, change) => {
    await keep('one\ntwo\nthree\n')
    const file = files()[0] ?? ''
    fs.writeFileSync(file, change(fs.readFileSync(file)))
    const [version] = await list()
    await expect(store.text('a', version?.id ?? '')).rejects.toMatchObject({ code: 'disk-failed' })
  })

  it('a version that is gone is not found, and no id leads out of the folder', async () => {
    await keep('one\n')
    const [version] = await list()
    const id = version?.id ?? ''
    await expect(store.text('a', `${id.slice(0, -1)}9`)).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(store.text('b', id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(store.text('a', '../../connections-1')).rejects.toThrow()
  })
})

describe('connections', () => {
  it('lose what is kept with them, and nothing of a removed one comes back', async () => {
    await keep('one\n')
    const late = keep('two\n')
    store.forget('a')
    await late
    expect(await list()).toEqual([])
    expect(files()).toEqual([])
    await keep('again\n')
    expect(await texts()).toEqual(['again\n'])
  })

  it('that are gone are cleared away at the start', async () => {
    await keep('one\n')
    await store.keep('b', { path, text: 'b\n', modifiedAt: null, reason: 'save', replacedBy: null })
    expect(await store.count('b')).toBe(1)
    store.forgetOthers(['b'])
    expect(await store.count('a')).toBe(0)
    expect(files()).toEqual([])
    expect((await store.list('b', path)).versions).toHaveLength(1)
  })
})
