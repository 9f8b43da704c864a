import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { ProxyServer } from '../support/proxy-server.ts'
import { workspaceBehindTls } from '../support/workspace-behind-tls.ts'
import type { WorkspaceBehindTls } from '../support/workspace-behind-tls.ts'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey } from './support/journey.ts'
import { StubBrowser } from './support/stub-browser.ts'

const password = 'pass:word-of-the-proxy'

let workspace: WorkspaceBehindTls
let proxy: ProxyServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let folder: string
let certificates: string
let app: RunningApp | null = null

test.beforeEach(async () => {
  workspace = await workspaceBehindTls({ jobs: 240 })
  userData = await temporaryUserData()
  folder = await mkdtemp(join(tmpdir(), 'network-'))
  certificates = join(folder, 'company-ca.pem')
  await writeFile(certificates, workspace.authority.pem)
})

test.afterEach(async () => {
  if (app) await killApp(app)
  app = null
  await proxy.stop()
  await workspace.stop()
  await userData.remove()
  await rm(folder, { recursive: true })
})

async function startProxy(credentials?: { userName: string; password: string }): Promise<void> {
  proxy = await ProxyServer.start({
    hosts: { [workspace.name]: workspace.port },
    ...(credentials ? { credentials } : {}),
  })
}

/** Without the variables that the machine of the test may have. */
async function launch(env: Record<string, string> = {}): Promise<RunningApp> {
  const none = { HTTPS_PROXY: '', https_proxy: '', NO_PROXY: '', no_proxy: '', ALL_PROXY: '' }
  app = await launchApp({ userData: userData.path, env: { ...none, all_proxy: '', ...env } })
  return app
}

async function change(running: RunningApp, settings: Record<string, unknown>): Promise<void> {
  const answer = await running.page.evaluate(
    (given) => window.desktop.settings.change(given),
    settings,
  )
  expect(answer).toMatchObject({ ok: true })
}

async function connectWithToken({ page }: RunningApp): Promise<void> {
  await page.getByRole('button', { name: /Access token/ }).click()
  await page.getByLabel('Workspace address').fill(workspace.name)
  await page.getByLabel('Token', { exact: true }).fill(workspace.token)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

async function expectCatalog(running: RunningApp): Promise<void> {
  const journey = new Journey(running.page)
  await expect(running.page.getByText('Connected', { exact: true })).toBeVisible()
  await journey.goTo('Workflows')
  await expect(running.page.getByText(/240/).first()).toBeVisible()
  // The name exists for the proxy only: whatever arrived came through it.
  expect(proxy.log.length).toBeGreaterThan(0)
  expect(new Set(proxy.log)).toEqual(new Set([`CONNECT ${workspace.name}:443`]))
}

const byHand = { mode: 'manual', url: '', exceptions: '', pacUrl: '', userName: '' }

test('the catalog loads through HTTPS_PROXY and a private certificate authority', async () => {
  await startProxy()
  const running = await launch({ HTTPS_PROXY: proxy.url })
  await connectWithToken(running)
  await expect(running.page.getByText(/Test Company Root CA/).first()).toBeVisible()
  await change(running, { certificatesFile: certificates })
  await running.page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expectCatalog(running)
})

test('the catalog loads through a proxy with credentials, which are in no file', async () => {
  await startProxy({ userName: 'ada', password })
  const running = await launch()
  await change(running, {
    certificatesFile: certificates,
    proxy: { ...byHand, url: proxy.address, userName: 'ada' },
  })
  await connectWithToken(running)
  await expect(
    running.page.getByText(/did not accept the user name and password/).first(),
  ).toBeVisible()
  await running.page.evaluate(
    (secret) => window.desktop.network.setProxyPassword({ password: secret }),
    password,
  )
  await running.page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expectCatalog(running)
})

test('the catalog loads through the proxy that a script (PAC) names', async () => {
  await startProxy()
  const asked: string[] = []
  const scripts = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('content-type', 'application/x-ns-proxy-autoconfig')
    response.end(`function FindProxyForURL(url, host) {
      return host === '${workspace.name}' ? 'PROXY ${proxy.address}' : 'DIRECT'
    }`)
  })
  await new Promise<void>((resolve) => scripts.listen(0, '127.0.0.1', resolve))
  const pacUrl = `http://127.0.0.1:${(scripts.address() as AddressInfo).port}/proxy.pac`
  const running = await launch()
  await change(running, {
    certificatesFile: certificates,
    proxy: { ...byHand, mode: 'pac', pacUrl },
  })
  await connectWithToken(running)
  await expectCatalog(running)
  expect(asked).toContain('/proxy.pac')
  scripts.close()
  scripts.closeAllConnections()
})

test('the browser sign-in takes the same way', async () => {
  await startProxy()
  const browser = await StubBrowser.create('nothing')
  const running = await launch({ HTTPS_PROXY: proxy.url, PATH: browser.path })
  await change(running, { certificatesFile: certificates })
  await running.page.getByRole('button', { name: /Sign in with the browser/ }).click()
  await running.page.getByLabel('Workspace address').fill(workspace.name)
  await running.page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(running.page.getByText('Continue in your browser')).toBeVisible()
  await expect.poll(() => browser.opened()).toHaveLength(1)
  expect((await browser.opened())[0]).toContain(`https://${workspace.name}/oidc/v1/authorize?`)
  expect(proxy.log).toEqual([`CONNECT ${workspace.name}:443`])
  await browser.remove()
})
