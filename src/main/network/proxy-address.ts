import { AppError } from '../../shared/errors.ts'

/** A proxy as it was written down somewhere. */
export interface ProxyAddress {
  /** Scheme, host and port, without credentials. */
  url: string
  /** From the user information of the address, decoded. */
  credentials: ProxyCredentials | null
}

export interface ProxyCredentials {
  userName: string
  password: string
}

const schemes = ['http:', 'https:', 'socks4:', 'socks5:'] as const
const defaultPorts: Readonly<Record<string, string>> = {
  'http:': '80',
  'https:': '443',
  'socks4:': '1080',
  'socks5:': '1080',
}

/**
 * `proxy.example.com:8080`, `http://user:secret@proxy.example.com:8080/`, `socks5://…`. Throws
 * `proxy` with what is wrong, never with what may be secret.
 */
export function parseProxyAddress(text: string): ProxyAddress {
  const trimmed = text.trim()
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || url.hostname === '') throw notAnAddress()
  const protocol = url.protocol.replace('socks5h:', 'socks5:').replace(/^socks:$/, 'socks5:')
  if (!(schemes as readonly string[]).includes(protocol)) throw notAnAddress()
  const port = url.port === '' ? (defaultPorts[protocol] ?? '80') : url.port
  const hasCredentials = url.username !== '' || url.password !== ''
  return {
    url: `${protocol}//${url.hostname}:${port}`,
    credentials: hasCredentials
      ? { userName: decoded(url.username), password: decoded(url.password) }
      : null,
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that nobody encoded stands for itself.
    return text
  }
}

function notAnAddress(): AppError {
  return new AppError('proxy', 'The address of the proxy cannot be read.', {
    suggestion: 'Write it like http://proxy.example.com:8080 (or https://, socks5://).',
  })
}
