import { setMaxListeners } from 'node:events'
import type http from 'node:http'
import type { AppError } from '../../shared/errors.ts'
import type { Logger } from '../logging/logger.ts'
import { createAgent } from '../network/agents.ts'
import type { Network } from '../network/network.ts'
import { createCall } from './call.ts'
import { createSdk } from './client.ts'
import type { Deadlines } from './deadline.ts'
import { defaultDeadlines } from './deadline.ts'
import { createFilesApi } from './files.ts'
import type { DatabricksGateway } from './gateway.ts'
import { normalizeHost } from './host.ts'
import { createIdentityApi } from './identity.ts'
import { createJobsApi } from './jobs.ts'
import { createPipelinesApi } from './pipelines.ts'
import { createPermissionsApi } from './permissions.ts'
import type { Sleep } from './retry.ts'
import { defaultSleep } from './retry.ts'
import { createRunsApi } from './runs.ts'

export interface GatewayOptions {
  /** Address of the workspace, as `normalizeHost` takes it. */
  host: string
  /**
   * The bearer token, or how to get it: asked before each attempt, so it may be a fresh one.
   * `refused` is a token that Databricks has just refused; another one is then tried once.
   */
  token: string | ((refused?: string) => string | Promise<string>)
  /** Told when a call ended because nobody is signed in any more, with what it threw. */
  onUnauthorized?: (error: AppError) => void
  logger: Logger
  /** UTC ms. */
  now?: () => number
  /** Told the `Date` header of each answer of the workspace, whose origin is `host`. */
  onDate?: (host: string, date: string | undefined) => void
  sleep?: Sleep
  /** 0 up to but not including 1. */
  random?: () => number
  deadlines?: Partial<Deadlines>
  /** Further attempts of a safe call after the first: fewer where a person waits for the answer. */
  retries?: number
  /** Proxy and certificates; requests go out directly without it. */
  network?: Network
  /** Of the app, for the User-Agent. */
  productVersion?: `${number}.${number}.${number}`
}

/**
 * A gateway to one workspace. Loads the SDK but sends nothing yet, so a wrong token shows in the first
 * call. Errors: `bad-input` for a host that cannot be one.
 */
export async function connectGateway(options: GatewayOptions): Promise<DatabricksGateway> {
  const host = normalizeHost(options.host)
  const { protocol, host: hostName } = new URL(host)
  const { token, now = Date.now, sleep = defaultSleep, random = Math.random } = options
  const logger = options.logger.scope('databricks')
  const ownAgent = options.network === undefined ? createAgent(protocol) : null
  const { network } = options
  const agentFor = async (url: URL): Promise<http.Agent> =>
    // One of the two is always there; `ownAgent` is made when no network was given.
    network ? await network.agentFor(url) : (ownAgent as http.Agent)
  const closed = new AbortController()
  // Every call under way listens to it, and there may be many: that is no leak.
  setMaxListeners(0, closed.signal)
  const sdk = await createSdk({
    host,
    token: typeof token === 'string' ? () => token : token,
    agentFor,
    logger,
    now,
    onDate: (date) => options.onDate?.(host, date),
    productVersion: options.productVersion ?? '0.0.0',
  })
  const call = createCall({
    sdk,
    hostName,
    ...(options.retries === undefined ? {} : { retries: options.retries }),
    ...(options.onUnauthorized === undefined ? {} : { onUnauthorized: options.onUnauthorized }),
    deadlines: { ...defaultDeadlines, ...options.deadlines },
    logger,
    now,
    sleep,
    random,
    closed: closed.signal,
  })
  return {
    host,
    jobs: createJobsApi({ call, host, logger }),
    runs: createRunsApi({ call, logger }),
    pipelines: createPipelinesApi({ call, host, logger }),
    files: createFilesApi({ call }),
    permissions: createPermissionsApi({ call }),
    identity: createIdentityApi({ call }),
    close() {
      closed.abort()
      ownAgent?.destroy()
    },
  }
}
