import type { ConnectionTest, TestStep } from '../../../shared/connection.ts'
import { AppError } from '../../../shared/errors.ts'
import type { DatabricksGateway } from '../../databricks/gateway.ts'
import { normalizeHost } from '../../databricks/host.ts'
import type { Logger } from '../../logging/logger.ts'
import type { Network, Route } from '../../network/network.ts'
import { proxyUnreachable } from '../../network/proxy-errors.ts'
import { checkClock } from './clock.ts'
import { withLimits } from './limits.ts'
import type { Limits } from './limits.ts'
import { lookUp, reach, systemLookup } from './reach.ts'
import type { Lookup } from './reach.ts'
import { TestSteps } from './steps.ts'
import type { Layer } from './steps.ts'
import { addressWords, encryptionWords, routeWords } from './words.ts'
import { checkWorkspace, firstProbe } from './workspace-probe.ts'
import type { Probe, ProbeOptions } from './workspace-probe.ts'

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
  /** How long one layer of the network may take, ms; 10 s unless told. */
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
    const origin = normalizeHost(await this.#host())
    const url = new URL(origin)
    this.host = origin
    this.#steps.passed('address', origin)
    const { answer, at } = await this.#connect(url)
    await this.#databricks(url, answer)
    this.#clock(answer.headers.date, at)
    await this.#signIn()
  }

  async #host(): Promise<string> {
    const { host } = this.#options
    return typeof host === 'string' ? host : await withLimits(this.#patient(), host)
  }

  /** Up to the first answer. Which layer fails shows in how far that request gets. */
  async #connect(url: URL): Promise<Probe> {
    this.#begin('proxy')
    const route = await this.#route(url)
    if (route.kind === 'direct') await this.#reach(url, route)
    try {
      return await firstProbe(url, {
        ...this.#probing(),
        onConnected: () => {
          if (route.kind === 'proxy') this.#passProxy(route)
        },
        onEncrypted: (shown) => {
          this.#steps.passed('encryption', encryptionWords(shown))
          this.#enter('databricks')
        },
      })
    } catch (thrown) {
      const error = AppError.from(thrown)
      const isLateProxy = route.kind === 'proxy' && this.layer === 'proxy'
      if (!isLateProxy || error.code !== 'timeout') throw error
      throw proxyUnreachable(route, Object.assign(new Error('too late'), { code: 'ETIMEDOUT' }))
    }
  }

  async #route(url: URL): Promise<Route> {
    try {
      return await withLimits(this.#limits(), async () => await this.#options.network.routeFor(url))
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown
      throw new AppError('proxy', 'It took too long to find out which proxy to use.', {
        suggestion:
          'Test again, or say under Settings, Network, whether there is a proxy and which one.',
        cause: thrown,
      })
    }
  }

  async #reach(url: URL, route: Route): Promise<void> {
    this.#steps.passed('proxy', routeWords(route))
    this.#begin('name')
    const lookup = this.#options.lookup ?? systemLookup
    const addresses = await lookUp(url, lookup, this.#limits())
    if (addresses === null) this.#steps.skipped('name', 'it is an address already')
    else this.#steps.passed('name', addressWords(addresses))
    this.#begin('reach')
    await reach(url, addresses, this.#limits())
    this.#steps.passed('reach', url.host)
    if (url.protocol === 'https:') this.#begin('encryption')
    else {
      this.#steps.skipped('encryption', 'not needed: it is on this computer')
      this.#begin('databricks')
    }
  }

  /** The proxy looks the name up and connects; only the encryption is ours again. */
  #passProxy(route: Route): void {
    this.#steps.passed('proxy', routeWords(route))
    this.#steps.skipped('name', 'the proxy looks it up')
    this.#steps.skipped('reach', 'the proxy connects')
    this.#enter('encryption')
  }

  async #databricks(url: URL, first: Probe['answer']): Promise<void> {
    await checkWorkspace(url, first, this.#probing())
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
    const gateway = await this.#open(openGateway)
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

  async #open(openGateway: () => Promise<DatabricksGateway>): Promise<DatabricksGateway> {
    const opening = openGateway()
    try {
      return await withLimits(this.#patient(), async () => await opening)
    } catch (error) {
      // Nobody waits for it any more; why it fails is told already.
      opening.then(
        (late) => {
          late.close()
        },
        () => undefined,
      )
      throw error
    }
  }

  #begin(layer: Layer): void {
    this.#options.signal.throwIfAborted()
    this.#enter(layer)
  }

  #enter(layer: Layer): void {
    this.layer = layer
    this.#steps.running(layer)
  }

  #probing(): ProbeOptions {
    const { network, now } = this.#options
    return { network, now, ...this.#limits() }
  }

  #limits(): Limits {
    const { signal, deadlineMs = 10_000 } = this.#options
    return { signal, ms: deadlineMs }
  }

  /** For what has deadlines of its own: command-line tools and sign-in servers may take their time. */
  #patient(): Limits {
    return { signal: this.#options.signal, ms: null }
  }
}
