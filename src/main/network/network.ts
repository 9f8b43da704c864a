import type http from 'node:http'

/** The way a request takes. `source` says who decided. */
export type Route =
  | { kind: 'direct'; source: RouteSource }
  | {
      kind: 'proxy'
      /** `http:`, `https:`, `socks4:` or `socks5:` with host and port, without credentials. */
      url: string
      source: RouteSource
    }

/**
 * `loopback`: hosts on this computer never go through a proxy. `environment`: `HTTPS_PROXY` and its
 * kin. `system`: what the operating system says. `settings`: set by hand, with or without a script.
 */
export type RouteSource = 'loopback' | 'environment' | 'system' | 'settings'

/**
 * How requests leave this computer. Every request of the app (the SDK's, the sign-in's) asks it for
 * its agent, so that proxy and certificates are the same everywhere.
 */
export interface Network {
  /** The way to a URL now. Throws `proxy` when the settings cannot be used. */
  routeFor(url: URL): Promise<Route>
  /**
   * The agent for requests to a URL: direct or through the proxy, with the certificate authorities
   * of now. Shared: nobody but the network destroys it. Throws `proxy`.
   */
  agentFor(url: URL): Promise<http.Agent>
}
