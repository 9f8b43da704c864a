import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verify } from '../../../scripts/lib/fallback-runtime.mjs'
import { SetupError } from '../../../scripts/lib/messages.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tarball-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a downloaded tarball', () => {
  it('is taken when its sha-512 is the expected one, and only then', async () => {
    const tarball = join(folder, 'electron.tgz')
    writeFileSync(tarball, 'content')
    const integrity = `sha512-${createHash('sha512').update('content').digest('base64')}`
    await verify(tarball, integrity)
    writeFileSync(tarball, 'c0ntent')
    await expect(verify(tarball, integrity)).rejects.toThrow(SetupError)
    await expect(verify(tarball)).rejects.toThrow(/sha-512 differs/)
  })
})
