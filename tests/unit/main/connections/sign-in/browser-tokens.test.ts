import { describe, expect, it, onTestFinished } from 'vitest'
import { BrowserTokens } from '../../../../../src/main/connections/sign-in/browser-tokens.ts'
import type { BrowserTokensOptions } from '../../../../../src/main/connections/sign-in/browser-tokens.ts'
import { signInWithBrowser } from '../../../../../src/main/connections/sign-in/browser-sign-in.ts'
import { silentLogger } from '../../../../../src/main/logging/logger.ts'
import { AppError } from '../../../../../src/shared/errors.ts'
import { browserOf } from '../../../../support/browser.ts'
import { useDemoWorkspace } from '../../../../support/demo-workspace.ts'
import { freePorts } from '../../../../support/ports.ts'
import { connect, failureOf, recordingLogger } from '../../databricks/support.ts'

const minute = 60_000
const me = '/api/2.0/preview/scim/v2/Me'

let time = Date.UTC(2026, 2, 1)
const now = () => time

/** A place for a refresh token that can fail, and writes down what happens. */
class Place {
  token: string | null = null
  broken = false
  readonly events: string[]

  constructor(events: string[]) {
    this.events = events
  }

  read = async (): Promise<string | null> => this.token

  store = async (token: string): Promise<void> => {
    this.events.push('store')
    if (this.broken) throw new AppError('keychain-unavailable', 'The keychain is locked.')
    this.token = token
  }
}

describe('the tokens of a browser sign-in', () => {
  const demo = useDemoWorkspace({ now })

  async function signedIn(options: Partial<BrowserTokensOptions> = {}) {
    const events: string[] = []
    const place = new Place(events)
    const fresh = await signInWithBrowser({
      host: demo.server.url,
      fetch: globalThis.fetch,
      openBrowser: browserOf('allow').open,
      now,
      signal: new AbortController().signal,
      ports: await freePorts(2),
      onSecret: () => undefined,
      logger: silentLogger,
    })
    place.token = fresh.refreshToken
    const secrets: string[] = []
    const logger = recordingLogger()
    const open = (more: Partial<BrowserTokensOptions> = {}) => {
      const tokens = new BrowserTokens({
        host: demo.server.url,
        fetch: globalThis.fetch,
        readRefreshToken: place.read,
        storeRefreshToken: place.store,
        now,
        onSecret: (secret) => secrets.push(secret),
        logger,
        ...options,
        ...more,
      })
      onTestFinished(() => tokens.close())
      return tokens
    }
    return { fresh, place, events, secrets, logger, open, tokens: open({ initial: fresh }) }
  }
  const refreshes = () =>
    demo.server.workspace.oidc.grants.filter(({ grantType }) => grantType === 'refresh_token')
  const statusOf = async (accessToken: string) => {
    const headers = { authorization: `Bearer ${accessToken}` }
    return (await fetch(`${demo.server.url}${me}`, { headers })).status
  }

  it('begin with what the sign-in brought, without another request', async () => {
    const { tokens, fresh, secrets } = await signedIn()
    expect(await tokens.token()).toBe(fresh.accessToken)
    expect(await tokens.token()).toBe(fresh.accessToken)
    expect(refreshes()).toEqual([])
    expect(secrets).toContain(fresh.accessToken)
  })

  it('do not begin with what is about to expire', async () => {
    const { tokens, fresh } = await signedIn()
    time += 56 * minute
    expect(await tokens.token()).not.toBe(fresh.accessToken)
  })

  it('are renewed 5 minutes before they expire, and not before', async () => {
    const { tokens, fresh } = await signedIn()
    await tokens.token()
    time += 55 * minute - 1
    expect(await tokens.token()).toBe(fresh.accessToken)
    time += 1
    const renewed = await tokens.token()
    expect(renewed).not.toBe(fresh.accessToken)
    expect(await statusOf(renewed)).toBe(200)
    expect(refreshes()).toMatchObject([{ error: null }])
  })

  it('are got with the kept refresh token after a restart', async () => {
    const { open, secrets, place } = await signedIn()
    const before = place.token
    const tokens = open()
    expect(await statusOf(await tokens.token())).toBe(200)
    expect(place.token).not.toBe(before)
    expect(secrets).toEqual(expect.arrayContaining([before, place.token]))
  })

  it('come with a new refresh token each time, which the next refresh uses', async () => {
    const { tokens, place } = await signedIn()
    await tokens.token()
    const kept = new Set([place.token])
    for (let round = 0; round < 4; round += 1) {
      time += 56 * minute
      expect(await statusOf(await tokens.token())).toBe(200)
      kept.add(place.token)
    }
    expect(kept.size).toBe(5)
    expect(refreshes().every(({ error }) => error === null)).toBe(true)
  })

  it('are handed out only when the new refresh token is stored', async () => {
    const gate = Promise.withResolvers<undefined>()
    const { open, place, events } = await signedIn()
    const reached = Promise.withResolvers<undefined>()
    const tokens = open({
      storeRefreshToken: async (token) => {
        reached.resolve(undefined)
        await gate.promise
        await place.store(token)
      },
    })
    const asked = tokens.token().then(() => events.push('use'))
    await reached.promise
    expect(refreshes()).toHaveLength(1)
    expect(events).toEqual([])
    gate.resolve(undefined)
    await asked
    expect(events).toEqual(['store', 'use'])
  })

  it('are fetched once for everybody who asks at the same time', async () => {
    const { open } = await signedIn()
    const tokens = open()
    const got = await Promise.all(Array.from({ length: 50 }, () => tokens.token()))
    expect(new Set(got).size).toBe(1)
    expect(refreshes()).toHaveLength(1)
  })

  it('are renewed at once when Databricks has refused one, and only once', async () => {
    const { tokens } = await signedIn()
    const refused = await tokens.token()
    demo.server.workspace.oidc.expireAccessTokens()
    const [one, other] = await Promise.all([tokens.token(refused), tokens.token(refused)])
    expect(one).toBe(other)
    expect(await tokens.token(refused)).toBe(one)
    expect(await statusOf(one)).toBe(200)
    expect(refreshes()).toHaveLength(1)
  })

  describe('when the refresh token cannot be stored', () => {
    it('are handed out all the same, and the storing is tried again', async () => {
      const { tokens, place, logger } = await signedIn()
      const before = place.token
      place.broken = true
      time += 56 * minute
      expect(await statusOf(await tokens.token())).toBe(200)
      expect(place.token).toBe(before)
      expect(logger.lines).toContainEqual(expect.objectContaining({ level: 'warn' }))

      place.broken = false
      await tokens.token()
      await expect.poll(() => place.token).not.toBe(before)
      time += 56 * minute
      expect(await statusOf(await tokens.token())).toBe(200)
      expect(refreshes().map(({ error }) => error)).toEqual([null, null])
    })

    it('go on from the one in memory, through any number of refreshes', async () => {
      const { tokens, place, open } = await signedIn()
      place.broken = true
      for (let round = 0; round < 3; round += 1) {
        time += 56 * minute
        expect(await statusOf(await tokens.token())).toBe(200)
      }
      place.broken = false
      const before = place.token
      await tokens.token()
      await expect.poll(() => place.token).not.toBe(before)
      expect(await statusOf(await open().token())).toBe(200)
      expect(refreshes().every(({ error }) => error === null)).toBe(true)
    })

    it('do not lose it when the app is locked then', async () => {
      const { tokens, place, open } = await signedIn()
      const before = place.token
      place.broken = true
      time += 56 * minute
      await tokens.token()
      place.broken = false
      tokens.close()
      await expect.poll(() => place.token).not.toBe(before)
      expect(await statusOf(await open().token())).toBe(200)
    })
  })

  it('do not bring back a secret that was deleted during a refresh', async () => {
    const { open, place, events } = await signedIn()
    const tokens = open({
      fetch: async (input, init) => {
        if (init?.method === 'POST') {
          tokens.close()
          place.token = null
        }
        return await fetch(input, init)
      },
    })
    expect(await failureOf(tokens.token())).toMatchObject({ code: 'not-connected' })
    expect(refreshes()).toHaveLength(1)
    expect(events).toEqual([])
    expect(place.token).toBeNull()
  })

  it('store what a refresh brings that was under way when they were closed', async () => {
    const { open, place } = await signedIn()
    const tokens = open({
      fetch: async (input, init) => {
        if (init?.method === 'POST') tokens.close()
        return await fetch(input, init)
      },
    })
    expect(await failureOf(tokens.token())).toMatchObject({ code: 'not-connected' })
    expect(await statusOf(await open().token())).toBe(200)
    expect(place.token).not.toBeNull()
  })

  it('ask to sign in again when the refresh token was revoked, and ask the workspace once', async () => {
    const { tokens } = await signedIn()
    await tokens.token()
    demo.server.workspace.oidc.revokeRefreshTokens()
    time += 56 * minute
    const { host } = new URL(demo.server.url)
    const words = {
      code: 'unauthorized',
      message: `The sign-in to ${host} has expired or was revoked.`,
      suggestion: 'Sign in again.',
    }
    expect(await failureOf(tokens.token())).toMatchObject(words)
    expect(await failureOf(tokens.token())).toMatchObject(words)
    expect(refreshes()).toMatchObject([{ error: 'invalid_grant' }])
  })

  it('ask to sign in again when an old refresh token was used', async () => {
    const { open, place } = await signedIn()
    const old = place.token
    await open().token()
    place.token = old
    expect(await failureOf(open().token())).toMatchObject({ code: 'unauthorized' })
  })

  it('ask to sign in again in the words that Databricks uses too', async () => {
    const body = { error: 'invalid_request', error_description: 'Refresh token is invalid' }
    const fault = { route: 'POST /oidc/v1/token', kind: 'status', status: 400, body } as const
    const { open } = await signedIn()
    demo.server.faults.add(fault)
    expect(await failureOf(open().token())).toMatchObject({ code: 'unauthorized' })
  })

  it('ask to sign in when there is no refresh token', async () => {
    const { open, place } = await signedIn()
    place.token = null
    expect(await failureOf(open().token())).toMatchObject({ code: 'unauthorized' })
    expect(refreshes()).toEqual([])
  })

  it('go on by themselves after a sign-in anew', async () => {
    const { tokens, place } = await signedIn()
    await tokens.token()
    demo.server.workspace.oidc.revokeRefreshTokens()
    time += 56 * minute
    await failureOf(tokens.token())
    place.token = (await signedIn()).place.token
    expect(await statusOf(await tokens.token())).toBe(200)
  })

  it('take the refresh token that somebody else has stored meanwhile', async () => {
    const { tokens, open, place } = await signedIn()
    await tokens.token()
    let reads = 0
    const old = place.token
    const slow = open({ readRefreshToken: async () => (reads++ === 0 ? old : place.token) })
    time += 56 * minute
    await tokens.token()
    expect(await statusOf(await slow.token())).toBe(200)
  })

  it.each([
    ['unavailable', { kind: 'status', status: 503 }],
    ['rate-limited', { kind: 'status', status: 429 }],
    ['bad-response', { kind: 'status', status: 200, body: '<html></html>' }],
  ] as const)('keep the old one while it is good, after %s', async (code, fault) => {
    const { tokens, fresh } = await signedIn()
    await tokens.token()
    demo.server.faults.add({ route: 'POST /oidc/v1/token', ...fault })
    time += 56 * minute
    if (code === 'bad-response') {
      expect(await failureOf(tokens.token())).toMatchObject({ code })
    } else {
      expect(await tokens.token()).toBe(fresh.accessToken)
      time += 4 * minute
      expect(await failureOf(tokens.token())).toMatchObject({ code })
    }
    demo.server.faults.clear()
    expect(await statusOf(await tokens.token())).toBe(200)
  })

  it('say why the keychain kept them from being renewed', async () => {
    const { open } = await signedIn()
    const tokens = open({
      readRefreshToken: async () => {
        throw new AppError('keychain-unavailable', 'The keychain is locked.')
      },
    })
    expect(await failureOf(tokens.token())).toMatchObject({ code: 'keychain-unavailable' })
  })

  it('are forgotten when they are closed', async () => {
    const { tokens } = await signedIn()
    await tokens.token()
    tokens.close()
    expect(await failureOf(tokens.token())).toMatchObject({ code: 'not-connected' })
  })

  it('never get into the log', async () => {
    const { tokens, place, logger, secrets } = await signedIn()
    place.broken = true
    time += 56 * minute
    await tokens.token()
    const log = JSON.stringify(logger.lines)
    expect(secrets.length).toBeGreaterThan(2)
    for (const secret of secrets) expect(log).not.toContain(secret)
  })
})

describe('200 API calls at the moment the token expires', () => {
  const demo = useDemoWorkspace({ now })

  it.each(['the clock says so', 'only Databricks says so'])(
    'cause one refresh when %s',
    async (how) => {
      const { oidc, requests } = demo.server.workspace
      const fresh = await signInWithBrowser({
        host: demo.server.url,
        fetch: globalThis.fetch,
        openBrowser: browserOf('allow').open,
        now,
        signal: new AbortController().signal,
        ports: await freePorts(2),
        onSecret: () => undefined,
        logger: silentLogger,
      })
      let kept: string | null = fresh.refreshToken
      const source = new BrowserTokens({
        host: demo.server.url,
        fetch: globalThis.fetch,
        readRefreshToken: async () => kept,
        storeRefreshToken: async (token) => {
          kept = token
        },
        initial: fresh,
        now,
        onSecret: () => undefined,
        logger: silentLogger,
      })
      const gateway = await connect({
        host: demo.server.url,
        token: (refused?: string) => source.token(refused),
      })
      await gateway.identity.me()
      if (how === 'the clock says so') time += 60 * minute
      else oidc.expireAccessTokens()

      const users = await Promise.all(Array.from({ length: 200 }, () => gateway.identity.me()))
      expect(new Set(users.map(({ userName }) => userName))).toEqual(new Set(['you@example.com']))
      expect(oidc.grants.map(({ grantType, error }) => [grantType, error])).toEqual([
        ['authorization_code', null],
        ['refresh_token', null],
      ])
      expect(requests.count('POST /oidc/v1/token')).toBe(2)
      source.close()
    },
  )
})
