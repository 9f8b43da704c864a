import { describe, expect, it } from 'vitest'
import {
  addressWords,
  encryptionWords,
  routeWords,
} from '../../../../../src/main/connections/test/words.ts'

describe('a way', () => {
  it('is told with who chose it', () => {
    const url = 'http://proxy.example.com:8080'
    const words = routeWords({ kind: 'proxy', url, source: 'environment' })
    expect(words).toBe('through proxy.example.com:8080, set by HTTPS_PROXY')
    const direct = (['loopback', 'environment', 'settings', 'system'] as const).map((source) =>
      routeWords({ kind: 'direct', source }),
    )
    expect(direct.every((each) => each.startsWith('none'))).toBe(true)
    expect(new Set(direct).size).toBe(direct.length)
  })
})

describe('addresses', () => {
  it('are told up to three, and how many more there are', () => {
    const list = [1, 2, 3, 4, 5].map((last) => ({ address: `192.0.2.${last}`, family: 4 }))
    expect(addressWords(list.slice(0, 1))).toBe('192.0.2.1')
    expect(addressWords(list)).toBe('192.0.2.1, 192.0.2.2, 192.0.2.3 and 2 more')
  })
})

describe('an encryption', () => {
  it('is told with who signed the certificate', () => {
    const certificate = { issuer: 'Example CA', names: [], validFrom: 0, validTo: 0 }
    expect(encryptionWords({ version: 'TLSv1.3', certificate })).toBe(
      'TLS 1.3, signed by Example CA',
    )
    expect(encryptionWords({ version: '', certificate: null })).toBe('TLS, certificate accepted')
  })
})
