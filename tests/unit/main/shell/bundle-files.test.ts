import { resolve, sep } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bundleFile,
  bundleHeaders,
  contentSecurityPolicy,
} from '../../../../src/main/shell/bundle-files.ts'

const folder = resolve('out/renderer')

describe('files of the page', () => {
  it('answers the root and every place in the page with index.html', () => {
    for (const url of ['app://bundle/', 'app://bundle/workflows', 'app://bundle/index.html?x#y']) {
      expect(bundleFile(folder, url)).toMatchObject({
        path: resolve(folder, 'index.html'),
        contentType: 'text/html; charset=utf-8',
        isPage: true,
      })
    }
  })

  it('gives scripts, styles and fonts their types, and lets hashed ones be kept forever', () => {
    const script = bundleFile(folder, 'app://bundle/assets/index-Bx3k9_aZ.js')
    expect(script).toMatchObject({
      path: resolve(folder, 'assets/index-Bx3k9_aZ.js'),
      contentType: 'text/javascript; charset=utf-8',
      isHashed: true,
    })
    expect(bundleFile(folder, 'app://bundle/assets/inter-Bx3k9_aZ.woff2')?.contentType).toBe(
      'font/woff2',
    )
    expect(bundleFile(folder, 'app://bundle/favicon.ico')?.isHashed).toBe(false)
  })

  it.each([
    'app://bundle/..%2f..%2fetc/passwd.txt',
    'app://bundle/%2e%2e/%2e%2e/package.json'.replace('/%2e%2e/%2e%2e', '/..%5c..%5c'),
    'app://bundle/assets%2f..%2f..%2fmain.js',
    'app://bundle/C:%5csecret.txt',
    'app://bundle/a%00.js',
    'app://bundle/%ff.js',
    'app://other/index.html',
    'file:///etc/passwd',
    'app://bundle/tool.exe',
    'nonsense',
  ])('refuses %s', (url) => {
    expect(bundleFile(folder, url)).toBeNull()
  })

  it('never leaves the folder, whatever the path', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '..%2f', '\\', '/', 'a.js', '%00'),
    )
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const file = bundleFile(folder, `app://bundle/${parts.join('/')}`)
        if (file) expect(file.path.startsWith(folder + sep)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the content security policy', () => {
  it('allows nothing but the bundle and styles with the nonce', () => {
    const policy = contentSecurityPolicy('abc')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("style-src 'self' 'nonce-abc'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
  })

  it('is on every answer, with the type nailed down', () => {
    const file = bundleFile(folder, 'app://bundle/assets/index-Bx3k9_aZ.js')
    const headers = file ? bundleHeaders(file, 'abc') : {}
    expect(headers['Content-Security-Policy']).toBe(contentSecurityPolicy('abc'))
    expect(headers['X-Content-Type-Options']).toBe('nosniff')
    expect(headers['Cache-Control']).toContain('immutable')
  })
})
