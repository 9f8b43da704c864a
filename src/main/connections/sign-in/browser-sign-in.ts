import * as oidc from 'openid-client'
import { AppError } from '../../../shared/errors.ts'
import type { Logger } from '../../logging/logger.ts'
import type { BrowserSignIn } from '../sources.ts'
import { redirectPorts, startLoopbackServer } from './loopback-server.ts'
import type { LoopbackPage } from './loopback-page.ts'
import { canceled, discoverOAuth } from './oauth-client.ts'
import type { Fetch, OAuthClient, OAuthTokens } from './oauth-client.ts'
import { authorizationFailure } from './oauth-errors.ts'

export interface BrowserSignInOptions {
  /** Origin of the workspace. */
  host: string
  fetch: Fetch
  /** Opens a page in the user's browser. When it cannot, the sign-in waits on: see `onWaiting`. */
  openBrowser: (url: string) => Promise<void>
  /** UTC ms. */
  now: () => number
  /** Ends the sign-in, which then throws `canceled`. */
  signal: AbortSignal
  /** How long a person may take, ms; 5 minutes by default. */
  timeoutMs?: number
  /** Ports to be sent back to, tried in order; 8020 to 8040, which Databricks knows, by default. */
  ports?: readonly number[]
  /** Told of everything secret as soon as it is known. */
  onSecret: (secret: string) => void
  /** Told the page's address when it can be opened, so that a person may open it by hand as well. */
  onWaiting?: (authorizationUrl: string) => void
  logger: Logger
}

/**
 * Signs a person in with the browser (OAuth user to machine: RFC 6749 section 4.1 with PKCE, RFC 7636,
 * and a loopback redirect, RFC 8252). Nothing is left open afterwards, however it ends.
 *
 * Errors: `canceled`; `timeout` when nobody finishes it; `unauthorized` when it is denied; `unavailable`
 * when no port is free; `bad-response` when the host is no workspace; and those of `fetch`.
 */
export async function signInWithBrowser(options: BrowserSignInOptions): Promise<BrowserSignIn> {
  const { host, signal, onSecret, logger, timeoutMs = 300_000, ports = redirectPorts } = options
  if (signal.aborted) throw canceled()
  const client = await discoverOAuth(options)
  const attempt = new Attempt(options, client)
  const server = await startLoopbackServer({ ports, answer: (query) => attempt.answer(query) })
  const stop = () => attempt.fail(canceled())
  const timer = setTimeout(() => attempt.fail(nobodyCame(timeoutMs)), timeoutMs)
  signal.addEventListener('abort', stop, { once: true })
  try {
    if (signal.aborted) throw canceled()
    const url = await attempt.begin(server.redirectUri)
    logger.info('Waiting for a sign-in in the browser', { host, redirectUri: server.redirectUri })
    options.onWaiting?.(url)
    // Not awaited: some systems answer only when the browser is closed again.
    options.openBrowser(url).catch((error: unknown) => {
      logger.warn('The browser could not be opened; the address can be opened by hand', { error })
    })
    const { accessToken, expiresAt, refreshToken } = await attempt.tokens
    onSecret(accessToken)
    if (refreshToken === null) throw notForLong(host)
    onSecret(refreshToken)
    logger.info('Signed in with the browser', { host })
    return { accessToken, expiresAt, refreshToken }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    await server.close()
  }
}

/** One sign-in: what is sent to the browser, and what comes back. */
class Attempt {
  readonly tokens: Promise<OAuthTokens>

  readonly #options: BrowserSignInOptions
  readonly #client: OAuthClient
  readonly #state = oidc.randomState()
  readonly #codeVerifier = oidc.randomPKCECodeVerifier()
  readonly #settle: { resolve: (tokens: OAuthTokens) => void; reject: (error: AppError) => void }
  #redirectUri = ''
  #phase: 'preparing' | 'waiting' | 'redeeming' | 'over' = 'preparing'

  constructor(options: BrowserSignInOptions, client: OAuthClient) {
    this.#options = options
    this.#client = client
    const { promise, resolve, reject } = Promise.withResolvers<OAuthTokens>()
    this.tokens = promise
    this.#settle = { resolve, reject }
    // It may fail before anybody waits for it.
    promise.catch(() => undefined)
    options.onSecret(this.#state)
    options.onSecret(this.#codeVerifier)
  }

  /** The address for the browser; answers count from now on. */
  async begin(redirectUri: string): Promise<string> {
    const codeChallenge = await oidc.calculatePKCECodeChallenge(this.#codeVerifier)
    this.#redirectUri = redirectUri
    if (this.#phase === 'preparing') this.#phase = 'waiting'
    return this.#client.authorizationUrl({ redirectUri, state: this.#state, codeChallenge })
  }

  fail(error: AppError): void {
    this.#phase = 'over'
    this.#settle.reject(error)
  }

  /** Takes what the browser brings and says what to show there. */
  async answer(query: URLSearchParams): Promise<LoopbackPage> {
    const states = query.getAll('state')
    if (states.length !== 1 || states[0] !== this.#state) {
      this.#options.logger.warn('An answer that belongs to no sign-in was refused')
      return notOurs
    }
    if (this.#phase !== 'waiting') return alreadyAnswered
    const hostName = new URL(this.#options.host).host
    if (query.has('error')) {
      const error = authorizationFailure(query, hostName)
      this.fail(error)
      return failed(error)
    }
    const [code = '', ...more] = query.getAll('code')
    // Not a word of RFC 6749; the real answer may still come.
    if (code === '' || more.length > 0) return notOurs
    this.#options.onSecret(code)
    this.#phase = 'redeeming'
    try {
      const redirect = new URL(this.#redirectUri)
      redirect.search = query.toString()
      const proof = { state: this.#state, codeVerifier: this.#codeVerifier }
      const tokens = await this.#client.redeem(redirect, proof)
      this.#settle.resolve(tokens)
      return signedIn(hostName)
    } catch (thrown) {
      const error = AppError.from(thrown)
      this.#settle.reject(error)
      return failed(error)
    } finally {
      this.#phase = 'over'
    }
  }
}

function signedIn(hostName: string): LoopbackPage {
  return {
    status: 200,
    mood: 'good',
    title: 'You are signed in',
    text: `You can close this tab and go on in the app. The workspace is ${hostName}.`,
  }
}

function failed(error: AppError): LoopbackPage {
  return {
    status: 400,
    mood: 'bad',
    title: 'The sign-in did not work',
    text: `${error.message} You can close this tab; the app says what to do next.`,
  }
}

const notOurs: LoopbackPage = {
  status: 400,
  mood: 'bad',
  title: 'This answer was refused',
  text: 'It does not belong to the sign-in that the app is waiting for. Close this tab and use the one that the app opened, or start again in the app.',
}

const alreadyAnswered: LoopbackPage = {
  status: 400,
  mood: 'neutral',
  title: 'This sign-in is over',
  text: 'The app has its answer already. You can close this tab.',
}

function nobodyCame(timeoutMs: number): AppError {
  const minutes = Math.max(1, Math.round(timeoutMs / 60_000))
  return new AppError(
    'timeout',
    `The sign-in was not finished in the browser within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    {
      suggestion:
        'Start it again and finish it in the browser. If no page opens, copy the link and open it by hand.',
    },
  )
}

function notForLong(host: string): AppError {
  return new AppError(
    'bad-response',
    `${new URL(host).host} signed you in, but only for an hour: it gave no refresh token.`,
    {
      suggestion:
        'Ask an administrator to allow offline access for the Databricks CLI, or sign in with a token.',
    },
  )
}
