import { randomBytes } from 'node:crypto'
import type { Hono } from 'hono'
import { html } from 'hono/html'
import { demoUser } from './names.ts'
import type { CodeFacts, OidcTokens } from './oidc-tokens.ts'
import { sendPage } from './pages.ts'

/** The public client of Databricks' own command-line tool, which needs no secret. */
export const publicClientId = 'databricks-cli'

const scopes = ['all-apis', 'offline_access', 'openid', 'email', 'profile']
const decisionTimeMs = 600_000
const mostWaiting = 200

interface Waiting extends CodeFacts {
  state: string | null
  expiresAt: number
}

export interface AuthorizeParts {
  tokens: OidcTokens
  now: () => number
  /** Of the request, as discovery tells it. */
  issuerOf: (request: Request) => string
}

/**
 * The authorization endpoint (RFC 6749 section 4.1, PKCE RFC 7636, loopback redirects RFC 8252): asks
 * the person at the screen, and sends the browser back with a code or with `access_denied`.
 */
export function addAuthorizeEndpoint(app: Hono, { tokens, now, issuerOf }: AuthorizeParts): void {
  const waiting = new Map<string, Waiting>()

  app.get('/oidc/v1/authorize', (context) => {
    const query = new URL(context.req.url).searchParams
    const redirectUri = query.get('redirect_uri') ?? ''
    // Until both are known to be right, nothing may be sent on to that address.
    if (query.get('client_id') !== publicClientId) {
      return sendPage(context, 'Sign-in refused', refusal('client_id is not known here'), 400)
    }
    if (!isLoopbackRedirect(redirectUri)) {
      const why = 'redirect_uri is not an address on this computer'
      return sendPage(context, 'Sign-in refused', refusal(why), 400)
    }
    const state = query.get('state')
    const wrong = whatIsWrong(query)
    if (wrong !== null) {
      const back = { ...wrong, state, iss: issuerOf(context.req.raw) }
      return context.redirect(withParameters(redirectUri, back))
    }
    const ticket = randomBytes(16).toString('hex')
    if (waiting.size >= mostWaiting) waiting.clear()
    waiting.set(ticket, {
      clientId: publicClientId,
      redirectUri,
      codeChallenge: query.get('code_challenge') ?? '',
      scope: query.get('scope') ?? '',
      state,
      expiresAt: now() + decisionTimeMs,
    })
    const decision = `/oidc/v1/authorize/decision?ticket=${ticket}`
    // Links, not a form: a content security policy for forms would also cover the redirect.
    return sendPage(
      context,
      'Sign in',
      html`<p class="dim">Demo workspace</p>
        <h1>Sign in to the demo workspace</h1>
        <div class="card">
          <p>
            <strong>Databricks Workflow Manager</strong> wants to sign in to this workspace as
            <strong>${demoUser.userName}</strong>.
          </p>
          <p class="dim">
            It can then see the jobs and pipelines of the demo workspace, read and write its files
            and start its jobs. Nothing leaves your computer.
          </p>
          <p class="buttons">
            <a class="button primary" id="allow" href="${decision}&amp;answer=allow">Allow</a>
            <a class="button" id="deny" href="${decision}&amp;answer=deny">Deny</a>
          </p>
        </div>`,
    )
  })

  app.get('/oidc/v1/authorize/decision', (context) => {
    const ticket = context.req.query('ticket') ?? ''
    const asked = waiting.get(ticket)
    waiting.delete(ticket)
    if (asked === undefined || asked.expiresAt <= now()) {
      const why = 'this question was answered already, or too long ago'
      return sendPage(context, 'Sign-in refused', refusal(why), 400)
    }
    const { state, redirectUri, ...facts } = asked
    const iss = issuerOf(context.req.raw)
    const answer: Record<string, string | null> =
      context.req.query('answer') === 'allow'
        ? { code: tokens.newCode({ ...facts, redirectUri }), state, iss }
        : {
            error: 'access_denied',
            error_description: 'The user denied the request.',
            state,
            iss,
          }
    return context.redirect(withParameters(redirectUri, answer))
  })
}

function whatIsWrong(query: URLSearchParams): Record<string, string> | null {
  const invalid = (error: string, description: string) => ({
    error,
    error_description: description,
  })
  if (query.get('response_type') !== 'code') {
    return invalid('unsupported_response_type', 'response_type must be code.')
  }
  if (query.get('code_challenge_method') !== 'S256') {
    return invalid('invalid_request', 'PKCE with code_challenge_method S256 is required.')
  }
  if (!/^[\w-]{43}$/.test(query.get('code_challenge') ?? '')) {
    return invalid('invalid_request', 'code_challenge is not a SHA-256 hash in base64url.')
  }
  const asked = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '')
  if (asked.length === 0 || asked.some((scope) => !scopes.includes(scope))) {
    return invalid('invalid_scope', `The scopes are ${scopes.join(', ')}.`)
  }
  return null
}

/** Any port of this computer, as RFC 8252 section 7.3 asks for. */
function isLoopbackRedirect(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, username, password, hash } = new URL(address)
  return (
    protocol === 'http:' &&
    ['localhost', '127.0.0.1', '[::1]'].includes(hostname) &&
    `${username}${password}${hash}` === ''
  )
}

function withParameters(address: string, parameters: Record<string, string | null>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) url.searchParams.set(name, value)
  }
  return url.href
}

function refusal(why: string) {
  return html`<h1>This sign-in cannot go on</h1>
    <div class="card"><p>The reason: ${why}. Start again in the app.</p></div>`
}
