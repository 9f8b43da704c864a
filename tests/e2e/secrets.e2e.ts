import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { unzipSync } from 'fflate'
import keytar from 'keytar'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import type { ConnectionsState } from '../../src/shared/connection.ts'
import type { Answer } from '../../src/shared/ipc.ts'
import { killApp, launchApp, quitApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { CanaryWorld } from './support/canary-world.ts'
import { heardByPage, listenIn } from './support/heard-by-page.ts'
import { Journey } from './support/journey.ts'
import { logLines } from './support/log.ts'
import { processesOf, secretsBelow, secretsIn } from './support/places.ts'

const keychainService = 'Databricks Workflow Manager'
const token = `dapi${randomBytes(16).toString('hex')}`

let workspace: DemoServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeEach(async () => {
  workspace = await createDemoServer({ token, timeScale: 0.1 })
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path })
})

test.afterEach(async () => {
  await killApp(app)
  await workspace.stop()
  await userData.remove()
})

async function connectWithToken(secret: string): Promise<void> {
  const { page } = app
  await page.getByRole('button', { name: /Access token/ }).click()
  await page.getByLabel('Workspace address').fill(`${workspace.url}/?o=123`)
  await page.getByLabel('Token', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

/** Every file below a folder whose bytes hold the text. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    if ((await readFile(file)).includes(text)) found.push(file)
  }
  return found
}

test('a token is in the keychain and nowhere else', async () => {
  await connectWithToken(token)
  const journey = new Journey(app.page)
  await expect(app.page.getByText('Connected', { exact: true })).toBeVisible()
  await journey.goTo('Workflows')
  await journey.setPicked('customer_360_daily', false)
  await journey.setPicked('customer_360_daily', true)
  await journey.startExport()
  // Failures are where secrets like to leak.
  workspace.faults.add({ route: '*', kind: 'status', status: 500, count: 3 })
  await journey.goTo('Activity')

  const inPage = await app.page.evaluate(async (secret) => {
    const databases = await indexedDB.databases()
    const stored = JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })
    return {
      inStorage: stored.includes(secret),
      inDocument: document.documentElement.outerHTML.includes(secret),
      databases: databases.length,
    }
  }, token)
  expect(inPage).toEqual({ inStorage: false, inDocument: false, databases: 0 })

  const processes = await app.electron.evaluate(({ app: electronApp }) =>
    electronApp.getAppMetrics().map(({ pid }) => pid),
  )
  for (const pid of processes) {
    await expectNoSecret(`/proc/${pid}/cmdline`)
    await expectNoSecret(`/proc/${pid}/environ`)
  }

  const credentials = await keytar.findCredentials(keychainService)
  expect(credentials.map(({ password }) => password)).toContain(token)

  await quitApp(app)
  expect(app.output()).not.toContain(token)
  expect(await filesWith(userData.path, token)).toEqual([])
  // The search itself works: it finds what is known to be there.
  expect(await filesWith(userData.path, 'customer_360_daily')).not.toEqual([])
})

async function expectNoSecret(file: string): Promise<void> {
  if (process.platform !== 'linux') return
  // A helper process may have ended between the listing and the look.
  const content = await readFile(file, 'utf8').catch(() => '')
  expect(content, file).not.toContain(token)
}

test('a wrong token says so, says what to do, and is kept nowhere', async () => {
  const wrong = `dapi${randomBytes(16).toString('hex')}`
  await connectWithToken(wrong)
  await expect(
    app.page
      .getByText(/token/i)
      .filter({ hasText: /expired|not valid|refused|wrong/i })
      .first(),
  ).toBeVisible()
  const credentials = await keytar.findCredentials(keychainService)
  expect(credentials.map(({ password }) => password)).not.toContain(wrong)
  await quitApp(app)
  expect(await filesWith(userData.path, wrong)).toEqual([])
})

test('removing a connection removes its token from the keychain', async () => {
  await connectWithToken(token)
  await expect(app.page.getByText('Connected', { exact: true })).toBeVisible()
  const count = async () =>
    (await keytar.findCredentials(keychainService)).filter(({ password }) => password === token)
      .length
  expect(await count()).toBeGreaterThan(0)
  const id = await app.page.evaluate(async () => {
    const answer = await window.desktop.connections.state()
    return answer.ok ? (answer.value as { activeId: string }).activeId : ''
  })
  const before = await count()
  await app.page.evaluate((connection) => window.desktop.connections.remove({ id: connection }), id)
  expect(await count()).toBe(before - 1)
})

/** Calls main as the page does. */
async function ask(group: string, name: string, input?: unknown): Promise<unknown> {
  const answer = await app.page.evaluate(
    async ([groupName, callName, value]) => {
      type Calls = Record<string, Record<string, (value?: unknown) => Promise<Answer>>>
      const calls = window.desktop as unknown as Calls
      return await calls[groupName]?.[callName]?.(value)
    },
    [group, name, input] as const,
  )
  if (answer?.ok !== true) throw new Error(`${group}.${name}: ${JSON.stringify(answer?.error)}`)
  return answer.value
}

/** Whether the page is there, asked through main: the driver gives a page up that crashed. */
async function pageIsReady(): Promise<boolean> {
  return await app.electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const timeout = new Promise<boolean>((done) => setTimeout(() => done(false), 1000))
    const ready = contents
      ?.executeJavaScript(`document.querySelector('[data-ready]') !== null`)
      .catch(() => false) as Promise<boolean> | undefined
    return await Promise.race([ready ?? false, timeout])
  })
}

async function passwordsInKeychain(): Promise<string[]> {
  const credentials = await keytar.findCredentials(keychainService)
  return credentials.map(({ password }) => password)
}

test('secrets of every kind are in the keychain and nowhere else, come what may', async () => {
  test.setTimeout(240_000)
  await quitApp(app)
  const world = await CanaryWorld.open()
  const temporary = await temporaryUserData()
  const outside = await temporaryUserData()
  const start = async () => {
    const env = { ...world.environment, TMPDIR: temporary.path }
    app = await launchApp({ userData: userData.path, env })
    await listenIn(app)
  }
  const heard: string[] = []
  const output: string[] = []
  const end = async (how: (running: RunningApp) => Promise<void>) => {
    heard.push(await heardByPage(app))
    await how(app)
    output.push(app.output())
  }

  /** Arguments and environment of the app and all that it started. */
  async function expectCleanProcesses(): Promise<void> {
    if (process.platform !== 'linux') return
    // The user gave this one in the environment, which the processes of Electron inherit. What the
    // app itself starts does not get it: see `commandCalls`.
    const { 'token of the environment': given } = world.planted
    const others = new Map([...world.secrets()].filter(([, secret]) => secret !== given))
    const processes = await processesOf(app.process.pid ?? 0)
    expect(processes.length).toBeGreaterThan(2)
    for (const id of processes) {
      const read = (file: string) => readFile(`/proc/${id}/${file}`).catch(() => '')
      expect(secretsIn(await read('cmdline'), world.secrets()), `arguments of ${id}`).toEqual([])
      expect(secretsIn(await read('environ'), others), `environment of ${id}`).toEqual([])
    }
  }

  try {
    await start()
    await test.step('sign in in every way', async () => {
      await ask('network', 'setProxyPassword', { password: world.planted['proxy password'] })
      await ask('settings', 'change', world.settings)
      await ask('connections', 'options')
      for (const input of world.inputs) {
        if (input.secret !== null) await ask('connections', 'test', { id: null, input })
        await ask('connections', 'add', input)
      }
      const wrong = { ...world.inputs.at(-1), secret: world.planted['wrong token'] }
      await expect(ask('connections', 'add', wrong)).rejects.toThrow(/unauthorized/)
    })

    await test.step('the keychain holds what belongs there', async () => {
      const passwords = await passwordsInKeychain()
      const { planted } = world
      for (const name of [
        'token',
        'OAuth secret',
        'Azure client secret',
        'proxy password',
      ] as const)
        expect(passwords, name).toContain(planted[name])
      const onTheWire = new Set(world.secrets().values())
      expect(
        passwords.filter((each) => each.startsWith('doau') && onTheWire.has(each)),
      ).toHaveLength(1)
      for (const name of [
        'token of a profile',
        'token of the environment',
        'token of the command-line tool',
        'Azure access token',
        'wrong token',
      ] as const)
        expect(passwords, name).not.toContain(planted[name])
    })

    await test.step('work, with failures', async () => {
      const { faults } = world.workspace
      const hears = (text: string) =>
        expect.poll(async () => (await heardByPage(app)).includes(text)).toBe(true)
      await end(quitApp)
      await start()
      const journey = new Journey(app.page)
      await journey.startExport()

      // Servers, or proxies in front of them, that say too much.
      faults.add({
        route: 'GET /api/2.0/pipelines',
        kind: 'status',
        status: 400,
        body: { error_code: 'INVALID', message: `Not with ${world.planted.token}!` },
        count: 1,
      })
      await ask('catalog', 'refresh', { kind: 'pipeline' })
      await hears('Not with')
      faults.add({
        route: 'POST /oidc/v1/token',
        kind: 'status',
        status: 400,
        body: { error: 'invalid_request', error_description: world.planted['OAuth secret'] },
        count: 1,
      })
      const principal = world.inputs.find(({ signIn }) => signIn.method === 'service-principal')
      await expect(ask('connections', 'add', principal)).rejects.toThrow()

      faults.add({ route: '*', kind: 'status', status: 500, count: 5 })
      faults.add({ route: 'GET /api/2.2/jobs/list', kind: 'truncate', count: 1 })
      await ask('catalog', 'refresh', { kind: 'workflow' })
      faults.add({ route: '*', kind: 'status', status: 401 })
      await hears('sign-in-needed')
      faults.clear()
      await expectCleanProcesses()
      await ask('session', 'lock')
      await ask('session', 'unlock')
      const { activeId } = (await ask('connections', 'state')) as ConnectionsState
      await ask('connections', 'signIn', { id: activeId })
    })

    await test.step('a crash of the page, and one of the app', async () => {
      await app.electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer()
      })
      await expect
        .poll(() => logLines(userData.path, 'The process of the page ended'))
        .toHaveLength(1)
      await expect.poll(pageIsReady).toBe(true)
      await end(killApp)
      await start()
      await expect(app.page.getByText('Connected', { exact: true }).first()).toBeVisible()
    })

    await test.step('diagnostics', async () => {
      const path = join(outside.path, 'diagnostics.zip')
      await app.electron.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
      }, path)
      expect(await ask('log', 'saveDiagnostics')).toEqual({ path })
      const files = Object.entries(unzipSync(await readFile(path)))
      expect(files.map(([name]) => name)).toContain('logs/app.log')
      for (const [name, content] of files)
        expect(secretsIn(Buffer.from(content), world.secrets()), name).toEqual([])
    })

    await test.step('nothing is left in the keychain after the removal', async () => {
      await expectCleanProcesses()
      const { connections } = (await ask('connections', 'state')) as ConnectionsState
      expect(connections).toHaveLength(world.inputs.length)
      for (const { id } of connections) await ask('connections', 'remove', { id })
      await ask('network', 'setProxyPassword', { password: null })
      const secrets = new Set(world.secrets().values())
      expect((await passwordsInKeychain()).filter((each) => secrets.has(each))).toEqual([])
    })

    await end(quitApp)
    const secrets = world.secrets()
    expect(secretsIn(heard.join(), secrets), 'messages to the page').toEqual([])
    expect(secretsIn(output.join(), secrets), 'output').toEqual([])
    expect(secretsIn(await world.commandCalls(), secrets), 'calls of commands').toEqual([])
    expect(secretsIn((await world.openedLinks()).join(), secrets), 'opened links').toEqual([])
    expect(await secretsBelow(userData.path, secrets)).toEqual([])
    expect(await secretsBelow(temporary.path, secrets)).toEqual([])
    // The search itself works: it finds what is known to be there.
    const known = new Map([['host', world.inputs.at(-1)?.host ?? '']])
    expect(secretsIn(heard.join(), known)).toEqual(['host'])
    expect(secretsIn(await world.openedLinks().then(String), known)).toEqual(['host'])
    expect(await world.commandCalls()).toContain('"auth","token"')
    expect(
      await secretsBelow(join(userData.path, 'logs'), new Map([['word', 'Export started']])),
    ).not.toEqual([])
    expect(secrets.size).toBeGreaterThan(Object.keys(world.planted).length + 5)
  } finally {
    await killApp(app)
    await world.close()
    await temporary.remove()
    await outside.remove()
  }
})
