import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { refusalIsFresh, refusalKey } from '../../../scripts/lib/electron-runtime.mjs'
import { verify } from '../../../scripts/lib/fallback-runtime.mjs'
import { installStamp, matchesLockfile } from '../../../scripts/lib/install.mjs'
import { electronRefused, explainFailure, isUnreachable } from '../../../scripts/lib/messages.mjs'
import { Progress, progressText } from '../../../scripts/lib/progress.mjs'
import { cacheFolder } from '../../../scripts/lib/project.mjs'
import { exitCode, npmCommand } from '../../../scripts/lib/run.mjs'
import { missingPackages } from '../../../scripts/lib/system-packages.mjs'

const linux = { platform: 'linux', arch: 'x64' }

function lock(packages: Record<string, { version: string; optional?: boolean }>): string {
  return JSON.stringify({ packages })
}

describe('packages', () => {
  it('are installed again when the lockfile or the machine is another', () => {
    const stamp = installStamp('a', linux)
    expect(installStamp('a', linux)).toBe(stamp)
    expect(installStamp('b', linux)).not.toBe(stamp)
    expect(installStamp('a', { platform: 'linux', arch: 'arm64' })).not.toBe(stamp)
  })

  it('installed by hand count when they are those of the lockfile', () => {
    const wanted = lock({ '': { version: '1.0.0' }, 'node_modules/a': { version: '1.0.0' } })
    expect(matchesLockfile(wanted, lock({ 'node_modules/a': { version: '1.0.0' } }))).toBe(true)
    expect(matchesLockfile(wanted, lock({ 'node_modules/a': { version: '1.0.1' } }))).toBe(false)
    expect(matchesLockfile(wanted, lock({}))).toBe(false)
  })

  it('for other platforms may be missing, and what is too much may not be there', () => {
    const wanted = lock({ 'node_modules/a-darwin': { version: '1.0.0', optional: true } })
    expect(matchesLockfile(wanted, lock({}))).toBe(true)
    expect(matchesLockfile(lock({}), lock({ 'node_modules/b': { version: '1.0.0' } }))).toBe(false)
  })

  it('are installed by the npm that runs, on the Node that came with it', () => {
    const env = { npm_execpath: '/n/npm-cli.js', npm_node_execpath: '/n/node' }
    expect(npmCommand(['ci'], env)).toEqual(['/n/node', ['/n/npm-cli.js', 'ci']])
  })
})

describe('a refused download of Electron', () => {
  const hour = 60 * 60 * 1000
  const key = refusalKey({}, '45.0.0')

  it('is not tried again for a day', () => {
    expect(refusalIsFresh({ key, at: 0 }, key, 23 * hour)).toBe(true)
    expect(refusalIsFresh({ key, at: 0 }, key, 25 * hour)).toBe(false)
    expect(refusalIsFresh(null, key, 0)).toBe(false)
  })

  it('is tried again when mirror, proxy or version change, or the clock went back', () => {
    for (const other of [
      refusalKey({ ELECTRON_MIRROR: 'https://mirror.test/' }, '45.0.0'),
      refusalKey({ HTTPS_PROXY: 'http://proxy.test' }, '45.0.0'),
      refusalKey({}, '46.0.0'),
    ]) {
      expect(refusalIsFresh({ key, at: 0 }, other, hour)).toBe(false)
    }
    expect(refusalIsFresh({ key, at: hour }, key, 0)).toBe(false)
  })

  it('keeps no password of a proxy', () => {
    expect(refusalKey({ HTTPS_PROXY: 'http://me:secret@proxy.test' }, '45.0.0')).not.toMatch(
      /secret/,
    )
  })

  it('names the two settings that help', () => {
    expect(electronRefused).toMatch(/ELECTRON_MIRROR.*HTTPS_PROXY/)
  })
})

describe('a downloaded runtime', () => {
  it('that is not the published one is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runtime-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'a.tgz')
    writeFileSync(file, 'abc')
    // SHA-512 of "abc", FIPS 180-2 appendix C.1.
    const right =
      'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw=='
    await expect(verify(file, right)).resolves.toBeUndefined()
    await expect(verify(file)).rejects.toThrow(/sha-512 differs/)
  })
})

describe('a failure', () => {
  it.each([
    ['npm error code ENOSPC', /disk is full/],
    ['npm error code ENOTFOUND', /no network.*HTTPS_PROXY/],
    ['connect ECONNREFUSED 127.0.0.1:9', /refused or broke off.*HTTPS_PROXY/],
    ['npm error code E401', /credentials/],
    ['npm error code E404', /mirror/],
    ['npm error code EINTEGRITY', /npm cache verify/],
    ['self-signed certificate in certificate chain', /NODE_EXTRA_CA_CERTS/],
    ['EACCES: permission denied', /cannot be written/],
  ])('%s is explained', (output, words) => {
    expect(explainFailure(output)).toMatch(words)
  })

  it('to reach the registry differs from its refusal', () => {
    expect(isUnreachable('npm error code ECONNREFUSED')).toBe(true)
    expect(isUnreachable('npm error code E404')).toBe(false)
  })

  it('of a process ended by a signal has the code of shells', () => {
    expect(exitCode(3, null)).toBe(3)
    expect(exitCode(null, 'SIGTERM')).toBe(143)
  })
})

describe('system packages', () => {
  it('are the missing ones, by the names of the release', () => {
    const renamed = (name: string) => name === 'libgtk-3-0t64'
    expect(missingPackages(['libgtk-3-0', 'dunst'], new Set(), renamed)).toEqual([
      'libgtk-3-0t64',
      'dunst',
    ])
    expect(missingPackages(['libgtk-3-0'], new Set(['libgtk-3-0t64']), renamed)).toEqual([])
    expect(missingPackages(['dunst'], new Set(['dunst']), renamed)).toEqual([])
  })
})

describe('the cache folder', () => {
  it('is where the operating system has them', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/c' }, 'linux')).toMatch(/^\/c\//)
    expect(cacheFolder({}, 'linux')).toMatch(/\.cache/)
    expect(cacheFolder({}, 'darwin')).toMatch(/Library\/Caches/)
    expect(cacheFolder({ LOCALAPPDATA: '/local' }, 'win32')).toMatch(/^\/local/)
  })
})

describe('progress', () => {
  it('shows share and size where the total is known, else what there is', () => {
    const half = { bytes: 50_000_000, total: 100_000_000, seconds: 3 }
    expect(progressText('Get', half)).toMatch(/50 %, 50 of 100 MB/)
    expect(progressText('Get', { bytes: 5_000_000, seconds: 3 })).toMatch(/5 MB, 3 s/)
    expect(progressText('Get', { seconds: 3 })).toMatch(/3 s/)
  })

  it('writes a line only now and then where there is no terminal', () => {
    let now = 0
    const lines: string[] = []
    const stream = { write: (text: string) => lines.push(text) }
    const progress = new Progress('Get', { stream, now: () => now })
    for (; now < 30_000; now += 500) progress.update()
    expect(lines.length).toBe(3)
  })
})
