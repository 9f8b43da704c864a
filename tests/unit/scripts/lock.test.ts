import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withLock } from '../../../scripts/lib/lock.mjs'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'))
  file = join(folder, 'set-up.lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a lock', () => {
  it('lets one work at a time, and tells who waits', async () => {
    const said: string[] = []
    const options = { pauseMs: 1, say: (text: string) => said.push(text) }
    const events: string[] = []
    const work = (name: string) => async () => {
      events.push(`${name} begins`)
      expect(readFileSync(file, 'utf8')).toBe(String(process.pid))
      await new Promise((resolve) => setTimeout(resolve, 5))
      events.push(`${name} ends`)
      return name
    }
    const all = ['one', 'two', 'three'].map((name) => withLock(file, work(name), options))
    expect(await Promise.all(all)).toEqual(['one', 'two', 'three'])
    for (let index = 0; index < events.length; index += 2) {
      expect(events[index]?.split(' ')[0]).toBe(events[index + 1]?.split(' ')[0])
    }
    expect(said).toHaveLength(2)
    expect(existsSync(file)).toBe(false)
  })

  it('is released when the work fails', async () => {
    await expect(withLock(file, () => Promise.reject(new Error('no network')))).rejects.toThrow(
      'no network',
    )
    expect(existsSync(file)).toBe(false)
  })

  it('of a process that has died does not count', async () => {
    writeFileSync(file, '4194305') // above the highest number of a process on Linux
    expect(await withLock(file, async () => 'done')).toBe('done')
  })

  it('that is very old does not count', async () => {
    writeFileSync(file, String(process.pid))
    const anHourAgo = Date.now() / 1000 - 3600
    utimesSync(file, anHourAgo, anHourAgo)
    expect(await withLock(file, async () => 'done')).toBe('done')
  })
})
