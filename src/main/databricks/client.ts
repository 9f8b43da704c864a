import type http from 'node:http'
import type { ApiClient } from '@databricks/sdk-experimental/dist/api-client.js'
import type {
  CurrentUserService,
  PermissionsService,
} from '@databricks/sdk-experimental/dist/apis/iam/index.js'
import type { JobsService } from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import type { PipelinesService } from '@databricks/sdk-experimental/dist/apis/pipelines/index.js'
import type { WorkspaceService } from '@databricks/sdk-experimental/dist/apis/workspace/index.js'
import type { Context } from '@databricks/sdk-experimental/dist/context/index.js'
import { AppError } from '../../shared/errors.ts'
import type { Logger } from '../logging/logger.ts'
import { Attempt } from './deadline.ts'
import type { RequestLine } from './failures.ts'
import { BodyFailure, HttpFailure, looksLikeHtml, TransportFailure } from './failures.ts'
import { aboutToken } from './http-errors.ts'
import { isFields } from './read.ts'
import type { TransportResponse } from '../network/transport.ts'
import { send, TooLongError } from '../network/transport.ts'

/** The SDK, ready to use: its services over our transport, and the client for single pages. */
export interface Sdk {
  client: ApiClient
  jobs: JobsService
  pipelines: PipelinesService
  workspace: WorkspaceService
  currentUser: CurrentUserService
  permissions: PermissionsService
  /** What the SDK's methods take as their last argument. */
  context(attempt: Attempt): Context
}

export interface SdkOptions {
  /** Origin of the workspace. */
  host: string
  /** `refused`: see `GatewayOptions`. */
  token: (refused?: string) => string | Promise<string>
  agentFor: (url: URL) => Promise<http.Agent>
  logger: Logger
  now: () => number
  /** Told the `Date` header of each answer. */
  onDate?: (date: string | undefined) => void
  productVersion: `${number}.${number}.${number}`
}

/** A file of 10 MB is 14 MB of base64; a page of 100 jobs with 100 tasks each stays below as well. */
const maxAnswerBytes = 64 * 1024 * 1024

/**
 * Loads the SDK and builds its client. It loads the five services in use by their files, because the
 * package's index loads all of them, which doubles the time; and it loads them late, because the
 * app's start does not need them.
 *
 * Authentication is the given token only: without loaders and with an empty environment the SDK reads
 * neither `DATABRICKS_*` variables nor ~/.databrickscfg.
 */
export async function createSdk(options: SdkOptions): Promise<Sdk> {
  const [api, configuration, contexts, jobs, pipelines, workspace, iam] = await Promise.all([
    import('@databricks/sdk-experimental/dist/api-client.js'),
    import('@databricks/sdk-experimental/dist/config/Config.js'),
    import('@databricks/sdk-experimental/dist/context/index.js'),
    import('@databricks/sdk-experimental/dist/apis/jobs/index.js'),
    import('@databricks/sdk-experimental/dist/apis/pipelines/index.js'),
    import('@databricks/sdk-experimental/dist/apis/workspace/index.js'),
    import('@databricks/sdk-experimental/dist/apis/iam/index.js'),
  ])

  const config = new configuration.Config({
    host: options.host,
    authType: 'pat',
    env: {},
    loaders: [],
    credentials: {
      name: 'pat',
      configure: async () => async (headers) => {
        headers.set('Authorization', bearer(await options.token()))
      },
    },
  })

  /** After a 401, which has done nothing: whether there is another token to try. */
  async function renewToken(headers: Headers): Promise<boolean> {
    const refused = headers.get('Authorization') ?? ''
    headers.set('Authorization', bearer(await options.token(refused.replace(/^Bearer /, ''))))
    return headers.get('Authorization') !== refused
  }

  class GatewayClient extends api.ApiClient {
    override async request(
      call: Parameters<ApiClient['request']>[0],
      context?: Context,
    ): Promise<unknown> {
      const attempt = context?.cancellationToken
      if (!(attempt instanceof Attempt)) throw new TypeError('A call without an attempt')
      const line: RequestLine = { method: call.method, path: call.path }
      const startedAt = options.now()
      let status: number | null = null
      try {
        call.headers.set('User-Agent', this.userAgent())
        await this.config.authenticate(call.headers)
        const url = new URL(call.path, options.host)
        url.search = this.searchParams(call.query ?? {})
        const body = call.payload === undefined ? null : JSON.stringify(call.payload)
        const sendOnce = async (): Promise<TransportResponse> =>
          await send({
            url,
            method: call.method,
            headers: Object.fromEntries(call.headers.entries()),
            body,
            agent: await options.agentFor(url),
            signal: attempt.signal,
            maxBytes: maxAnswerBytes,
          })
        let answer = await sendOnce()
        if (isRefusedToken(answer) && (await renewToken(call.headers))) answer = await sendOnce()
        status = answer.status
        options.onDate?.(answer.headers.date)
        return readAnswer(line, withoutToken(answer, call.headers), options.host)
      } catch (error) {
        throw attempt.signal.aborted ? attempt.signal.reason : asFailure(error, line, status)
      } finally {
        const ms = options.now() - startedAt
        options.logger.debug('request', { ...line, status, ms, attempt: attempt.number })
      }
    }
  }

  const client = new GatewayClient(config, {
    product: 'databricks-workflow-manager',
    productVersion: options.productVersion,
  })
  return {
    client,
    jobs: new jobs.JobsService(client),
    pipelines: new pipelines.PipelinesService(client),
    workspace: new workspace.WorkspaceService(client),
    currentUser: new iam.CurrentUserService(client),
    permissions: new iam.PermissionsService(client),
    context: (attempt) => new contexts.Context({ cancellationToken: attempt }),
  }
}

/** A header refuses such text with a message that quotes it, which must not happen to a secret. */
function bearer(token: string): string {
  const trimmed = token.trim()
  if (/^[\x21-\x7e]+$/.test(trimmed)) return `Bearer ${trimmed}`
  const what = trimmed === '' ? 'There is no token.' : 'The token has characters that no token has.'
  throw new AppError('unauthorized', what, {
    suggestion: 'Copy the token from Databricks again and enter it in the connection.',
  })
}

/** Databricks says 401, and in places 403, of a token that has expired; neither has done anything. */
function isRefusedToken({ status, text }: TransportResponse): boolean {
  return status === 401 || (status === 403 && aboutToken.test(text))
}

/** A server that repeats the token in its error must not bring it into words, log or page. */
function withoutToken(answer: TransportResponse, headers: Headers): TransportResponse {
  if (answer.status >= 200 && answer.status <= 299) return answer
  const token = (headers.get('Authorization') ?? '').replace(/^Bearer /, '')
  return token === '' ? answer : { ...answer, text: answer.text.replaceAll(token, '[secret]') }
}

function readAnswer(line: RequestLine, answer: TransportResponse, origin: string): object {
  const { status, headers, text } = answer
  if (status < 200 || status > 299) throw new HttpFailure(line, { ...answer, origin })
  if (text === '') return {}
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    if (looksLikeHtml(headers, text)) throw new BodyFailure(line, status, 'html')
    throw new BodyFailure(line, status, /^\s*[{[]/.test(text) ? 'truncated' : 'not-json')
  }
  if (!isFields(parsed)) throw new BodyFailure(line, status, 'not-json')
  return parsed
}

function asFailure(error: unknown, line: RequestLine, status: number | null): unknown {
  if (error instanceof TooLongError) return new BodyFailure(line, status ?? 0, 'too-long')
  const known = [AppError, HttpFailure, BodyFailure].some((kind) => error instanceof kind)
  if (known || !(error instanceof Error)) return error
  const isNetwork = 'code' in error || error instanceof AggregateError
  return isNetwork ? new TransportFailure(line, error) : error
}
