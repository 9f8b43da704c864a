import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../../src/main/demo/random.ts'
import { seal } from '../../../../src/main/exports/store-format.ts'
import { ExportStore } from '../../../../src/main/exports/store.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { followedExport, PlainStateFile, start, trackedExport, useFolder } from './support.ts'

const folder = useFolder()
const files = ['export-state.json', 'export-state.backup.json', 'export-state.older.json'] as const
type FileName = (typeof files)[number]

/** Without fsync: what is tested is what is read, and 2,000 times three writes would take minutes. */
function open(): ExportStore {
  const file = new PlainStateFile(folder.path)
  return new ExportStore({
    file: { read: () => file.read(), write: () => undefined },
    folder: folder.path,
    now: () => start,
    logger: silentLogger,
  })
}

const records = [
  trackedExport({ id: '00000000-0000-4000-8000-000000000001' }, { submissionUnclear: true }),
  followedExport({
    id: '00000000-0000-4000-8000-000000000002',
    runId: '849743237728880',
    message: 'With "quotes", {braces}, \\, \u0000 and ünïcödé 🙂',
    tasks: [{ key: 'export', state: 'running', runId: '849743237728881' }],
  }),
  followedExport({
    id: '00000000-0000-4000-8000-000000000003',
    runId: '849743237728990',
    state: 'failed',
    endedAt: start + 9000,
    pinned: true,
  }),
]

/** The three files as the app writes them. */
function pristine(): Record<FileName, Buffer> {
  const file = new PlainStateFile(folder.path)
  const store = new ExportStore({
    file,
    folder: folder.path,
    now: () => start,
    logger: silentLogger,
  })
  for (const record of records) store.add(record)
  const again = new ExportStore({
    file,
    folder: folder.path,
    now: () => start,
    logger: silentLogger,
  })
  again.update(records[1] ?? expect.unreachable(), { save: true })
  const read = (name: FileName) => readFileSync(join(folder.path, name))
  return { [files[0]]: read(files[0]), [files[1]]: read(files[1]), [files[2]]: read(files[2]) }
}

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer

const text = (change: (text: string, random: Random) => string): Mutation => {
  return (bytes, random) => Buffer.from(change(bytes.toString('utf8'), random))
}

const replaceValue = (value: string) =>
  text((json, random) => {
    const values = [...json.matchAll(/:\s*("(?:[^"\\]|\\.)*"|-?[\d.]+|true|false|null)/g)]
    const chosen = values[random.whole(0, values.length - 1)]
    if (chosen === undefined) return json
    const { index, 0: whole } = chosen
    return `${json.slice(0, index)}: ${value}${json.slice(index + whole.length)}`
  })

const mutations: Record<string, Mutation> = {
  'a bit flipped': (bytes, random) => {
    const copy = Buffer.from(bytes)
    const at = random.whole(0, copy.length - 1)
    copy[at] = (copy[at] ?? 0) ^ (1 << random.whole(0, 7))
    return copy
  },
  'many bits flipped': (bytes, random) => {
    const copy = Buffer.from(bytes)
    for (let flips = random.whole(2, 40); flips > 0; flips -= 1) {
      const at = random.whole(0, copy.length - 1)
      copy[at] = (copy[at] ?? 0) ^ (1 << random.whole(0, 7))
    }
    return copy
  },
  'cut at the end': (bytes, random) => bytes.subarray(0, random.whole(0, bytes.length)),
  'cut at the start': (bytes, random) => bytes.subarray(random.whole(0, bytes.length)),
  'a hole': (bytes, random) => {
    const from = random.whole(0, bytes.length)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + random.whole(1, 2000))])
  },
  empty: () => Buffer.alloc(0),
  'a block of NUL bytes': (bytes, random) => {
    const copy = Buffer.from(bytes)
    const at = random.whole(0, copy.length)
    return copy.fill(0, at, Math.min(copy.length, at + random.whole(1, 4096)))
  },
  'nothing but NUL bytes': (bytes) => Buffer.alloc(bytes.length),
  'a byte order mark': (bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes]),
  'UTF-16': (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  'something in between': (bytes, random) => {
    const at = random.whole(0, bytes.length)
    const more = Buffer.from(Array.from({ length: 50 }, () => random.whole(0, 255)))
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])
  },
  'a number where something else was': replaceValue('7'),
  'null where something was': replaceValue('null'),
  'a list where something else was': replaceValue('[[]]'),
  'a huge number': replaceValue('1e308'),
  'not JSON at all': () => Buffer.from('<html>Not found</html>'),
  'other JSON': (_bytes, random) =>
    Buffer.from(random.pick(['null', '[]', '{}', '0', '""', '{"version":2}', '{"exports":{}}'])),
  'a list of junk': () =>
    Buffer.from('{"version":2,"exports":[1,null,{"record":{}}],"knownRuns":[]}'),
  'a newer version': text((json) => json.replace(/"version":\s*\d+/, '"version": 99')),
  'a version that is none': text((json) => json.replace(/"version":\s*\d+/, '"version": "two"')),
  'records twice': text((json) =>
    json.replace(/"exports":\s*\[/, (start) => {
      const entries = JSON.parse(json) as { exports: unknown[] }
      return `${start}${entries.exports.map((entry) => JSON.stringify(entry)).join(',')},`
    }),
  ),
  'two files in one': (bytes) => Buffer.concat([bytes, bytes]),
  'another file in its place': (_bytes, _random, other) => other,
  'half of this and half of another': (bytes, random, other) =>
    Buffer.concat([
      bytes.subarray(0, random.whole(0, bytes.length)),
      other.subarray(random.whole(0, other.length)),
    ]),
  'nested deeply': (bytes, random) => {
    const depth = random.whole(1000, 100_000)
    const nest = `${'['.repeat(depth)}${']'.repeat(depth)}`
    return Buffer.from(bytes.toString('utf8').replace('"exports":', `"deep": ${nest}, "exports":`))
  },
  'a record that nests deeply': (bytes, random) => {
    const depth = random.whole(1000, 30_000)
    const nest = `{"record":{"a":${'['.repeat(depth)}${']'.repeat(depth)}},"check":1},`
    return Buffer.from(bytes.toString('utf8').replace(/"exports":\s*\[/, (start) => start + nest))
  },
  'beginnings of records': (bytes, random) =>
    Buffer.concat([Buffer.from('{"record":'.repeat(random.whole(1, 300))), bytes]),
}

const kinds = Object.keys(mutations)

/** Which records are there with all their bytes, in any of the files. */
function readable(): string[] {
  const texts = readdirSync(folder.path).map((name) =>
    readFileSync(join(folder.path, name), 'utf8'),
  )
  return records
    .filter((record) => {
      const compact = JSON.stringify(seal(record))
      const pretty = JSON.stringify(seal(record), null, '\t').replaceAll('\n', '\n\t\t')
      return texts.some((each) => each.includes(compact) || each.includes(pretty))
    })
    .map(({ record }) => record.id)
}

function check(what: string): void {
  const expected = readable()
  const ids = open()
    .all()
    .map(({ record }) => record.id)
  expect(new Set(ids).size, what).toBe(ids.length)
  for (const id of expected) expect(ids, what).toContain(id)
  // Nothing that is not one of them came out of the damage.
  for (const id of ids)
    expect(
      records.map(({ record }) => record.id),
      what,
    ).toContain(id)
}

describe('2,000 mutated files', () => {
  it('never keep the app from starting, and cost no record that is still readable', () => {
    const whole = pristine()
    const random = new Random(2000, 'store')
    for (let round = 0; round < 2000; round += 1) {
      for (const name of readdirSync(folder.path)) rmSync(join(folder.path, name))
      const kind = kinds[round % kinds.length] ?? ''
      const mutate = mutations[kind] ?? expect.unreachable()
      // In turn the main file alone without others, beside a good backup, and two or all of them.
      const damaged = files.slice(0, 1 + (round % 3))
      for (const name of files) {
        if (damaged.includes(name)) {
          writeFileSync(join(folder.path, name), mutate(whole[name], random, whole[files[2]]))
        } else if (random.chance(0.5)) writeFileSync(join(folder.path, name), whole[name])
      }
      check(`round ${round}: ${kind}`)
    }
  }, 60_000)

  it('of 60 MB give what is in their first 50 MB, and what the others have', () => {
    const whole = pristine()
    const [main, backup, older] = files.map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ]
    const junk = Buffer.alloc(60_000_000, '{"record": [')
    writeFileSync(main, Buffer.concat([whole[files[0]], junk]))
    rmSync(backup)
    rmSync(older)
    check('a record before 60 MB of junk')
    writeFileSync(main, junk)
    writeFileSync(older, whole[files[2]])
    check('60 MB of junk beside an older copy')
  }, 60_000)
})
