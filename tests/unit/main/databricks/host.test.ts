import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalizeHost } from '../../../../src/main/databricks/host.ts'
import { AppError } from '../../../../src/shared/errors.ts'

const azure = 'https://adb-1234567890123456.7.azuredatabricks.net'

function refusal(input: string): AppError {
  try {
    normalizeHost(input)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error(`${input} was accepted`)
}

describe('a workspace address', () => {
  it.each([
    'adb-1234567890123456.7.azuredatabricks.net',
    'adb-1234567890123456.7.azuredatabricks.net/?o=1234567890123456',
    'adb-1234567890123456.7.azuredatabricks.net#job/123',
    'https://adb-1234567890123456.7.azuredatabricks.net/?o=123#job/123/run/4',
    'https://adb-1234567890123456.7.azuredatabricks.net/login.html?next_url=https://evil.example/',
    'HTTPS://ADB-1234567890123456.7.AzureDatabricks.NET/',
    '  https://adb-1234567890123456.7.azuredatabricks.net  ',
    '\u200bhttps://adb-1234567890123456.7.azuredatabricks.net\u00a0',
    '"https://adb-1234567890123456.7.azuredatabricks.net"',
    '<https://adb-1234567890123456.7.azuredatabricks.net>,',
    'https:adb-1234567890123456.7.azuredatabricks.net',
    'https://https://adb-1234567890123456.7.azuredatabricks.net',
    '//adb-1234567890123456.7.azuredatabricks.net:443/',
    'adb-1234567890123456.7.azuredatabricks.net.',
  ])('%j becomes its https origin', (input) => {
    expect(normalizeHost(input)).toBe(azure)
  })

  it('keeps a port that is not the usual one', () => {
    expect(normalizeHost('dbc-1.cloud.databricks.com:8443/x')).toBe(
      'https://dbc-1.cloud.databricks.com:8443',
    )
  })

  it.each(['http://dbc-1.cloud.databricks.com', 'http://10.0.0.1', 'http://127.0.0.1.example.com'])(
    '%s is not taken over plain http, and the https one is proposed',
    (input) => {
      const { code, suggestion } = refusal(input)
      expect(code).toBe('bad-input')
      expect(suggestion).toBe(`Use https${input.slice(4)} instead.`)
    },
  )

  it.each([
    'accounts.cloud.databricks.com',
    'https://accounts.azuredatabricks.net/login',
    'accounts.gcp.databricks.com',
  ])('%s is the account console and refused with words', (input) => {
    expect(refusal(input).message).toContain('is the account console')
  })

  it.each([
    ['', 'Enter the address'],
    ['my workspace', 'not an address'],
    ['workspace', 'not a whole address'],
    ['https://', 'not an address'],
    ['.', 'not an address'],
    ['dbc-1.cloud.databricks.com:99999', 'not an address'],
    ['ftp://dbc-1.cloud.databricks.com', 'begins with https://'],
    ['https://user:word@dbc-1.cloud.databricks.com', 'Leave user name and password out'],
    ['http://127.0.0.1@example.com', 'Leave user name and password out'],
    ['https://www.databricks.com/product', 'is a page about Databricks'],
    ['https://portal.azure.com/#home', "is the cloud's portal"],
  ])('%j is refused with a suggestion', (input, words) => {
    const { code, message, suggestion } = refusal(input)
    expect(code).toBe('bad-input')
    expect(message).toContain(words)
    expect(suggestion).not.toBe('')
  })

  it('a token pasted into the wrong field is not quoted', () => {
    const failure = refusal('dapi0123456789abcdef0123456789abcdef')
    expect(failure.message).toBe('This looks like a token, not like an address.')
    expect(JSON.stringify(failure.toRecord())).not.toContain('0123456789abcdef0')
  })
})

describe('a loopback address', () => {
  it.each([
    ['http://127.0.0.1:4711/', 'http://127.0.0.1:4711'],
    ['http://127.8.9.10', 'http://127.8.9.10'],
    ['http://[::1]:80', 'http://[::1]'],
    ['LOCALHOST:443', 'http://localhost:443'],
    ['https://localhost:8443', 'https://localhost:8443'],
    ['127.1:80', 'http://127.0.0.1'],
  ])('%s may have plain http', (input, origin) => {
    expect(normalizeHost(input)).toBe(origin)
  })
})

describe('any input at all', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc
      .tuple(
        fc.constantFrom('', 'http://', 'https:', 'HTTPS:\\\\', ' //', 'x:'),
        fc.oneof(
          fc.domain(),
          fc.ipV4Extended(),
          fc.ipV6().map((address) => `[${address}]`),
          fc.constantFrom('localhost', '.', '..', '[', '%', 'ａ。ｂ'),
        ),
        fc.constantFrom(
          '',
          ':',
          ':0',
          ':80',
          ':443',
          ':65536',
          '.',
          '.:1',
          '/a b',
          '?o=1',
          '#x',
          '@y',
        ),
      )
      .map((parts) => parts.join('')),
  )

  it('gives an origin or an AppError with a suggestion', () => {
    fc.assert(
      fc.property(odd, (input) => {
        try {
          const host = normalizeHost(input)
          expect(new URL(host).origin).toBe(host)
          expect(normalizeHost(host)).toBe(host)
          if (host.startsWith('http:')) {
            expect(new URL(host).hostname).toMatch(/^(localhost|127\.[\d.]+|\[::1\])$/)
          }
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          expect(error.code).toBe('bad-input')
          expect(error.suggestion).not.toBe('')
        }
      }),
      { numRuns: 3000 },
    )
  })
})
