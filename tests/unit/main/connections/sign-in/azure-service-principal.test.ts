import { describe, expect, it } from 'vitest'
import { azureServicePrincipalToken } from '../../../../../src/main/connections/sign-in/azure-service-principal.ts'
import type { AzureCloud } from '../../../../../src/shared/connection.ts'
import { TokenServer } from './token-server.ts'

const now = () => Date.UTC(2026, 0, 15, 12)
const ids = { tenantId: 'contoso.com', clientId: '5d2c0f4e-0000-4000-8000-000000000001' }
const clientSecret = 'abc8Q~ü+&=canary'

async function start(status: number, body: unknown) {
  const server = await TokenServer.start()
  server.answer = () => ({ status, body })
  const ask = () =>
    azureServicePrincipalToken({
      ...ids,
      clientSecret,
      cloud: 'public',
      fetch,
      now,
      authority: server.url,
    })
  return { server, ask }
}

const refused = (code: number, text = 'x') => ({
  error: 'invalid_client',
  error_description: `AADSTS${code}: ${text} Trace ID: 1 Correlation ID: 2`,
  error_codes: [code],
})

describe('an Azure service principal', () => {
  it('asks the tenant for a token for Azure Databricks, with the secret in the form only', async () => {
    const { server, ask } = await start(200, {
      token_type: 'Bearer',
      expires_in: 3599,
      access_token: 'T.o.k',
    })
    expect(await ask()).toEqual({ value: 'T.o.k', expiresAt: now() + 3_599_000 })
    expect(server.calls).toHaveLength(1)
    const [call] = server.calls
    expect(call).toMatchObject({
      method: 'POST',
      path: '/contoso.com/oauth2/v2.0/token',
      form: {
        grant_type: 'client_credentials',
        client_id: ids.clientId,
        client_secret: clientSecret,
        scope: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default',
      },
    })
    expect(call?.headers).not.toHaveProperty('authorization')
    expect(call?.headers['content-type']).toContain('application/x-www-form-urlencoded')
  })

  it.each<[AzureCloud, string]>([
    ['public', 'https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token'],
    ['us-government', 'https://login.microsoftonline.us/contoso.com/oauth2/v2.0/token'],
    ['china', 'https://login.chinacloudapi.cn/contoso.com/oauth2/v2.0/token'],
  ])('of the cloud %s asks the sign-in server of that cloud', async (cloud, expected) => {
    const asked: string[] = []
    await azureServicePrincipalToken({
      ...ids,
      clientSecret,
      cloud,
      now,
      fetch: async (url) => {
        asked.push(String(url))
        return Response.json({ access_token: 'T', expires_in: 60 })
      },
    })
    expect(asked).toEqual([expected])
  })

  it.each([
    [7000215, 'does not accept this client secret', 'value, not its id'],
    [7000222, 'client secret has expired', 'Make another one'],
    [700016, `no application with the client id ${ids.clientId}`, 'client'],
    [90002, 'knows no tenant “contoso.com”', 'tenant id'],
    [500011, 'does not know Azure Databricks', 'tenant of the workspace'],
    [53003, 'conditional access', 'administrator'],
    [1234567, 'refused the sign-in (AADSTS1234567)', 'error?code=1234567'],
  ])('that is refused with AADSTS%i is told why', async (code, message, suggestion) => {
    const { ask } = await start(401, refused(code))
    await expect(ask()).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining(message),
      suggestion: expect.stringContaining(suggestion),
      details: { status: 401, entraCode: `AADSTS${code}` },
    })
  })

  it.each([
    [503, { error: 'temporarily_unavailable' }, 'unavailable'],
    [429, { error: 'x' }, 'rate-limited'],
    [502, '<html>Bad gateway', 'unavailable'],
    [403, '<html>Blocked', 'bad-response'],
    [302, '', 'bad-response'],
    [200, '<html>Sign in to the network', 'bad-response'],
    [200, { access_token: 'line\nbreak' }, 'bad-response'],
    [400, { error: 'invalid_request' }, 'unauthorized'],
  ])(
    'that is answered with %i and %j says what kind of trouble it is',
    async (status, body, code) => {
      const { ask } = await start(status, body)
      await expect(ask()).rejects.toMatchObject({ code })
    },
  )

  it('never gets the secret into an error', async () => {
    const { ask } = await start(401, refused(7000215, 'Invalid client secret provided.'))
    const error = (await ask().catch((thrown: unknown) => thrown)) as Error
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain('canary')
  })
})
