import type http from 'node:http'
import tls from 'node:tls'
import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { NetworkState, RouteDescription } from '../../shared/network.ts'
import type { ProxySettings, Settings } from '../../shared/settings.ts'
import type { SecretStore } from '../connections/secrets.ts'
import { isLoopback, normalizeHost } from '../databricks/host.ts'
import type { Logger } from '../logging/logger.ts'
import { createAgent, createProxyAgent, retire } from './agents.ts'
import { readAuthorities } from './certificates.ts'
import type { TrustedAuthorities } from './certificates.ts'
import { environmentProxy, environmentProxyFor } from './environment-proxy.ts'
import type { Environment } from './environment-proxy.ts'
import { isListed } from './host-list.ts'
import type { Network, Route } from './network.ts'
import { parseProxyAddress } from './proxy-address.ts'
import type { ProxyCredentials } from './proxy-address.ts'
import { proxyName, proxyOrigin } from './proxy-errors.ts'
import { checkScript } from './proxy-script.ts'
import type { ProxyRoute } from './proxy-errors.ts'
import { SystemRoutes } from './system-routes.ts'
import type { ResolveSystemProxy } from './system-routes.ts'

export interface NetworkServiceOptions {
  settings: () => Pick<Settings, 'proxy' | 'certificatesFile'>
  environment: Environment
  resolveSystemProxy: ResolveSystemProxy
  /** For the password of the proxy, under the name `proxy`. */
  keychain: SecretStore
  onSecret: (secret: string) => void
  logger: Logger
  /** UTC ms. */
  now?: () => number
  platform?: NodeJS.Platform
}

const passwordEntry = 'proxy'

/** Proxies and certificate authorities: by settings, environment and system. */
export class NetworkService implements Network {
  /** What the settings lead to changed. */
  readonly changed = new Emitter<NetworkState>()

  readonly #options: NetworkServiceOptions
  readonly #agents = new Map<string, Promise<http.Agent>>()
  readonly #system: SystemRoutes
  #authorities: Promise<TrustedAuthorities> | null = null
  #secureContext: Promise<tls.SecureContext | null> | null = null
  #sessionPassword: string | null = null
  #used: string

  constructor(options: NetworkServiceOptions) {
    this.#options = options
    this.#system = new SystemRoutes({
      ...options,
      checkScript: (address) => this.#checkScript(address),
    })
    this.#used = this.#relevant()
  }

  async routeFor(url: URL): Promise<Route> {
    // A workspace on this computer is never behind a proxy.
    if (isLoopback(url.hostname)) return { kind: 'direct', source: 'loopback' }
    const { proxy } = this.#options.settings()
    switch (proxy.mode) {
      case 'off':
        return { kind: 'direct', source: 'settings' }
      case 'manual':
        return isListed(proxy.exceptions, url)
          ? { kind: 'direct', source: 'settings' }
          : { kind: 'proxy', url: manualAddress(proxy), source: 'settings' }
      case 'pac':
        return routeTo(await this.#system.first(url, scriptAddress(proxy)), 'settings')
      case 'automatic': {
        const { environment } = this.#options
        const named = environmentProxyFor(environment, url)
        if (named) return { kind: 'proxy', url: named.address.url, source: 'environment' }
        if (environmentProxy(environment)) return { kind: 'direct', source: 'environment' }
        return routeTo(await this.#system.first(url, null), 'system')
      }
    }
  }

  async agentFor(url: URL): Promise<http.Agent> {
    const route = await this.routeFor(url)
    const key = route.kind === 'proxy' ? `${route.source} ${route.url}` : url.protocol
    const known = this.#agents.get(key)
    if (known) return await known
    const making = this.#agent(route, url.protocol)
    this.#agents.set(key, making)
    making.catch(() => this.#agents.delete(key))
    return await making
  }

  /** The way to a host as people enter it, in words. Throws `bad-input`, `proxy`. */
  async describeRoute(input: string): Promise<RouteDescription> {
    const url = new URL(normalizeHost(input))
    return { host: url.host, route: routeWords(await this.routeFor(url)) }
  }

  /** Never throws: what is wrong is part of it. */
  async state(): Promise<NetworkState> {
    const { counts, fileError } = await this.#readAuthorities()
    const { environment } = this.#options
    let environmentState: NetworkState['environmentProxy'] = null
    let proxyError = await this.#settingsError()
    try {
      const named = environmentProxy(environment)
      if (named) {
        environmentState = { url: named.address.url, exceptions: named.exceptions }
      }
    } catch (error) {
      if (this.#options.settings().proxy.mode === 'automatic') proxyError ??= AppError.from(error)
    }
    return {
      environmentProxy: environmentState,
      hasProxyPassword: (await this.#password()) !== null,
      proxyError: proxyError?.toRecord() ?? null,
      certificates: counts,
      certificatesError: fileError?.toRecord() ?? null,
    }
  }

  /**
   * Keeps the password of the proxy; null deletes it. Without a keychain it is kept in memory until
   * the app quits.
   */
  async setProxyPassword(password: string | null): Promise<NetworkState> {
    const { keychain, logger, onSecret } = this.#options
    this.#sessionPassword = null
    if (password !== null) onSecret(password)
    try {
      if (password === null) await keychain.delete(passwordEntry)
      else await keychain.set(passwordEntry, password)
    } catch (error) {
      logger.warn('No keychain: the password of the proxy is kept in memory', { error })
      this.#sessionPassword = password
    }
    return await this.#forget()
  }

  /** The settings may be others now; the next request goes by them. */
  settingsChanged(): void {
    const relevant = this.#relevant()
    if (relevant === this.#used) return
    this.#used = relevant
    this.#authorities = null
    this.#secureContext = null
    void this.#forget()
  }

  close(): void {
    for (const agent of this.#agents.values()) {
      agent.then((open) => open.destroy()).catch(() => undefined)
    }
    this.#agents.clear()
  }

  async #forget(): Promise<NetworkState> {
    this.#system.forget()
    for (const agent of this.#agents.values()) agent.then(retire).catch(() => undefined)
    this.#agents.clear()
    const state = await this.state()
    this.changed.emit(state)
    return state
  }

  async #agent(route: Route, protocol: string): Promise<http.Agent> {
    const secureContext = protocol === 'https:' ? await this.#context() : null
    const trust = { secureContext }
    if (route.kind === 'direct') return createAgent(protocol, trust)
    return createProxyAgent({
      route,
      credentials: await this.#credentials(route),
      trust,
      onUnreachable: () => {
        this.#system.noteFailure(route.url)
      },
    })
  }

  async #credentials({ source }: ProxyRoute): Promise<ProxyCredentials | null> {
    const { environment, onSecret, settings } = this.#options
    if (source === 'environment') {
      const credentials = environmentProxy(environment)?.address.credentials ?? null
      if (credentials) onSecret(credentials.password)
      return credentials
    }
    // A proxy that the system names gets nothing that was entered for another one.
    const { userName } = settings().proxy
    if (source !== 'settings' || userName === '') return null
    return { userName, password: (await this.#password()) ?? '' }
  }

  async #password(): Promise<string | null> {
    if (this.#sessionPassword !== null) return this.#sessionPassword
    const { keychain, logger, onSecret, settings } = this.#options
    if (settings().proxy.userName === '') return null
    try {
      const password = await keychain.get(passwordEntry)
      if (password !== null) onSecret(password)
      return password
    } catch (error) {
      logger.warn('The password of the proxy cannot be read', { error })
      return null
    }
  }

  #readAuthorities(): Promise<TrustedAuthorities> {
    const { environment, platform = process.platform, settings } = this.#options
    this.#authorities ??= readAuthorities({
      file: settings().certificatesFile,
      environment,
      platform,
    })
    return this.#authorities
  }

  /** Null when nothing is trusted beyond what is built in: that context is there already. */
  #context(): Promise<tls.SecureContext | null> {
    this.#secureContext ??= this.#readAuthorities().then(({ additional, fileError }) => {
      const { logger } = this.#options
      if (fileError) logger.warn('The certificates file is not used', { error: fileError })
      if (additional.length === 0) return null
      return tls.createSecureContext({ ca: [...tls.rootCertificates, ...additional] })
    })
    return this.#secureContext
  }

  async #checkScript(address: string): Promise<void> {
    // The script says how to go on, so there is no other way to it than the direct one.
    const route: Route = { kind: 'direct', source: 'settings' }
    await checkScript(address, (url) => this.#agent(route, url.protocol))
  }

  async #settingsError(): Promise<AppError | null> {
    const { proxy } = this.#options.settings()
    try {
      if (proxy.mode === 'manual') manualAddress(proxy)
      if (proxy.mode === 'pac') await this.#checkScript(scriptAddress(proxy))
      return null
    } catch (error) {
      return AppError.from(error)
    }
  }

  #relevant(): string {
    const { proxy, certificatesFile } = this.#options.settings()
    return JSON.stringify([proxy, certificatesFile])
  }
}

function routeTo(url: string | null, source: Route['source']): Route {
  return url === null ? { kind: 'direct', source } : { kind: 'proxy', url, source }
}

function routeWords(route: Route): string {
  if (route.kind === 'proxy') return `through ${proxyName(route)} (${proxyOrigin(route)})`
  return route.source === 'loopback' ? 'directly (it is on this computer)' : 'directly'
}

function manualAddress({ url }: ProxySettings): string {
  const { url: address, credentials } = parseProxyAddress(url)
  if (credentials === null) return address
  throw new AppError('proxy', 'The address of the proxy holds a user name or a password.', {
    suggestion:
      'Enter them in their own fields under Settings, Network: settings are a plain file.',
  })
}

function scriptAddress({ pacUrl }: ProxySettings): string {
  const url = URL.canParse(pacUrl) ? new URL(pacUrl) : null
  if (url && ['http:', 'https:', 'file:'].includes(url.protocol)) return url.href
  throw new AppError('proxy', 'The address of the proxy script (PAC) cannot be read.', {
    suggestion: 'Write it like http://proxy.example.com/proxy.pac under Settings, Network.',
  })
}
