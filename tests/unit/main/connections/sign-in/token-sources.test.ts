import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openTokenSource } from '../../../../../src/main/connections/sign-in/token-sources.ts'
import type { TokenSourceDeps } from '../../../../../src/main/connections/sign-in/token-sources.ts'
import { silentLogger } from '../../../../../src/main/logging/logger.ts'
import type { SignIn } from '../../../../../src/shared/connection.ts'
import { useDemoWorkspace } from '../../../../support/demo-workspace.ts'
import { azAnswer, databricksAnswer, StubCommands } from './stub-commands.ts'
import { TokenServer } from './token-server.ts'

const demo = useDemoWorkspace({ jobs: 3, pipelines: 1 })
const start = Date.UTC(2026, 0, 15, 12)
const hour = 3_600_000

/** A computer with command-line tools, a home and a clock to steer. */
class World {
  stubs = new StubCommands('')
  time = start
  secret: string | null = null
  secretReads = 0
  environment: Record<string, string> = {}
  azureAuthority: string | undefined
  readonly announced = new Set<string>()

  get deps(): TokenSourceDeps {
    return {
      secret: async () => {
        this.secretReads += 1
        return this.secret
      },
      fetch,
      now: () => this.time,
      onSecret: (secret) => this.announced.add(secret),
      logger: silentLogger,
      environment: { PATH: this.stubs.bin, ...this.environment },
      home: this.stubs.home,
      commands: this.stubs.commands({ environment: { PATH: this.stubs.bin, ...this.environment } }),
      ...(this.azureAuthority === undefined ? {} : { azureAuthority: this.azureAuthority }),
    }
  }

  open(signIn: SignIn, host = demo.server.url) {
    return openTokenSource({ name: 'Dev', host, signIn }, this.deps)
  }

  async profiles(text: string): Promise<void> {
    await writeFile(join(this.stubs.home, '.databrickscfg'), text)
  }
}

let world = new World()
beforeEach(async () => {
  world = new World()
  world.stubs = await StubCommands.make()
})

/** Who the workspace takes the bearer of a token for. */
async function userOf(token: string): Promise<unknown> {
  const answer = await fetch(`${demo.server.url}/api/2.0/preview/scim/v2/Me`, {
    headers: { authorization: `Bearer ${token}` },
  })
  if (answer.status !== 200) return answer.status
  return ((await answer.json()) as { userName: unknown }).userName
}

describe('signing in', () => {
  it('with a personal access token sends that of the keychain', async () => {
    world.secret = ` ${demo.server.token}\n`
    const { host, source } = await world.open({ method: 'token' }, `${demo.server.url}/?o=1`)
    expect(host).toBe(demo.server.url)
    const token = await source.token()
    await source.token()
    expect(token).toBe(demo.server.token)
    expect(await userOf(token)).toContain('@')
    expect(world.secretReads).toBe(1)
    expect(world.announced).toContain(token)
  })

  it('as a service principal gets one token for 200 calls, and the next before it expires', async () => {
    const { clientId, clientSecret } = demo.server.servicePrincipal
    world.secret = clientSecret
    const { source } = await world.open({ method: 'service-principal', clientId })
    const tokens = await Promise.all(Array.from({ length: 200 }, () => source.token()))
    expect(new Set(tokens).size).toBe(1)
    const [token = ''] = tokens
    expect(await userOf(token)).toBe(clientId)
    expect(demo.server.workspace.oidc.grants).toHaveLength(1)
    expect([...world.announced]).toEqual(expect.arrayContaining([clientSecret, token]))
    world.time += hour - 300_000
    const later = await Promise.all(Array.from({ length: 200 }, () => source.token()))
    expect(new Set(later).size).toBe(1)
    expect(later[0]).not.toBe(token)
    expect(demo.server.workspace.oidc.grants).toHaveLength(2)
  })

  it('as a service principal gets another token when one is refused', async () => {
    const { clientId, clientSecret } = demo.server.servicePrincipal
    world.secret = clientSecret
    const { source } = await world.open({ method: 'service-principal', clientId })
    const token = await source.token()
    demo.server.workspace.oidc.expireAccessTokens()
    expect(await userOf(token)).not.toBe(clientId)
    const tokens = await Promise.all(Array.from({ length: 200 }, () => source.token(token)))
    expect(new Set(tokens).size).toBe(1)
    expect(await userOf(tokens[0] ?? '')).toBe(clientId)
    expect(demo.server.workspace.oidc.grants).toHaveLength(2)
  })

  it('as an Azure service principal asks Microsoft', async () => {
    const server = await TokenServer.start()
    server.answer = () => ({ status: 200, body: { access_token: 'T', expires_in: 3600 } })
    world.azureAuthority = server.url
    world.secret = 'abc8Q~secret'
    const { host, source } = await world.open(
      {
        method: 'azure-service-principal',
        tenantId: 'contoso.com',
        clientId: 'id',
        cloud: 'public',
      },
      'https://adb-1.7.azuredatabricks.net',
    )
    expect(host).toBe('https://adb-1.7.azuredatabricks.net')
    expect(await source.token()).toBe('T')
    expect(server.calls).toMatchObject([
      { path: '/contoso.com/oauth2/v2.0/token', form: { client_secret: 'abc8Q~secret' } },
    ])
    expect([...world.announced]).toEqual(['abc8Q~secret', 'T'])
  })

  it('with the Azure CLI asks it once until the token is about to expire', async () => {
    await world.stubs.put('az', { stdout: azAnswer('T1', start + hour) })
    const { source } = await world.open({ method: 'azure-cli', tenantId: 'contoso.com' })
    expect(await source.token()).toBe('T1')
    await world.stubs.put('az', { stdout: azAnswer('T2', start + 2 * hour) })
    expect(await source.token()).toBe('T1')
    world.time += hour - 300_000
    expect(await source.token()).toBe('T2')
    expect(await world.stubs.calls('az')).toHaveLength(2)
    expect([...world.announced]).toEqual(['T1', 'T2'])
  })

  it('with the Databricks CLI asks it for the host of the connection', async () => {
    await world.stubs.put('databricks', { stdout: databricksAnswer('T', start + hour) })
    const { source } = await world.open(
      { method: 'databricks-cli' },
      'https://ADB-1.7.azuredatabricks.net/',
    )
    expect(await source.token()).toBe('T')
    expect((await world.stubs.calls('databricks'))[0]?.argv).toEqual([
      'auth',
      'token',
      '--host',
      'https://adb-1.7.azuredatabricks.net',
    ])
  })

  it('works after the login that an error asked for', async () => {
    await world.stubs.put('databricks', { stderr: 'refresh token is invalid', exitCode: 1 })
    const { source } = await world.open({ method: 'databricks-cli' })
    await expect(source.token()).rejects.toMatchObject({ code: 'unauthorized' })
    await world.stubs.put('databricks', { stdout: databricksAnswer('T', start + hour) })
    expect(await source.token()).toBe('T')
  })

  it.each<[SignIn, string]>([
    [{ method: 'token' }, 'The token of “Dev” is not here any more.'],
    [
      { method: 'service-principal', clientId: 'id' },
      'The OAuth secret of “Dev” is not here any more.',
    ],
    [
      { method: 'azure-service-principal', tenantId: 't', clientId: 'id', cloud: 'public' },
      'The client secret of “Dev” is not here any more.',
    ],
  ])('without the secret says what is missing: %j', async (signIn, message) => {
    const { source } = await world.open(signIn)
    await expect(source.token()).rejects.toMatchObject({
      code: 'unauthorized',
      message,
      suggestion: expect.stringContaining('enter it again'),
    })
    world.secret = 'entered'
    if (signIn.method === 'token') expect(await source.token()).toBe('entered')
  })

  it('refuses a host that cannot be one', async () => {
    await expect(world.open({ method: 'token' }, 'http://x.test')).rejects.toMatchObject({
      code: 'bad-input',
    })
  })

  it('ends what it was waiting for when the connection is closed', async () => {
    await world.stubs.put('az', { hangs: true })
    const { source } = await world.open({ method: 'azure-cli', tenantId: null })
    const waiting = source.token()
    await expect.poll(() => world.stubs.calls('az')).toHaveLength(1)
    source.close()
    await expect(waiting).rejects.toMatchObject({ code: 'not-connected' })
    await expect(source.token()).rejects.toMatchObject({ code: 'not-connected' })
    const [call] = await world.stubs.calls('az')
    await expect
      .poll(() => {
        try {
          return process.kill(call?.pids[1] ?? 0, 0)
        } catch {
          return false
        }
      })
      .toBe(false)
  })
})

describe('signing in with a profile', () => {
  const signIn: SignIn = { method: 'profile', profile: 'my dev' }

  it('reads the file each time a token is needed', async () => {
    const { token, url } = demo.server
    await world.profiles(`[my dev]\nhost = ${url}/\ntoken = dapi-old\n`)
    const { host, source } = await world.open(signIn, 'https://elsewhere.test')
    expect(host).toBe(url)
    expect(await source.token()).toBe('dapi-old')
    await expect(source.token('dapi-old')).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('the token of the profile “my dev”'),
    })
    await world.profiles(`[my dev]\nhost = ${url}\ntoken = ${token}\n`)
    expect(await userOf(await source.token('dapi-old'))).toContain('@')
    expect(world.secretReads).toBe(0)
    expect([...world.announced]).toEqual(['dapi-old', token])
  })

  it('of a service principal keeps its token until the profile changes', async () => {
    const { servicePrincipal, url, workspace } = demo.server
    const { clientId, clientSecret } = servicePrincipal
    const section = (secret: string) =>
      `[my dev]\nhost = ${url}\nclient_id = ${clientId}\nclient_secret = ${secret}\n`
    await world.profiles(section(clientSecret))
    const { source } = await world.open(signIn)
    const tokens = await Promise.all(Array.from({ length: 50 }, () => source.token()))
    expect(new Set(tokens).size).toBe(1)
    expect(await userOf(tokens[0] ?? '')).toBe(clientId)
    expect(workspace.oidc.grants).toHaveLength(1)
    await world.profiles(section('wrong'))
    await expect(source.token()).rejects.toMatchObject({ code: 'unauthorized' })
    await world.profiles(section(clientSecret))
    expect(await userOf(await source.token())).toBe(clientId)
  })

  it('may change its kind', async () => {
    await world.profiles(`[my dev]\nhost = ${demo.server.url}\ntoken = dapi-1\n`)
    const { source } = await world.open(signIn)
    await source.token()
    await world.stubs.put('databricks', { stdout: databricksAnswer('T', start + hour) })
    await world.stubs.put('az', { stdout: azAnswer('A', start + hour) })
    await world.profiles(`[my dev]\nhost = ${demo.server.url}\nauth_type = databricks-cli\n`)
    expect(await source.token()).toBe('T')
    expect((await world.stubs.calls('databricks'))[0]?.argv).toEqual([
      'auth',
      'token',
      '--profile',
      'my dev',
    ])
    await world.profiles(`[my dev]\nhost = ${demo.server.url}\nauth_type = azure-cli\n`)
    expect(await source.token()).toBe('A')
  })

  it('never sends a token of a new workspace to the old one', async () => {
    await world.profiles(`[my dev]\nhost = ${demo.server.url}\ntoken = dapi-1\n`)
    const { source } = await world.open(signIn)
    await source.token()
    await world.profiles('[my dev]\nhost = https://new.test.example\ntoken = dapi-2\n')
    await expect(source.token()).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('no longer'),
      suggestion: 'Sign in again to go on with the new one.',
    })
    expect((await world.open(signIn)).host).toBe('https://new.test.example')
  })

  it('that disappears says so, and works when it is back', async () => {
    const section = `[my dev]\nhost = ${demo.server.url}\ntoken = dapi-1\n`
    await expect(world.open(signIn)).rejects.toMatchObject({ code: 'unauthorized' })
    await world.profiles(section)
    const { source } = await world.open(signIn)
    await world.profiles('[other]\n')
    await expect(source.token()).rejects.toMatchObject({
      code: 'unauthorized',
      message: '~/.databrickscfg has no profile “my dev”.',
    })
    await rm(join(world.stubs.home, '.databrickscfg'))
    await expect(source.token()).rejects.toMatchObject({ code: 'unauthorized' })
    await world.profiles(section)
    expect(await source.token()).toBe('dapi-1')
    source.close()
    await expect(source.token()).rejects.toMatchObject({ code: 'not-connected' })
  })
})

describe('signing in with the environment', () => {
  it('sends its token to its host', async () => {
    world.environment = {
      DATABRICKS_HOST: demo.server.url,
      DATABRICKS_TOKEN: demo.server.token,
    }
    const { host, source } = await world.open({ method: 'environment' }, 'https://elsewhere.test')
    expect(host).toBe(demo.server.url)
    expect(await userOf(await source.token())).toContain('@')
    await expect(source.token(demo.server.token)).rejects.toMatchObject({
      message: expect.stringContaining('the token of the environment variables'),
    })
  })

  it('as a service principal asks the workspace', async () => {
    const { clientId, clientSecret } = demo.server.servicePrincipal
    world.environment = {
      DATABRICKS_HOST: demo.server.url,
      DATABRICKS_CLIENT_ID: clientId,
      DATABRICKS_CLIENT_SECRET: clientSecret,
    }
    const { source } = await world.open({ method: 'environment' })
    expect(await userOf(await source.token())).toBe(clientId)
  })

  it('with a tool asks that, and gives it nothing secret', async () => {
    await world.stubs.put('az', { stdout: azAnswer('T', start + hour) })
    world.environment = {
      DATABRICKS_HOST: demo.server.url,
      DATABRICKS_AUTH_TYPE: 'azure-cli',
      DATABRICKS_TOKEN: 'canary-1',
      ARM_CLIENT_SECRET: 'canary-2',
    }
    const { source } = await world.open({ method: 'environment' })
    expect(await source.token()).toBe('T')
    expect(JSON.stringify(await world.stubs.calls('az'))).not.toContain('canary')
  })

  it('says what to set when there is nothing', async () => {
    await expect(world.open({ method: 'environment' })).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'The environment variable DATABRICKS_HOST is not set.',
    })
  })
})
