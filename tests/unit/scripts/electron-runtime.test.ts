import { describe, expect, it } from 'vitest'
import {
  describeRuntime,
  refusalIsFresh,
  refusalKey,
} from '../../../scripts/lib/electron-runtime.mjs'

const hour = 3_600_000
const now = Date.UTC(2026, 0, 15, 12)

describe('a refused download of Electron', () => {
  it('is not tried again for a day', () => {
    const refusal = { key: 'same', at: now }
    expect(refusalIsFresh(refusal, 'same', now)).toBe(true)
    expect(refusalIsFresh(refusal, 'same', now + 23 * hour)).toBe(true)
    expect(refusalIsFresh(refusal, 'same', now + 24 * hour)).toBe(false)
  })

  it('is tried again when the settings changed, when the clock went back, or without a record', () => {
    expect(refusalIsFresh({ key: 'same', at: now }, 'other', now)).toBe(false)
    expect(refusalIsFresh({ key: 'same', at: now }, 'same', now - 1)).toBe(false)
    expect(refusalIsFresh(null, 'same', now)).toBe(false)
  })

  it.each(['rubbish', { key: 'same' }, { key: 'same', at: 'then' }])(
    'is tried again when the record is %j',
    (refusal) => {
      expect(refusalIsFresh(refusal as never, 'same', now)).toBe(false)
    },
  )

  it('depends on version, mirror and proxy, and keeps no password of a proxy', () => {
    const proxy = 'http://ada:secret@proxy.example:8080'
    const keys = [
      refusalKey({}, '45.4.1'),
      refusalKey({}, '45.4.2'),
      refusalKey({ ELECTRON_MIRROR: 'https://mirror.example/' }, '45.4.1'),
      refusalKey({ HTTPS_PROXY: proxy }, '45.4.1'),
      refusalKey({ https_proxy: proxy }, '45.4.1'),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.join()).not.toContain('secret')
    expect(refusalKey({ LANG: 'C' }, '45.4.1')).toBe(keys[0])
  })
})

describe('the line about Electron', () => {
  it('says which one and why', () => {
    const executable = '/cache/electron'
    expect(describeRuntime({ version: '45.4.1', kind: 'official', executable })).toBe(
      'Electron 45.4.1 (official)',
    )
    expect(describeRuntime({ version: '33.2.1', kind: 'fallback', executable })).toMatch(
      /^Electron 33\.2\.1 from the npm registry \(\/cache\/electron\): the official \d+\.\d+\.\d+ could not be downloaded$/,
    )
  })
})
