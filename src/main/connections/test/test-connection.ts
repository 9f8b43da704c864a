import type { ConnectionTest, TestStep } from '../../../shared/connection.ts'
import { AppError } from '../../../shared/errors.ts'
import type { DatabricksGateway } from '../../databricks/gateway.ts'
import { normalizeHost } from '../../databricks/host.ts'
import type { Logger } from '../../logging/logger.ts'
import type { Network, Route } from '../../network/network.ts'
import { proxyName, proxyOrigin } from '../../network/proxy-errors.ts'
import { checkClock } from './clock.ts'
import { lookUp, reach, systemLookup } from './reach.ts'
import type { Lookup } from './reach.ts'
import { TestSteps } from './steps.ts'
import type { Layer } from './steps.ts'
import { checkWorkspace, firstProbe } from './workspace-probe.ts'
import type { Probe } from './workspace-probe.ts'

export interface ConnectionTestOptions {
  /** As a person entered it, or how to learn it (a profile or the environment knows it). */
  host: string | (() => Promise<string>)
  /** Null when the sign-in needs a person in the browser, which a test does not ask for. */
  openGateway: (() => Promise<DatabricksGateway>) | null
  network: Network
  /** UTC ms. */
  now: () => number
  signal: AbortSignal
  /** Told all steps after each change. */
  onProgress: (steps: TestStep[]) => void
  logger: Logger
  /** How long one layer may take, ms. */
  deadlineMs?: number
  lookup?: Lookup
}

/**
 * Walks through the layers between this computer and a signed-in user, and stops at the first that
 * fails: the answer says which one, why, and what to do. Throws `canceled` when the signal fires.
 */
export async function testConnection(options: ConnectionTestOptions): Promise<ConnectionTest> {
  const steps = new TestSteps(options.onProgress)
  const walk = new Walk(options, steps)
  let failed: Layer | null = null
  try {
    await walk.go()
  } catch (thrown) {
    if (options.signal.aborted) throw new AppError('canceled', 'The test was canceled.')
    const error = AppError.from(thrown)
    if (error.code === 'internal') options.logger.error('The test failed', { error })
    failed = walk.layer
    steps.failed(failed, error)
  }
  options.logger.info('Connection tested', { failed })
  return { steps: steps.list, host: walk.host, userName: walk.userName }
}

class Walk {
  host: string | null = null
  userName: string | null = null
  /** The one that is tried now. */
  layer: Layer = 'address'
  readonly #options: ConnectionTestOptions
  readonly #steps: TestSteps

  constructor(options: ConnectionTestOptions, steps: TestSteps) {
    this.#options = options
    this.#steps = steps
  }

  async go(): Promise<void> {
    this.#begin('address')
    const { host } = this.#options
    const origin = normalizeHost(typeof host === 'string' ? host : await host())
    const url = new URL(origin)
    this.host = origin
    this.#steps.passed('address', origin)
    const { answer, at } = await this.#connect(url)
    await this.#databricks(url, answer)
    this.#clock(answer.headers.date, at)
    await this.#signIn()
  }

  async #connect(url: URL): Promise<Probe> {
    this.#begin('proxy')
    const route = await this.#options.network.routeFor(url)
    if (route.kind === 'proxy') return await this.#throughProxy(url, route)
    this.#steps.passed('proxy', 'none, directly')
    this.#begin('name')
    const lookup = this.#options.lookup ?? systemLookup
    const address = await lookUp(url, lookup, this.#deadline())
    if (address === null) this.#steps.skipped('name', 'it is an address already')
    else this.#steps.passed('name', address)
    this.#begin('reach')
    await reach(url, address, this.#deadline())
    this.#steps.passed('reach', url.host)
    this.#begin(url.protocol === 'https:' ? 'encryption' : 'databricks')
    const first = await this.#probe(url)
    this.#encryption(url, first)
    return first
  }

  /** The proxy looks the name up and connects; only the encryption is ours again. */
  async #throughProxy(url: URL, route: Extract<Route, { kind: 'proxy' }>): Promise<Probe> {
    const way = `through ${proxyName(route)}, ${proxyOrigin(route)}`
    const passed = (): void => {
      this.#steps.passed('proxy', way)
      this.#steps.skipped('name', 'the proxy looks it up')
      this.#steps.skipped('reach', 'the proxy connects')
      this.#begin('encryption')
    }
    let first: Probe
    try {
      first = await this.#probe(url)
    } catch (error) {
      if (AppError.from(error).code !== 'proxy') passed()
      throw error
    }
    passed()
    this.#encryption(url, first)
    return first
  }

  #encryption(url: URL, { answer }: Probe): void {
    if (url.protocol !== 'https:') {
      this.#steps.skipped('encryption', 'not needed: it is on this computer')
      return
    }
    const issuer = answer.certificate?.issuer ?? ''
    const detail = issuer === '' ? 'certificate accepted' : `certificate by ${issuer}`
    this.#steps.passed('encryption', detail)
  }

  async #databricks(url: URL, first: Probe['answer']): Promise<void> {
    this.#begin('databricks')
    const { network, now } = this.#options
    const deadline = (): AbortSignal => this.#deadline()
    await checkWorkspace(url, first, { network, now, signal: deadline(), deadline })
    this.#steps.passed('databricks', 'a workspace answers')
  }

  #clock(header: string | undefined, at: number): void {
    this.#begin('clock')
    const detail = checkClock(header, at)
    if (detail === null) this.#steps.skipped('clock', 'the server does not tell its time')
    else this.#steps.passed('clock', detail)
  }

  async #signIn(): Promise<void> {
    const { openGateway, signal } = this.#options
    if (openGateway === null) {
      for (const layer of ['sign-in', 'access'] as const) {
        this.#steps.skipped(layer, 'happens in the browser when you connect')
      }
      return
    }
    this.#begin('sign-in')
    const gateway = await openGateway()
    try {
      const { userName } = await gateway.identity.me({ signal })
      this.#steps.passed('sign-in', 'accepted')
      this.userName = userName
      this.#steps.passed('access', `as ${userName}`)
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (error.code === 'forbidden') {
        this.#steps.passed('sign-in', 'accepted')
        this.#begin('access')
      }
      throw error
    } finally {
      gateway.close()
    }
  }

  #begin(layer: Layer): void {
    this.#options.signal.throwIfAborted()
    this.layer = layer
    this.#steps.running(layer)
  }

  async #probe(url: URL): Promise<Probe> {
    const { network, now } = this.#options
    return await firstProbe(url, { network, now, signal: this.#deadline() })
  }

  #deadline(): AbortSignal {
    const { signal, deadlineMs = 10_000 } = this.#options
    return AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
  }
}
