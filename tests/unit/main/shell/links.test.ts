import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkLink } from '../../../../src/main/shell/links.ts'
import { AppError } from '../../../../src/shared/errors.ts'

const workspace = 'https://adb-1.2.azuredatabricks.net'
const demo = 'http://127.0.0.1:4321'

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'no error'
}

describe('links that open in the browser', () => {
  it.each([
    `${workspace}/?o=1#job/5/run/7`,
    'https://docs.databricks.com/aws/en/jobs/',
    'https://learn.microsoft.com/azure/databricks/',
    'https://docs.gcp.databricks.com/',
    `${demo}/#job/5`,
  ])('%s', (link) => {
    expect(checkLink(link, [workspace, demo])).toBe(new URL(link).href)
  })
})

describe('links that do not open', () => {
  it.each([
    'http://adb-1.2.azuredatabricks.net/',
    'https://adb-1.2.azuredatabricks.net:8443/',
    'https://adb-1.2.azuredatabricks.net.evil.example/',
    'https://docs.databricks.com@evil.example/',
    'https://user:password@docs.databricks.com/',
    'https://docs.databricks.com:8080/',
    'http://docs.databricks.com/',
    'http://127.0.0.1:9999/',
    'http://localhost:4321/',
    'https://evil.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'smb://server/share',
    'ms-msdt:/id',
    'app://bundle/',
    '/etc/passwd',
    '',
    `https://docs.databricks.com/${'x'.repeat(5000)}`,
  ])('%s', (link) => {
    expect(codeOf(() => checkLink(link, [workspace, demo]))).toBe('bad-input')
  })

  it('http to another computer, even when it is the workspace', () => {
    const host = 'http://databricks.example'
    expect(codeOf(() => checkLink(`${host}/`, [host]))).toBe('bad-input')
  })

  it('a demo workspace that is no longer connected', () => {
    expect(codeOf(() => checkLink(`${demo}/`, []))).toBe('bad-input')
  })

  it('anything else, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (link) => {
        expect(codeOf(() => checkLink(link, [workspace]))).toBe('bad-input')
      }),
    )
  })
})
