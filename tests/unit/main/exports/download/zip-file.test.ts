import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import extractZip from 'extract-zip'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ZipFile } from '../../../../../src/main/exports/download/zip-file.ts'
import type { ZipEntry } from '../../../../../src/main/exports/download/zip-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zip-'))
})
afterEach(() => rm(folder, { recursive: true }))

const bytes = (text: string) => new TextEncoder().encode(text)
const at = Date.UTC(2026, 2, 14, 9, 30, 8)

async function zipOf(files: Record<string, Uint8Array>): Promise<string> {
  const path = join(folder, 'out.zip')
  const zip = await ZipFile.open(path, 0)
  const entries = await Promise.all(
    Object.entries(files).map(([name, content]) => zip.add(name, content, at)),
  )
  await zip.finish(entries)
  await zip.close()
  return path
}

const files = {
  'jobs/a.yml': bytes('name: a\n'.repeat(500)),
  'jobs/ü 🚀.yml': bytes('odd name'),
  'empty.txt': new Uint8Array(),
  'random.bin': crypto.getRandomValues(new Uint8Array(50_000)),
}

describe('a zip file', () => {
  it('is read by two other programs byte for byte', async () => {
    const path = await zipOf(files)
    expect(unzipSync(readFileSync(path))).toEqual(files)
    await extractZip(path, { dir: join(folder, 'out') })
    for (const [name, content] of Object.entries(files)) {
      expect(new Uint8Array(readFileSync(join(folder, 'out', name)))).toEqual(content)
    }
    expect((await stat(join(folder, 'out', 'jobs/a.yml'))).mode & 0o777).toBe(0o644)
  })

  it('passes the check of Python, which also follows Zip64', async () => {
    const path = await zipOf(files)
    const check =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))'
    expect(execFileSync('python3', ['-c', check, path], { encoding: 'utf8' }).trim()).toBe('None 4')
  })

  it('can hold more files than the old format counts', async () => {
    const path = join(folder, 'many.zip')
    const zip = await ZipFile.open(path, 0)
    const one = await zip.add('first.yml', bytes('x'), at)
    const many = Array.from({ length: 70_000 }, (_, index): ZipEntry => ({
      ...one,
      name: `${index}`,
    }))
    await zip.finish(many)
    await zip.close()
    // The directory alone is looked at: all entries share one content.
    const check = 'import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))'
    expect(execFileSync('python3', ['-c', check, path], { encoding: 'utf8' }).trim()).toBe('70000')
  })

  it('says where a file is beyond 4 GB', async () => {
    const path = join(folder, 'far.zip')
    const far = 5 * 2 ** 30
    // A file with a hole takes no room.
    await (await open(path, 'w')).close()
    const zip = await ZipFile.open(path, far)
    const entry = await zip.add('far.yml', bytes('far away'), at)
    expect(entry.offset).toBe(far)
    await zip.finish([entry])
    await zip.close()
    const check =
      'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read("far.yml").decode())'
    expect(execFileSync('python3', ['-c', check, path], { encoding: 'utf8' }).trim()).toBe(
      'far away',
    )
  })

  it('goes on where it was left, and drops what came after', async () => {
    const path = join(folder, 'half.zip')
    const first = await ZipFile.open(path, 0)
    const kept = await first.add('kept.yml', bytes('kept'), at)
    await first.add('lost.yml', bytes('lost'), at)
    await first.close()
    const second = await ZipFile.open(path, kept.offset + kept.length)
    const added = await second.add('new.yml', bytes('new'), at)
    await second.finish([kept, added])
    await second.close()
    expect(Object.keys(unzipSync(readFileSync(path)))).toEqual(['kept.yml', 'new.yml'])
    expect(readdirSync(folder)).toEqual(['half.zip'])
  })

  it('reads its own half back, and sees damage', async () => {
    const path = join(folder, 'half.zip')
    const zip = await ZipFile.open(path, 0)
    const entry = await zip.add('a.yml', bytes('text '.repeat(100)), at)
    await zip.close()
    const handle = await open(path, 'r+')
    expect(Buffer.from((await ZipFile.read(handle, entry)) ?? []).toString()).toBe(
      'text '.repeat(100),
    )
    await handle.write(Buffer.from([0xff]), 0, 1, entry.length - 3)
    expect(await ZipFile.read(handle, entry)).toBeNull()
    await handle.truncate(10)
    expect(await ZipFile.read(handle, entry)).toBeNull()
    await handle.close()
  })
})
