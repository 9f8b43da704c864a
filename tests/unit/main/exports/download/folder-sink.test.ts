import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FolderSink } from '../../../../../src/main/exports/download/folder-sink.ts'

let root: string
let sink: FolderSink

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'folder-sink-'))
  sink = await opened()
})
afterEach(() => rm(root, { recursive: true }))

async function opened(): Promise<FolderSink> {
  const made = new FolderSink(root)
  await made.open([], new AbortController().signal)
  return made
}

const fetched = (text: string) => ({ content: Buffer.from(text), modifiedAt: null })

describe('a place where a file is already', () => {
  it('is taken by the same file: the app was killed before it could note that', async () => {
    const first = await sink.put('jobs/a.yml', fetched('name: a'))
    expect(await (await opened()).put('jobs/a.yml', fetched('name: a'))).toEqual(first)
    expect(await readdir(root, { recursive: true })).toEqual(['jobs', join('jobs', 'a.yml')])
  })

  it.each(['name: b', 'name: another', ''])('is not taken from %j', async (other) => {
    await writeFile(join(root, 'a.yml'), other)
    const put = sink.put('a.yml', fetched('name: a'))
    await expect(put).rejects.toMatchObject({ code: 'already-exists' })
    expect(await readFile(join(root, 'a.yml'), 'utf8')).toBe(other)
    expect(await readdir(root)).toEqual(['a.yml'])
  })

  it('is not taken from a link, whatever it leads to', async () => {
    await writeFile(join(root, 'there.yml'), 'name: a')
    await symlink('there.yml', join(root, 'a.yml'))
    const put = sink.put('a.yml', fetched('name: a'))
    await expect(put).rejects.toMatchObject({ code: 'already-exists' })
  })
})
