import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { installStamp, matchesLockfile } from '../../../scripts/lib/install.mjs'

const linux = { platform: 'linux', arch: 'x64' }
const project = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8')

describe('the stamp of an install', () => {
  it('is the same for the same lockfile on the same kind of machine', () => {
    expect(installStamp('lock', linux)).toBe(installStamp('lock', { ...linux }))
    expect(installStamp('lock', linux)).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each([
    ['lockfile', 'other', linux],
    ['platform', 'lock', { ...linux, platform: 'darwin' }],
    ['architecture', 'lock', { ...linux, arch: 'arm64' }],
  ])('changes with the %s', (_what, lockfile, machine) => {
    expect(installStamp(lockfile, machine)).not.toBe(installStamp('lock', linux))
  })
})

describe('installed packages', () => {
  const packages = {
    'node_modules/vue': { version: '3.5.0', integrity: 'sha512-a' },
    'node_modules/for-windows': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  }
  const lockfile = JSON.stringify({ packages: { '': { name: 'app' }, ...packages } })
  const matches = (installed: object) =>
    matchesLockfile(lockfile, JSON.stringify({ packages: installed }))

  it('are what the lockfile asks for, without those for other platforms', () => {
    expect(matches(packages)).toBe(true)
    expect(matches({ 'node_modules/vue': packages['node_modules/vue'] })).toBe(true)
  })

  it('are not when one is missing, another version, other content, or not in the lockfile', () => {
    const vue = packages['node_modules/vue']
    expect(matches({})).toBe(false)
    expect(matches({ 'node_modules/vue': { ...vue, version: '3.5.1' } })).toBe(false)
    expect(matches({ 'node_modules/vue': { ...vue, integrity: 'sha512-c' } })).toBe(false)
    expect(matches({ ...packages, 'node_modules/pino': { version: '1.0.0' } })).toBe(false)
  })
})

describe('the lockfile of the project', () => {
  const { packages } = JSON.parse(project('package-lock.json')) as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>
  }

  it('names no registry, so that everybody uses their own', () => {
    expect(project('package-lock.json')).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/)
  })

  it('has a checksum of every package', () => {
    const without = Object.entries(packages)
      .filter(([path, { integrity }]) => path !== '' && !integrity)
      .map(([path]) => path)
    expect(without).toEqual([])
  })
})
