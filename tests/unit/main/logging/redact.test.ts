import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Redactor } from '../../../../src/main/logging/redact.ts'
import { AppError } from '../../../../src/shared/errors.ts'

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ5b3UifQ.c2lnbmF0dXJl-_x'
const pat = ['dapi', '0123456789abcdef0123456789abcdef'].join('')

function written(value: unknown, redactor = new Redactor()): string {
  return JSON.stringify(redactor.value(value))
}

describe('secrets by shape', () => {
  it.each([
    ['a personal access token', `failed with ${pat} here`, pat],
    ['a personal access token with a suffix', `${pat}-2`, pat],
    ['an OAuth secret', `dose${'a1'.repeat(16)}`, 'a1a1a1'],
    ['a JWT', `got ${jwt}!`, 'eyJzdWIi'],
    ['a bearer header', 'Authorization: Bearer abc.DEF-123_~+/==', 'DEF-123'],
    ['a basic header', 'authorization=Basic dXNlcjpwYXNzd29yZA==', 'dXNlcjpw'],
    ['credentials in a URL', 'https://user:hunter22@host.example/x', 'hunter22'],
    ['a form field', 'grant_type=x&client_secret=s3cr3t-value&scope=all', 's3cr3t'],
    ['a JSON field', '{"refresh_token":"abc def","x":1}', 'abc def'],
    ['a field in camel case', 'accessToken: abc123', 'abc123'],
    ['a redirect', 'http://localhost:8020/?code=abcdef123&x=1', 'abcdef123'],
    ['a signed link', 'https://x.blob.core.windows.net/a?sv=1&sig=abc%2Fdef', 'abc%2Fdef'],
    ['an Entra secret', 'abc8Q~0123456789012345678901234567890', '8Q~0123'],
    [
      'a private key',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----',
      'MIIabc',
    ],
    ['the beginning of a private key', '-----BEGIN PRIVATE KEY-----\nMIIabc', 'MIIabc'],
  ])('%s', (_what, text, secret) => {
    expect(text).toContain(secret)
    expect(new Redactor().text(text)).not.toContain(secret)
  })

  it('leaves ordinary words alone', () => {
    const text =
      'Job 123456789 (Export_Workflow_Job) failed in https://adb-1.azuredatabricks.net/?o=1#job/5 after 3 min 20 s; see /Workspace/Shared/config.yml'
    expect(new Redactor().text(text)).toBe(text)
  })

  it('keeps the name of what it took out', () => {
    expect(new Redactor().text('x&client_secret=abc&y=1')).toBe('x&client_secret=[redacted]&y=1')
  })
})

describe('secrets by key', () => {
  it('never writes the value of a key that names a secret, however deep and however spelled', () => {
    const key = fc
      .constantFrom(
        'token',
        'access_token',
        'refreshToken',
        'Authorization',
        'client-secret',
        'PASSWORD',
        'Set-Cookie',
        'x-api-key',
        'private_key',
        'code_verifier',
        'credentials',
      )
      .chain((name) => fc.constantFrom(name, name.toUpperCase(), name.toLowerCase()))
    const secret = fc
      .string({ minLength: 8, maxLength: 40 })
      .map((text) => `Q7${text.replaceAll(/[^a-zA-Z0-9]/g, 'z')}`)
    const holder = fc.oneof(
      secret,
      secret.map((text) => [text]),
      secret.map((text) => ({ a: text })),
    )
    fc.assert(
      fc.property(key, holder, fc.integer({ min: 0, max: 5 }), (name, value, depth) => {
        let nested: unknown = { [name]: value }
        for (let level = 0; level < depth; level++) nested = { level: [nested] }
        const text = typeof value === 'string' ? value : (Object.values(value)[0] ?? '')
        expect(written(nested)).not.toContain(text)
      }),
    )
  })

  it('keeps what only says whether there is one', () => {
    expect(written({ hasToken: true, token: null })).toBe('{"hasToken":true,"token":null}')
  })

  it('looks into maps and headers', () => {
    const headers = new Headers({ authorization: 'custom abcdefgh', accept: 'text/plain' })
    expect(written({ headers, map: new Map([['password', 'abcdefgh']]) })).toBe(
      '{"headers":{"accept":"text/plain","authorization":"[redacted]"},"map":{"password":"[redacted]"}}',
    )
  })
})

describe('live secrets', () => {
  it('never come out, wherever they are and however they are encoded', () => {
    const secret = fc.string({ minLength: 6, maxLength: 60, unit: 'grapheme' })
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (raw, before, after) => {
        const value = raw.trim()
        fc.pre(value.length >= 6 && !'[redacted][unreadable][circular]'.includes(value))
        const redactor = new Redactor()
        redactor.registerSecret(value)
        const places = [
          value,
          encodeURIComponent(value),
          Buffer.from(value).toString('base64'),
          JSON.stringify({ value }),
        ]
        for (const place of places) {
          const clean = redactor.text(`${before} ${place} ${after}`)
          expect(clean).not.toContain(value)
          expect(clean).not.toContain(place)
        }
        const object = redactor.value({ list: [value], [value]: new Error(`x ${value}`) })
        expect(JSON.stringify(object)).not.toContain(JSON.stringify(value).slice(1, -1))
      }),
    )
  })

  it('are found at the end of a text that is cut', () => {
    const redactor = new Redactor()
    redactor.registerSecret('planted-secret-value')
    const text = `${'x'.repeat(9990)}planted-secret-value${'y'.repeat(100_000)}`
    expect(redactor.text(text)).not.toContain('planted')
    expect(redactor.text(text).length).toBeLessThan(10_100)
  })

  it('are not taken when they are so short that they occur in every text', () => {
    const redactor = new Redactor()
    redactor.registerSecret('abc')
    expect(redactor.text('abc')).toBe('abc')
  })
})

describe('what can be written down', () => {
  it('is anything, without ever throwing', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withSet: true }), (value) => {
        expect(() => JSON.stringify(new Redactor().value({ value }))).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })

  it('includes cycles, depth, size, and getters that throw', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    expect(written(cycle)).toBe('{"self":"[circular]"}')
    let deep: unknown = 'bottom'
    for (let level = 0; level < 50; level++) deep = { deep }
    expect(written(deep)).toContain('[too deep]')
    expect(written(Array.from({ length: 1000 }, () => 1))).toContain('900 more')
    const broken = {
      get bad(): string {
        throw new Error('no')
      },
    }
    expect(written(broken)).toBe('{"bad":"[unreadable]"}')
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    expect(written({ hostile })).toBe('{"hostile":"[unreadable]"}')
    expect(written({ bytes: new Uint8Array(3), big: 10n, no: Number.NaN })).toBe(
      '{"bytes":"[3 bytes]","big":"10","no":"NaN"}',
    )
  })

  it('says of an error what it is, why, and in its own words', () => {
    const error = new AppError('unavailable', 'Databricks did not answer.', {
      suggestion: 'Try again.',
      details: { status: 503, token: pat },
      cause: new Error(`socket hang up ${pat}`),
    })
    const text = written({ error })
    expect(JSON.parse(text)).toMatchObject({
      error: {
        name: 'AppError',
        code: 'unavailable',
        message: 'Databricks did not answer.',
        suggestion: 'Try again.',
        details: { status: 503, token: '[redacted]' },
        cause: { message: 'socket hang up [redacted]' },
      },
    })
    expect(text).not.toContain(pat)
  })
})
