import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { signInWithBrowser } from '../../../../../src/main/connections/sign-in/browser-sign-in.ts'
import type { BrowserSignInOptions } from '../../../../../src/main/connections/sign-in/browser-sign-in.ts'
import { browserOf, openPage, pressButton } from '../../../../support/browser.ts'
import { useDemoWorkspace } from '../../../../support/demo-workspace.ts'
import { freePorts, occupy } from '../../../../support/ports.ts'
import { failureOf, recordingLogger } from '../../databricks/support.ts'

const me = '/api/2.0/preview/scim/v2/Me'
const now = () => Date.UTC(2026, 2, 1)

describe('signing in with the browser', () => {
  const demo = useDemoWorkspace({ now })

  async function signIn(options: Partial<BrowserSignInOptions> = {}) {
    const { ports = await freePorts(2), ...rest } = options
    const secrets: string[] = []
    const logger = recordingLogger()
    const tokens = signInWithBrowser({
      host: demo.server.url,
      fetch: globalThis.fetch,
      openBrowser: async () => undefined,
      now,
      signal: new AbortController().signal,
      ports,
      onSecret: (secret) => secrets.push(secret),
      logger,
      ...rest,
    })
    // Some tests look at it later.
    tokens.catch(() => undefined)
    return { tokens, ports, secrets, logger }
  }
  /** Nobody listens any more, so a page cannot be had. */
  const isClosed = async (ports: readonly number[]) => {
    for (const port of ports) {
      await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow('fetch failed')
    }
  }
  const grants = () => demo.server.workspace.oidc.grants

  it('brings tokens that the workspace takes, and tells the person to close the tab', async () => {
    const browser = browserOf('allow')
    const { tokens, ports, secrets, logger } = await signIn({ openBrowser: browser.open })
    const { accessToken, expiresAt, refreshToken } = await tokens
    const answer = await fetch(`${demo.server.url}${me}`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    expect(answer.status).toBe(200)
    expect(expiresAt).toBe(now() + 3_600_000)
    expect(refreshToken).toMatch(/^doau/)
    await isClosed(ports)

    const page = await browser.shown
    expect(page.status).toBe(200)
    expect(page.text).toContain('You are signed in')
    expect(page.text).toContain('You can close this tab')
    for (const secret of secrets) expect(page.text).not.toContain(secret)
    expect(secrets).toEqual(expect.arrayContaining([accessToken, refreshToken]))
    // State, verifier, code, access token, refresh token.
    expect(secrets).toHaveLength(5)
    for (const secret of secrets) expect(JSON.stringify(logger.lines)).not.toContain(secret)
  })

  it('asks as Databricks wants it: public client, PKCE, state, redirect to localhost', async () => {
    const waiting = Promise.withResolvers<string>()
    const { tokens, ports } = await signIn({ onWaiting: waiting.resolve })
    const url = new URL(await waiting.promise)
    expect(url.origin + url.pathname).toBe(`${demo.server.url}/oidc/v1/authorize`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'databricks-cli',
      response_type: 'code',
      redirect_uri: `http://localhost:${ports[0]}`,
      scope: 'all-apis offline_access',
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      code_challenge_method: 'S256',
    })
    await browserOf('allow').open(url.href)
    await tokens
  })

  it('waits on when the browser cannot be opened, so that the link can be copied', async () => {
    const waiting = Promise.withResolvers<string>()
    const { tokens, logger } = await signIn({
      openBrowser: async () => {
        throw new Error('there is no browser')
      },
      onWaiting: waiting.resolve,
    })
    await browserOf('allow').open(await waiting.promise)
    await expect(tokens).resolves.toMatchObject({ refreshToken: expect.stringMatching(/^doau/) })
    expect(logger.lines).toContainEqual(expect.objectContaining({ level: 'warn' }))
  })

  it('uses another port when the first is in use', async () => {
    const ports = await freePorts(2)
    await occupy(ports[0] ?? 0)
    const waiting = Promise.withResolvers<string>()
    const { tokens } = await signIn({ ports, onWaiting: waiting.resolve })
    const url = new URL(await waiting.promise)
    expect(url.searchParams.get('redirect_uri')).toBe(`http://localhost:${ports[1]}`)
    await browserOf('allow').open(url.href)
    await tokens
  })

  it('says so when no port is free, and opens no browser', async () => {
    const ports = await freePorts(1)
    await occupy(ports[0] ?? 0)
    let opened = 0
    const { tokens } = await signIn({ ports, openBrowser: async () => void (opened += 1) })
    expect(await failureOf(tokens)).toMatchObject({ code: 'unavailable' })
    expect(opened).toBe(0)
  })

  it('says that it was denied', async () => {
    const browser = browserOf('deny')
    const { tokens, ports } = await signIn({ openBrowser: browser.open })
    expect(await failureOf(tokens)).toMatchObject({
      code: 'unauthorized',
      message: 'You denied the sign-in in the browser.',
    })
    await isClosed(ports)
    expect((await browser.shown).text).toContain('You denied the sign-in')
    expect(grants()).toEqual([])
  })

  it('ends at once when it is canceled', async () => {
    const controller = new AbortController()
    const waiting = Promise.withResolvers<string>()
    const { tokens, ports } = await signIn({
      signal: controller.signal,
      onWaiting: waiting.resolve,
    })
    await waiting.promise
    controller.abort()
    expect(await failureOf(tokens)).toMatchObject({ code: 'canceled' })
    await isClosed(ports)
  })

  it('ends at once when it is canceled while the workspace does not answer', async () => {
    demo.server.faults.add({ route: 'GET /oidc/*', kind: 'hang' })
    const controller = new AbortController()
    const { tokens } = await signIn({ signal: controller.signal })
    while (demo.server.workspace.requests.all().length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    controller.abort()
    expect(await failureOf(tokens)).toMatchObject({ code: 'canceled' })
    const again = await signIn({ signal: controller.signal })
    expect(await failureOf(again.tokens)).toMatchObject({ code: 'canceled' })
  })

  it('gives up when nobody finishes it in time', async () => {
    const { tokens, ports } = await signIn({ timeoutMs: 20 })
    expect(await failureOf(tokens)).toMatchObject({
      code: 'timeout',
      suggestion: expect.stringContaining('copy the link') as string,
    })
    await isClosed(ports)
  })

  it('refuses an answer with a wrong state and waits on for the right one', async () => {
    const waiting = Promise.withResolvers<string>()
    const { tokens, ports } = await signIn({ onWaiting: waiting.resolve })
    const url = await waiting.promise
    const back = new URL(await pressButton(url, 'allow'))
    for (const stray of [
      '',
      '?code=stolen&state=guessed',
      '?error=access_denied&state=guessed',
      '?error=access_denied',
      `?code=one&code=two&state=${back.searchParams.get('state')}`,
      `?state=${back.searchParams.get('state')}`,
    ]) {
      const page = await openPage(`http://localhost:${ports[0]}/${stray}`)
      expect(page.status).toBe(400)
      expect(page.text).toContain('This answer was refused')
    }
    expect(grants()).toEqual([])
    expect((await openPage(back.href)).status).toBe(200)
    await expect(tokens).resolves.toBeDefined()
  })

  it('takes an answer once, however often the browser sends it', async () => {
    const waiting = Promise.withResolvers<string>()
    const gate = Promise.withResolvers<undefined>()
    const { tokens } = await signIn({
      onWaiting: waiting.resolve,
      fetch: async (input, init) => {
        if (init?.method === 'POST') await gate.promise
        return await fetch(input, init)
      },
    })
    const back = await pressButton(await waiting.promise, 'allow')
    const both = [openPage(back), openPage(back)]
    const early = await Promise.race(both)
    expect([early.status, early.text]).toEqual([400, expect.stringContaining('is over')])
    gate.resolve(undefined)
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 400])
    await tokens
    expect(grants()).toHaveLength(1)
  })

  it('says so when the workspace does not take the code', async () => {
    const waiting = Promise.withResolvers<string>()
    const { tokens } = await signIn({ onWaiting: waiting.resolve })
    const back = new URL(await pressButton(await waiting.promise, 'allow'))
    back.searchParams.set('code', 'another-code')
    const page = await openPage(back.href)
    expect(page.text).toContain('The sign-in did not work')
    expect(await failureOf(tokens)).toMatchObject({
      code: 'unauthorized',
      details: { oauthError: 'invalid_grant' },
    })
  })

  it('does not take an answer of another issuer', async () => {
    const waiting = Promise.withResolvers<string>()
    const { tokens } = await signIn({ onWaiting: waiting.resolve })
    const back = new URL(await pressButton(await waiting.promise, 'allow'))
    back.searchParams.set('iss', 'https://evil.example/oidc')
    expect((await openPage(back.href)).status).toBe(400)
    expect(await failureOf(tokens)).toMatchObject({ code: 'bad-response' })
    expect(grants()).toEqual([])
  })

  it('says that the workspace has trouble', async () => {
    demo.server.faults.add({ route: 'POST /oidc/v1/token', kind: 'status', status: 503 })
    const browser = browserOf('allow')
    const { tokens } = await signIn({ openBrowser: browser.open })
    expect(await failureOf(tokens)).toMatchObject({ code: 'unavailable' })
    expect((await browser.shown).text).toContain('has a problem of its own')
  })

  it('tells nothing of what the workspace answered that is shaped like a token', async () => {
    const body = { error: 'invalid_grant', error_description: `no ${'a1b2c3d4e5'.repeat(5)}` }
    const fault = { route: 'POST /oidc/v1/token', kind: 'status', status: 400, body } as const
    demo.server.faults.add(fault)
    const { tokens } = await signIn({ openBrowser: browserOf('allow').open })
    const error = await failureOf(tokens)
    expect(error.details).toMatchObject({ databricksMessage: 'no [secret]' })
    expect(error.cause).toBeUndefined()
  })
})

describe('signing in to something that is no workspace', () => {
  async function failure(listener: RequestListener) {
    const server = createServer(listener)
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens
    const signingIn = signInWithBrowser({
      host: origin,
      fetch: globalThis.fetch,
      openBrowser: async () => undefined,
      now,
      signal: new AbortController().signal,
      onSecret: () => undefined,
      logger: recordingLogger(),
    })
    return { error: await failureOf(signingIn), origin }
  }
  const metadata =
    (change: (origin: string) => Record<string, string>): RequestListener =>
    (request, response) => {
      const origin = `http://${request.headers.host}`
      const endpoints = {
        issuer: `${origin}/oidc`,
        authorization_endpoint: `${origin}/oidc/v1/authorize`,
        token_endpoint: `${origin}/oidc/v1/token`,
      }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ ...endpoints, ...change(origin) }))
    }

  it('says that a host without OAuth offers no browser sign-in', async () => {
    const { error } = await failure((_request, response) => {
      response.writeHead(404).end()
    })
    expect(error).toMatchObject({
      code: 'bad-response',
      message: expect.stringContaining('does not offer browser sign-in') as string,
    })
  })

  it('says that a web site is not a workspace', async () => {
    const { error } = await failure((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>')
    })
    expect(error.message).toContain('is not a Databricks workspace')
  })

  it('says where a host sends callers on to', async () => {
    const { error } = await failure((_request, response) => {
      response.writeHead(302, { location: 'https://login.example.com/?to=x' }).end()
    })
    expect(error.message).toContain('it sends callers on to https://login.example.com.')
  })

  it.each(['[]', '{"issuer": ', '{"issuer": 3}', '{}'])('does not go on with %s', async (body) => {
    const { error } = await failure((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    })
    expect(error).toMatchObject({ code: 'bad-response' })
  })

  it('knows the account console', async () => {
    const { error } = await failure(
      metadata((origin) => ({ issuer: `${origin}/oidc/accounts/0d26daa6` })),
    )
    expect(error.message).toContain('is the account console, not a workspace')
  })

  it.each(['issuer', 'authorization_endpoint', 'token_endpoint'])(
    'does not follow the %s to another host, where code or token would be lost',
    async (field) => {
      const { error } = await failure(
        metadata(() => ({ [field]: 'https://adb-1.7.azuredatabricks.net/oidc' })),
      )
      expect(error).toMatchObject({
        code: 'bad-response',
        suggestion:
          'If that is your workspace, enter https://adb-1.7.azuredatabricks.net as its address.',
      })
    },
  )

  it('says what kept it from being reached', async () => {
    const [port = 0] = await freePorts(1)
    const signingIn = signInWithBrowser({
      host: `http://127.0.0.1:${port}`,
      fetch: globalThis.fetch,
      openBrowser: async () => undefined,
      now,
      signal: new AbortController().signal,
      onSecret: () => undefined,
      logger: recordingLogger(),
    })
    expect(await failureOf(signingIn)).toMatchObject({ code: 'network' })
  })
})
