import { AppError } from '../../shared/errors.ts'
import type { Route } from './network.ts'

export type ProxyRoute = Extract<Route, { kind: 'proxy' }>

/** `proxy.example.com:8080`, as people write it. */
export function proxyName({ url }: ProxyRoute): string {
  return url.replace(/^http:\/\//, '')
}

/** Who decided: “set by HTTPS_PROXY”. */
export function proxyOrigin({ source }: ProxyRoute): string {
  switch (source) {
    case 'environment':
      return 'set by HTTPS_PROXY'
    case 'system':
      return 'a setting of this computer'
    default:
      return 'set in Settings'
  }
}

/** No connection to the proxy, or it hung up. `code` as Node.js names it. */
export function proxyUnreachable(route: ProxyRoute, cause: unknown): AppError {
  const code = codeOf(cause)
  return new AppError('proxy', `${theProxy(route)} ${reachWords(code)}.`, {
    suggestion: `${whereToLook(route)} Or connect to the network that it belongs to.`,
    details: { proxy: route.url, networkCode: code },
    cause,
  })
}

/** The proxy answered, but did not open the way. */
export function proxyRefusal(
  route: ProxyRoute,
  status: number,
  target: string,
  hadCredentials: boolean,
): AppError {
  const details = { proxy: route.url, status }
  if (status === 407) {
    const what = hadCredentials
      ? 'did not accept the user name and password'
      : 'wants a user name and a password'
    return new AppError('proxy', `${theProxy(route)} ${what}.`, {
      suggestion:
        route.source === 'environment'
          ? 'Put them into HTTPS_PROXY, or set the proxy by hand under Settings, Network, where the password goes to the keychain.'
          : 'Set the proxy by hand under Settings, Network, with user name and password; the password goes to the keychain.',
      details,
    })
  }
  return new AppError(
    'proxy',
    `${theProxy(route)} does not lead to ${target} (status ${status}).`,
    {
      suggestion: `Ask your IT department whether the proxy allows ${target}. ${whereToLook(route)}`,
      details,
    },
  )
}

function theProxy(route: ProxyRoute): string {
  return `The proxy ${proxyName(route)} (${proxyOrigin(route)})`
}

function whereToLook({ source }: ProxyRoute): string {
  switch (source) {
    case 'environment':
      return 'Check the variable HTTPS_PROXY, or choose another way under Settings, Network.'
    case 'system':
      return 'Check the proxy settings of this computer, or choose another way under Settings, Network.'
    default:
      return 'Check the proxy under Settings, Network.'
  }
}

function reachWords(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused the connection'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'was not found: there is no host of that name'
    case 'ETIMEDOUT':
      return 'does not answer'
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'cannot be reached'
    default:
      return 'did not work as a proxy'
  }
}

function codeOf(cause: unknown): string {
  if (cause instanceof AggregateError) return codeOf(cause.errors[0])
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
