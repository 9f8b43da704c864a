import { describe, expect, it } from 'vitest'
import { useDemoWorkspace } from '../../../../support/demo-workspace.ts'
import { servicePrincipalToken } from '../../../../../src/main/connections/sign-in/service-principal.ts'
import { TokenServer } from './token-server.ts'

const now = () => Date.UTC(2026, 0, 15, 12)
const clientId = '3f6c1e58-9a47-4b0e-8d15-72c0a9b4e6f1'
const discovery = '/oidc/.well-known/oauth-authorization-server'

describe('a service principal', () => {
  const demo = useDemoWorkspace({ accessTokenSeconds: 1800 })
  const ask = (secret = demo.server.servicePrincipal.clientSecret) =>
    servicePrincipalToken({
      host: demo.server.url,
      clientId: demo.server.servicePrincipal.clientId,
      clientSecret: secret,
      fetch,
      now,
    })

  it('signs in to a workspace, which knows it by its token', async () => {
    const { value, expiresAt } = await ask()
    expect(expiresAt).toBe(now() + 1_800_000)
    const me = await fetch(`${demo.server.url}/api/2.0/preview/scim/v2/Me`, {
      headers: { authorization: `Bearer ${value}` },
    })
    expect(me.status).toBe(200)
    expect(await me.json()).toMatchObject({ userName: demo.server.servicePrincipal.clientId })
    expect(demo.server.workspace.oidc.grants).toMatchObject([
      { grantType: 'client_credentials', clientId, error: null },
    ])
  })

  it('with a wrong secret is told what to check', async () => {
    await expect(ask('wrong')).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('does not accept the client id or the OAuth secret'),
      suggestion: expect.stringContaining('make another one'),
      details: { status: 401 },
    })
  })
})

describe('the request of a service principal', () => {
  const start = async (token: object, status = 200) => {
    const server = await TokenServer.start()
    const issuer = `${server.url}/oidc`
    const metadata: Record<string, unknown> = {
      issuer,
      authorization_endpoint: `${issuer}/v1/authorize`,
      token_endpoint: `${issuer}/v1/token`,
    }
    server.answer = ({ path }) =>
      path === discovery ? { status: 200, body: metadata } : { status, body: token }
    const ask = (clientSecret = 'do-se_1~') =>
      servicePrincipalToken({ host: server.url, clientId, clientSecret, fetch, now })
    return { server, metadata, ask }
  }
  const granted = { access_token: 'T', token_type: 'Bearer', expires_in: 60 }

  it('has the secret in the header only, and asks for all APIs', async () => {
    const { server, ask } = await start(granted)
    expect(await ask('do-se_1 ü:')).toEqual({ value: 'T', expiresAt: now() + 60_000 })
    const [, call] = server.calls
    expect(call).toMatchObject({ method: 'POST', path: '/oidc/v1/token' })
    expect(call?.form).toEqual({ grant_type: 'client_credentials', scope: 'all-apis' })
    const [scheme, credentials = ''] = (call?.headers.authorization ?? '').split(' ')
    expect(scheme).toBe('Basic')
    expect(Buffer.from(credentials, 'base64').toString()).toBe(`${clientId}:do-se_1+%C3%BC%3A`)
  })

  it('is not sent when the workspace names another place for it', async () => {
    const { server, metadata, ask } = await start(granted)
    metadata['token_endpoint'] = 'https://thief.test/oidc/v1/token'
    await expect(ask()).rejects.toMatchObject({ code: 'bad-response' })
    expect(server.calls.map(({ path }) => path)).toEqual([discovery])
  })

  it.each([
    [{ error: 'invalid_scope' }, 400, 'unauthorized', 'use its APIs'],
    [{ error: 'invalid_request', error_description: 'x' }, 400, 'unauthorized', 'client id'],
    [{ error: 'server_error' }, 503, 'unavailable', 'problem of its own'],
    [{ error: 'slow_down' }, 429, 'rate-limited', 'more requests'],
    ['<html>', 200, 'bad-response', 'does not understand'],
  ])('that is answered with %j and %i says why', async (body, status, code, words) => {
    const { ask } = await start(body as object, status)
    await expect(ask()).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    })
  })

  it('to a host without such a sign-in says so', async () => {
    const server = await TokenServer.start()
    const options = { host: server.url, clientId, clientSecret: 's', fetch, now }
    await expect(servicePrincipalToken(options)).rejects.toMatchObject({
      code: 'bad-response',
      message: expect.stringContaining('no sign-in for service principals'),
    })
  })

  it('never gets the secret into an error', async () => {
    const { ask } = await start({ error: 'invalid_client', error_description: 'no canary' }, 401)
    const error = (await ask('canary-secret').catch((thrown: unknown) => thrown)) as Error
    expect(JSON.stringify([error, error.message, error.stack, error.cause])).not.toContain(
      'canary-secret',
    )
  })
})
