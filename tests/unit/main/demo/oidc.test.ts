import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openPage, pressButton } from '../../../support/browser.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { Redactor } from '../../../../src/main/logging/redact.ts'

const me = '/api/2.0/preview/scim/v2/Me'
const verifier = 'a-code-verifier-that-is-long-enough-for-the-standard'
const redirectUri = 'http://localhost:8020'

let now = Date.UTC(2026, 2, 1)
const clock = () => now

describe('OAuth of the demo workspace', () => {
  const demo = useDemoWorkspace({ now: clock })
  const servicePrincipal = () => demo.server.servicePrincipal

  const authorizeUrl = (change: Record<string, string | null> = {}) => {
    const url = new URL('/oidc/v1/authorize', demo.server.url)
    const parameters = {
      client_id: 'databricks-cli',
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'all-apis offline_access',
      state: 'a-state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...change,
    }
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== null) url.searchParams.set(name, value)
    }
    return url.href
  }
  const token = async (form: Record<string, string>, headers: Record<string, string> = {}) => {
    const body = new URLSearchParams(form)
    const response = await fetch(`${demo.server.url}/oidc/v1/token`, {
      method: 'POST',
      body,
      headers,
    })
    return { status: response.status, body: (await response.json()) as Record<string, string> }
  }
  const code = async () =>
    new URL(await pressButton(authorizeUrl(), 'allow')).searchParams.get('code') ?? ''
  const redeem = async (change: Record<string, string> = {}) =>
    token({
      grant_type: 'authorization_code',
      client_id: 'databricks-cli',
      code: await code(),
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...change,
    })
  const refresh = (refreshToken: string | undefined) =>
    token({
      grant_type: 'refresh_token',
      client_id: 'databricks-cli',
      refresh_token: String(refreshToken),
    })
  const whoIs = async (accessToken: string | undefined) => {
    const response = await fetch(`${demo.server.url}${me}`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  it('is discovered under the address that was asked', async () => {
    const { port } = new URL(demo.server.url)
    for (const origin of [demo.server.url, `http://localhost:${port}`]) {
      const response = await fetch(`${origin}/oidc/.well-known/oauth-authorization-server`)
      expect(await response.json()).toMatchObject({
        issuer: `${origin}/oidc`,
        authorization_endpoint: `${origin}/oidc/v1/authorize`,
        token_endpoint: `${origin}/oidc/v1/token`,
        code_challenge_methods_supported: ['S256'],
        grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      })
    }
  })

  it('asks the person, on a page that runs and loads nothing', async () => {
    const page = await openPage(authorizeUrl())
    expect(page.status).toBe(200)
    expect(page.text).toContain('Sign in to the demo workspace')
    expect(page.text).toContain('you@example.com')
    expect(page.text).not.toContain('<script')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('cache-control')).toBe('no-store')
  })

  it('sends the browser back with a code, the state and the issuer', async () => {
    const back = new URL(await pressButton(authorizeUrl(), 'allow'))
    expect(back.origin).toBe(redirectUri)
    expect(back.searchParams.get('code')).toMatch(/^[\w-]{32}$/)
    expect(back.searchParams.get('state')).toBe('a-state')
    expect(back.searchParams.get('iss')).toBe(`${demo.server.url}/oidc`)
  })

  it('sends the browser back with access_denied', async () => {
    const back = new URL(await pressButton(authorizeUrl(), 'deny'))
    expect(back.searchParams.get('error')).toBe('access_denied')
    expect(back.searchParams.get('state')).toBe('a-state')
    expect(back.searchParams.has('code')).toBe(false)
  })

  it('takes an answer once', async () => {
    const { text } = await openPage(authorizeUrl())
    const link = /id="allow"\s+href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const url = new URL(link, demo.server.url).href
    expect((await openPage(url)).status).toBe(302)
    expect((await openPage(url)).status).toBe(400)
  })

  it.each([
    ['another client', { client_id: 'somebody' }],
    ['a redirect to elsewhere', { redirect_uri: 'https://evil.example/' }],
    [
      'a redirect to a name that only begins right',
      { redirect_uri: 'http://localhost.evil.example' },
    ],
    ['a redirect with a user name', { redirect_uri: 'http://localhost@evil.example:8020' }],
    ['no redirect', { redirect_uri: null }],
  ])('refuses %s on a page, without sending anything on', async (_what, change) => {
    const page = await openPage(authorizeUrl(change))
    expect(page.status).toBe(400)
    expect(page.headers.get('location')).toBeNull()
  })

  it.each([
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_request', { code_challenge_method: 'plain' }],
    ['invalid_request', { code_challenge: null }],
    ['invalid_scope', { scope: 'everything' }],
  ])('sends the app back %s', async (error, change) => {
    const { headers } = await openPage(authorizeUrl(change))
    const back = new URL(headers.get('location') ?? '')
    expect(back.searchParams.get('error')).toBe(error)
    expect(back.searchParams.get('state')).toBe('a-state')
  })

  it('gives tokens for a code, which the API takes', async () => {
    const { status, body } = await redeem()
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
    expect(body['access_token']).toMatch(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/)
    expect(body['refresh_token']).toMatch(/^doau[0-9a-f]{40}$/)
    expect((await whoIs(body['access_token'])).body).toMatchObject({ userName: 'you@example.com' })
  })

  it('gives tokens that the log knows by their shape', async () => {
    const { body } = await redeem()
    for (const secret of [body['access_token'], body['refresh_token']]) {
      expect(new Redactor().text(`it was ${secret}`)).toBe('it was [redacted]')
    }
  })

  it('takes a code once, and only within a minute', async () => {
    const once = await code()
    expect((await redeem({ code: once })).status).toBe(200)
    expect((await redeem({ code: once })).body).toMatchObject({ error: 'invalid_grant' })
    const late = await code()
    now += 60_000
    expect((await redeem({ code: late })).body).toMatchObject({ error: 'invalid_grant' })
  })

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(50) }],
    ['no verifier', { code_verifier: '' }],
    ['another redirect_uri', { redirect_uri: 'http://localhost:8021' }],
  ])('refuses a code with %s, and the code is spent', async (_what, change) => {
    const spent = await code()
    const refused = await redeem({ code: spent, ...change })
    expect(refused.status).toBe(400)
    expect(refused.body).toMatchObject({ error: 'invalid_grant' })
    expect((await redeem({ code: spent })).status).toBe(400)
  })

  it('gives a new refresh token with every refresh, and takes the old one no more', async () => {
    const first = await redeem()
    const second = await refresh(first.body['refresh_token'])
    expect(second.status).toBe(200)
    expect(second.body['refresh_token']).not.toBe(first.body['refresh_token'])
    expect((await whoIs(second.body['access_token'])).status).toBe(200)
    const again = await refresh(first.body['refresh_token'])
    expect(again.status).toBe(400)
    expect(again.body).toMatchObject({ error: 'invalid_grant' })
    expect((await refresh(second.body['refresh_token'])).status).toBe(200)
    expect(demo.server.workspace.oidc.grants.map(({ error }) => error)).toEqual([
      null,
      null,
      'invalid_grant',
      null,
    ])
  })

  it('gives no refresh token to who did not ask for offline_access', async () => {
    const back = await pressButton(authorizeUrl({ scope: 'all-apis' }), 'allow')
    const { body } = await redeem({ code: new URL(back).searchParams.get('code') ?? '' })
    expect(body['refresh_token']).toBeUndefined()
  })

  it('refuses access tokens with 401 as soon as they have expired', async () => {
    const { oidc } = demo.server.workspace
    oidc.setAccessTokenLifetime(10)
    const { body } = await redeem()
    expect(body).toMatchObject({ expires_in: 10 })
    now += 9_999
    expect((await whoIs(body['access_token'])).status).toBe(200)
    now += 1
    expect(await whoIs(body['access_token'])).toEqual({
      status: 401,
      body: { error_code: 401, message: 'Token is expired.' },
    })
  })

  it('lets a test expire access tokens and revoke refresh tokens', async () => {
    const { oidc } = demo.server.workspace
    const { body } = await redeem()
    oidc.expireAccessTokens()
    expect((await whoIs(body['access_token'])).status).toBe(401)
    oidc.revokeRefreshTokens()
    expect((await refresh(body['refresh_token'])).body).toMatchObject({ error: 'invalid_grant' })
  })

  it.each(['client_secret_basic', 'client_secret_post'])(
    'signs a service principal in with %s',
    async (way) => {
      const { clientId, clientSecret } = servicePrincipal()
      const form = { grant_type: 'client_credentials', scope: 'all-apis' }
      const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
      const { status, body } =
        way === 'client_secret_basic'
          ? await token(form, { authorization: `Basic ${basic}` })
          : await token({ ...form, client_id: clientId, client_secret: clientSecret })
      expect(status).toBe(200)
      expect(body['refresh_token']).toBeUndefined()
      const identity = await whoIs(body['access_token'])
      expect(identity.body).toMatchObject({
        userName: clientId,
        displayName: 'Demo service principal',
      })
    },
  )

  it('answers invalid_client for a wrong secret', async () => {
    const { clientId } = servicePrincipal()
    const refused = await token({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: 'dose-wrong',
    })
    expect(refused.status).toBe(401)
    expect(refused.body).toMatchObject({
      error: 'invalid_client',
      error_description: 'Client authentication failed',
    })
  })

  it('answers unsupported_grant_type for another grant', async () => {
    const refused = await token({ grant_type: 'password', client_id: 'databricks-cli' })
    expect(refused.body).toMatchObject({ error: 'unsupported_grant_type' })
  })

  it('records no secrets', async () => {
    const { body } = await redeem()
    const record = JSON.stringify(demo.server.workspace.oidc.grants)
    expect(demo.server.workspace.oidc.grants).toMatchObject([
      { grantType: 'authorization_code', clientId: 'databricks-cli', error: null },
    ])
    expect(record).not.toContain(body['access_token'])
    expect(record).not.toContain(body['refresh_token'])
  })

  it('misbehaves as told', async () => {
    demo.server.faults.add({ route: 'POST /oidc/v1/token', kind: 'status', status: 503, count: 1 })
    expect((await refresh('any')).status).toBe(503)
    expect((await refresh('any')).status).toBe(400)
  })
})

describe('a demo workspace behind a front', () => {
  const demo = useDemoWorkspace({
    publicUrl: 'https://adb-1.workspace.test',
    dateShiftMs: 600_000,
    now: clock,
  })

  it('tells its public address, and a time that is off', async () => {
    const url = `${demo.server.url}/oidc/.well-known/oauth-authorization-server`
    const { get } = await import('node:http')
    const answer = await new Promise<{ text: string; date: string | undefined }>((resolve) => {
      get(url, { headers: { host: 'adb-1.workspace.test' } }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.on('end', () => resolve({ text, date: response.headers.date }))
      })
    })
    expect(JSON.parse(answer.text)).toMatchObject({ issuer: 'https://adb-1.workspace.test/oidc' })
    expect(Date.parse(answer.date ?? '')).toBe(Math.floor(now / 1000) * 1000 + 600_000)
  })
})
