import { isIP } from 'node:net'
import { AppError } from '../../shared/errors.ts'

const example = 'https://adb-1234567890123456.7.azuredatabricks.net'
const copyFromBrowser = `Copy the address from the browser while Databricks is open there, for example ${example}.`

const accountConsole = {
  host: /^accounts(-dod)?\.([a-z]+\.)?(databricks\.(com|us)|azuredatabricks\.net|databricks\.azure\.(us|cn))$/,
  what: 'is the account console, which has no jobs',
}
/** Parts of Databricks and the clouds' portals that people paste, and that are no workspace. */
const otherSites: readonly { host: RegExp; what: string }[] = [
  accountConsole,
  {
    host: /^((www|docs|login|help|community|kb|status)\.)?databricks\.com$|^(www\.)?azuredatabricks\.net$/,
    what: 'is a page about Databricks',
  },
  {
    host: /^(portal\.azure\.(com|us|cn)|console\.aws\.amazon\.com|console\.cloud\.google\.com)$/,
    what: "is the cloud's portal",
  },
]

/**
 * What a person typed or pasted as the workspace as its origin: `adb-….azuredatabricks.net/?o=123` and
 * `HTTPS://Adb-….azuredatabricks.net/#job/1` become `https://adb-….azuredatabricks.net`. Loopback hosts
 * may have plain http, and get it when no scheme is given. Idempotent. Errors: `bad-input`, with the
 * address that was probably meant when there is one.
 */
export function normalizeHost(input: string): string {
  // Pasted text often comes with quotes, brackets or invisible characters around it.
  const pasted = input.replace(/^[\s\p{Cf}\p{Cc}"'`<(]+|[\s\p{Cf}\p{Cc}"'`>),;]+$/gu, '')
  if (pasted === '') throw refused('Enter the address of the workspace.', copyFromBrowser)
  if (pasted.length > 2000) throw refused('This is too long for an address.', copyFromBrowser)
  if (/^(dapi|dkea)[0-9a-f]{8}/i.test(pasted)) {
    throw refused('This looks like a token, not like an address.', copyFromBrowser)
  }
  const { scheme, rest } = split(pasted)
  const authority = authorityOf(rest)
  const { hostname } = new URL(`https://${authority}`)
  if (isLoopback(hostname)) return new URL(`${scheme ?? 'http'}://${authority}`).origin
  checkName(hostname)
  const { origin } = new URL(`https://${authority}`)
  if (scheme === 'http') {
    throw refused(
      'Plain http would send the sign-in readable for everybody on the way.',
      `Use ${origin} instead.`,
    )
  }
  return origin
}

/** Whether traffic to the host stays on this machine: `localhost`, 127.0.0.0/8 and [::1] (RFC 6890). */
export function isLoopback(hostName: string): boolean {
  const isLoopbackV4 = isIP(hostName) === 4 && hostName.startsWith('127.')
  return hostName === 'localhost' || hostName === '[::1]' || isLoopbackV4
}

/** Whether Databricks' account console has that name. */
export function isAccountConsole(hostName: string): boolean {
  return accountConsole.host.test(hostName)
}

/** What to tell who entered the account console, under whatever name, as a workspace. */
export function notAccountConsole(hostName: string): AppError {
  return otherSite(hostName, accountConsole.what)
}

function split(pasted: string): { scheme: 'http' | 'https' | null; rest: string } {
  const web = /^(?:(https?)\s*(?::\s*[/\\]*|[/\\]{2,})\s*)+/i.exec(pasted)
  if (web !== null) {
    const scheme = web[1]?.toLowerCase() === 'http' ? 'http' : 'https'
    return { scheme, rest: pasted.slice(web[0].length) }
  }
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(pasted)) {
    throw refused('A workspace address begins with https://.', copyFromBrowser)
  }
  return { scheme: null, rest: pasted.replace(/^[/\\]+/, '') }
}

/** Host and port of what came after the scheme; the rest need not even be right. */
function authorityOf(rest: string): string {
  const authority = rest.split(/[/\\?#]/, 1)[0] ?? ''
  if (authority.includes('@')) {
    throw refused('Leave user name and password out of the address.', copyFromBrowser)
  }
  // The dot that DNS allows at the end would make another origin of the same host.
  const withoutDot = authority.replace(/\.(?=(:\d*)?$)/, '')
  if (/^$|\s/.test(withoutDot) || !URL.canParse(`https://${withoutDot}`)) {
    throw refused('This is not an address.', copyFromBrowser)
  }
  return withoutDot
}

function checkName(hostName: string): void {
  if (hostName.startsWith('[') || isIP(hostName) !== 0) return
  const labels = hostName.split('.')
  const isName = labels.every((label) => /^[a-z\d_]([a-z\d_-]{0,61}[a-z\d_])?$/.test(label))
  if (!isName || hostName.length > 253) throw refused('This is not an address.', copyFromBrowser)
  if (labels.length < 2) {
    throw refused(`“${hostName}” is a name, but not a whole address.`, copyFromBrowser)
  }
  const other = otherSites.find(({ host }) => host.test(hostName))
  if (other !== undefined) throw otherSite(hostName, other.what)
}

function otherSite(hostName: string, what: string): AppError {
  return refused(
    `${hostName} ${what}.`,
    `Open the workspace itself and copy its address from the browser, for example ${example}.`,
  )
}

function refused(message: string, suggestion: string): AppError {
  return new AppError('bad-input', message, { suggestion })
}
