import { isListed } from './host-list.ts'
import { parseProxyAddress } from './proxy-address.ts'
import type { ProxyAddress } from './proxy-address.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The proxy that the environment names for https, and the hosts that need none. */
export interface EnvironmentProxy {
  /** The name of the variable, for words. */
  variable: string
  address: ProxyAddress
  exceptions: string
}

/**
 * `HTTPS_PROXY`, else `ALL_PROXY`, in either case, lower case first, as curl has it
 * (https://everything.curl.dev/usingcurl/proxies/env.html). Null when neither is set. Throws `proxy`
 * when the address cannot be read.
 */
export function environmentProxy(environment: Environment): EnvironmentProxy | null {
  for (const variable of ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']) {
    const value = environment[variable]?.trim()
    if (value === undefined || value === '') continue
    const exceptions = environment.no_proxy ?? environment.NO_PROXY ?? ''
    return { variable, address: parseProxyAddress(value), exceptions }
  }
  return null
}

/** The proxy of the environment for a URL; null when it names none for it. */
export function environmentProxyFor(environment: Environment, url: URL): EnvironmentProxy | null {
  const proxy = environmentProxy(environment)
  return proxy === null || isListed(proxy.exceptions, url) ? null : proxy
}
