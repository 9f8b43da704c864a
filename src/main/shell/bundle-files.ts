import { extname, resolve, sep } from 'node:path'
import { pageHost, pageScheme } from './origins.ts'

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

/** What stands for the nonce of the content security policy in `index.html`. */
export const noncePlaceholder = '__CSP_NONCE__'

/** A file of the bundle that a URL asks for. */
export interface BundleFile {
  path: string
  contentType: string
  isPage: boolean
  /** The name holds a hash of the content, so it never changes. */
  isHashed: boolean
}

/**
 * Which file of the folder `app://bundle/…` asks for; null for anything outside the folder, of
 * another host or of a type the app has no use for. A path without an extension is a place in the
 * page, so it gives `index.html`.
 */
export function bundleFile(folder: string, url: string): BundleFile | null {
  let pathname: string
  try {
    const parsed = new URL(url)
    if (parsed.protocol !== `${pageScheme}:` || parsed.host !== pageHost) return null
    pathname = decodeURIComponent(parsed.pathname)
  } catch {
    return null
  }
  // A backslash separates folders on Windows, a colon names drives and streams there.
  if (/[\0\\:]/.test(pathname) || pathname.split('/').includes('..')) return null
  const extension = extname(pathname).toLowerCase()
  const isPage = extension === '' || extension === '.html'
  const root = resolve(folder)
  const path = resolve(root, extension === '' ? 'index.html' : `.${pathname}`)
  if (!path.startsWith(root + sep)) return null
  const contentType = contentTypes[extension === '' ? '.html' : extension]
  if (contentType === undefined) return null
  const isHashed = !isPage && /[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(pathname)
  return { path, contentType, isPage, isHashed }
}

/** What the page may load and run: only what lies in the bundle. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The policy while a development server gives the page: it adds styles and a socket to reload. */
export function developmentPolicy(origin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${origin.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export function bundleHeaders(file: BundleFile, nonce: string): Record<string, string> {
  return {
    'Content-Type': file.contentType,
    'Cache-Control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-store',
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  }
}
