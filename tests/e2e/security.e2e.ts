import { expect, test } from '@playwright/test'
import type { WebPreferences } from 'electron'
import { calls } from '../../src/shared/ipc.ts'
import type { Answer } from '../../src/shared/ipc.ts'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey, pageNames } from './support/journey.ts'
import { logLines } from './support/log.ts'

let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeEach(async () => {
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path })
})

test.afterEach(async () => {
  await killApp(app)
  await userData.remove()
})

test('the page is alone with its own files and the bridge', async () => {
  const { page } = app
  await test.step('it comes from its own scheme, under a strict policy', async () => {
    expect(page.url()).toMatch(/^app:\/\/bundle\//)
    const policy = await page.evaluate(async () =>
      (await fetch(location.pathname)).headers.get('content-security-policy'),
    )
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/unsafe-|https?:|\*/)
    for (const path of ['/../main/index.js', '/%2e%2e/main/index.js', '/..%5cmain%5cindex.js']) {
      const answer = await page.evaluate(async (asked) => {
        const { ok, headers } = await fetch(asked)
        return { ok, type: headers.get('content-type') }
      }, path)
      expect(answer, path).toEqual({ ok: false, type: 'text/plain' })
    }
  })

  await test.step('it cannot run a script that is not a file of the app', async () => {
    const ran = await page.evaluate(async () => {
      const inline = document.createElement('script')
      inline.textContent = 'document.documentElement.dataset.inline = "ran"'
      document.body.append(inline)
      const link = document.createElement('a')
      link.href = 'javascript:document.documentElement.dataset.link = "ran"'
      document.body.append(link)
      link.click()
      const button = document.createElement('button')
      button.setAttribute('onclick', 'document.documentElement.dataset.handler = "ran"')
      document.body.append(button)
      button.click()
      const outside = document.createElement('script')
      const loaded = new Promise<string>((done) => {
        outside.onload = () => done('loaded')
        outside.onerror = () => done('refused')
      })
      outside.src = 'data:text/javascript,document.documentElement.dataset.outside="ran"'
      document.body.append(outside)
      return { outside: await loaded, marks: { ...document.documentElement.dataset } }
    })
    expect(ran.outside).toBe('refused')
    expect(Object.values(ran.marks)).not.toContain('ran')
    // Code that the driver runs is free of the policy, code that a file of the app runs is not.
    const evaluated = await page.evaluate(
      () =>
        new Promise((done) => {
          setTimeout(() => {
            try {
              done(new Function('return "ran"')())
            } catch (error) {
              done(String(error))
            }
          })
        }),
    )
    expect(evaluated).toContain('unsafe-eval')
  })

  await test.step('it reaches no other server, frame, worker or socket', async () => {
    const reached = await page.evaluate(async () => {
      const frame = document.createElement('iframe')
      const framed = new Promise<string>((done) => {
        document.addEventListener(
          'securitypolicyviolation',
          ({ blockedURI, effectiveDirective }) => {
            if (effectiveDirective === 'frame-src') done(`refused ${blockedURI}`)
          },
        )
      })
      frame.src = 'https://example.com/'
      document.body.append(frame)
      const attempt = (action: () => unknown) =>
        Promise.resolve()
          .then(action)
          .then(
            () => 'worked',
            () => 'refused',
          )
      const socket = new Promise((done) => {
        const opening = new WebSocket('ws://127.0.0.1:9')
        opening.onerror = () => done('refused')
        opening.onopen = () => done('worked')
      }).catch(() => 'refused')
      const answers = {
        https: await attempt(() => fetch('https://example.com/')),
        loopback: await attempt(() => fetch('http://127.0.0.1:9/')),
        file: await attempt(() => fetch('file:///etc/hostname')),
        frame: await framed,
        socket: await socket,
        worker: await new Promise((done) => {
          try {
            const worker = new Worker('data:text/javascript,postMessage("worked")')
            worker.onerror = () => done('refused')
            worker.onmessage = () => done('worked')
          } catch {
            done('refused')
          }
        }),
      }
      frame.remove()
      return answers
    })
    expect(reached).toEqual({
      https: 'refused',
      loopback: 'refused',
      file: 'refused',
      frame: 'refused https://example.com',
      socket: 'refused',
      worker: 'refused',
    })
  })

  await test.step('it knows nothing of Node and Electron, only the calls of the contract', async () => {
    const known = await page.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
      bridge: Object.fromEntries(
        Object.entries<object>(window.desktop).map(([group, members]) => [
          group,
          typeof members === 'function' ? 'function' : Object.keys(members),
        ]),
      ),
      strangers: Object.values<object>(window.desktop)
        .flatMap((members) => (typeof members === 'function' ? [members] : Object.values(members)))
        .filter((member: unknown) => typeof member !== 'function').length,
    }))
    const members = Object.entries(calls).map(([group, names]) => [group, Object.keys(names)])
    expect(known).toEqual({
      node: [],
      bridge: { ...Object.fromEntries(members), on: 'function' },
      strangers: 0,
    })
  })

  await test.step('its web preferences are the safe ones', async () => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      // Electron has it for its own tests; there is no public way to read them back.
      return (
        contents as unknown as { getLastWebPreferences: () => WebPreferences }
      ).getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    })
    const hasDevTools = await app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      contents?.openDevTools()
      return contents?.isDevToolsOpened()
    })
    expect(hasDevTools).toBe(false)
  })
})

test('the page goes nowhere, opens nothing but allowed links and gets no permission', async () => {
  const { electron, page } = app
  await electron.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { openedLinks: opened })
    shell.openExternal = (url) => {
      opened.push(url)
      return Promise.resolve()
    }
    shell.openPath = (path) => {
      opened.push(path)
      return Promise.resolve('')
    }
  })
  const opened = () =>
    electron.evaluate(() => (globalThis as unknown as { openedLinks: string[] }).openedLinks)
  const refusedLinks = [
    'http://docs.databricks.com/',
    'https://docs.databricks.com.example.com/',
    'https://user@docs.databricks.com/',
    'https://docs.databricks.com:8443/',
    'https://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,hello',
    'ms-settings:privacy',
    'smb://example.com/share',
  ]
  const allowedLinks = [
    'https://docs.databricks.com/aws/en/jobs/',
    'https://learn.microsoft.com/azure/databricks/',
  ]

  await test.step('navigation is refused', async () => {
    const own = page.url()
    for (const url of ['https://example.com/', 'file:///etc/hostname', 'data:text/html,x']) {
      await page.evaluate((target) => {
        location.href = target
      }, url)
    }
    await page.evaluate(() => {
      const form = document.createElement('form')
      form.action = 'https://example.com/'
      document.body.append(form)
      form.submit()
      form.remove()
    })
    expect(await page.evaluate(() => location.href)).toBe(own)
    await expect
      .poll(() => logLines(userData.path, 'The page wanted to go elsewhere'))
      .toContainEqual(expect.objectContaining({ url: 'https://example.com/' }))
  })

  await test.step('a new window is refused; the link is opened outside when it is allowed', async () => {
    for (const url of [...refusedLinks, ...allowedLinks]) {
      const isOpen = await page.evaluate((target) => window.open(target) !== null, url)
      expect(isOpen, url).toBe(false)
    }
    await expect.poll(opened).toEqual(allowedLinks)
    const windows = await electron.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
    )
    expect(windows).toBe(1)
  })

  await test.step('so is a link of the bridge', async () => {
    for (const url of [...refusedLinks, 'not a link', '']) {
      expect(await callOf('app', 'openLink', { url }), url).toMatchObject({
        ok: false,
        error: { code: 'bad-input', suggestion: expect.stringContaining('Only links to') },
      })
    }
    for (const url of allowedLinks) {
      expect(await callOf('app', 'openLink', { url })).toEqual({ ok: true, value: null })
    }
    expect(await opened()).toEqual([...allowedLinks, ...allowedLinks])
  })

  await test.step('every permission is refused', async () => {
    const answers = await page.evaluate(async () => {
      const refusal = (action: Promise<unknown>) =>
        action.then(
          () => 'given',
          (error: unknown) => (error instanceof Error ? error.name : 'refused'),
        )
      const states: Record<string, string> = {}
      for (const name of [
        'geolocation',
        'notifications',
        'camera',
        'microphone',
        'midi',
        'clipboard-read',
      ]) {
        const { state } = await navigator.permissions.query({ name: name as PermissionName })
        states[name] = state
      }
      return {
        states,
        notifications: await Notification.requestPermission(),
        place: await new Promise((done) => {
          navigator.geolocation.getCurrentPosition(
            () => done('given'),
            ({ code }) => done(code),
          )
        }),
        media: await refusal(navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
        screen: await refusal(navigator.mediaDevices.getDisplayMedia({ video: true })),
        clipboard: await refusal(navigator.clipboard.readText()),
      }
    })
    expect(answers).toEqual({
      states: {
        geolocation: 'denied',
        notifications: 'denied',
        camera: 'denied',
        microphone: 'denied',
        midi: 'denied',
        'clipboard-read': 'denied',
      },
      notifications: 'denied',
      // GeolocationPositionError.PERMISSION_DENIED
      place: 1,
      media: expect.stringMatching(/NotAllowedError|NotFoundError/),
      screen: expect.any(String),
      clipboard: 'NotAllowedError',
    })
    expect(answers.screen).not.toBe('given')
  })

  await test.step('a download is refused', async () => {
    await page.evaluate(() => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob(['text']))
      link.download = 'text.txt'
      link.click()
    })
    await expect.poll(() => logLines(userData.path, 'The page wanted to download')).toHaveLength(1)
  })
})

test('calls that are not in the contract, and callers that are not ours, get an error', async () => {
  const { electron, page } = app
  await test.step('bad input names the problem and never the value', async () => {
    const secret = 'dapi0123456789abcdef0123456789abcdef'
    const answer = await callOf('connections', 'add', { host: 7, secret: [secret] })
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(JSON.stringify(answer)).not.toContain(secret)
    expect(await callOf('catalog', 'status', { kind: 'robot' })).toMatchObject({
      ok: false,
      error: { code: 'bad-input', details: { problems: expect.stringContaining('kind') } },
    })
    expect(await callOf('settings', 'change', { theme: 'dark', extra: 1 })).toMatchObject({
      ok: false,
      error: { code: 'bad-input' },
    })
  })

  await test.step('an event that does not exist is refused in the page', async () => {
    const message = await page.evaluate(() => {
      try {
        window.desktop.on('token.stolen' as 'app.show', () => undefined)
        return ''
      } catch (error) {
        return String(error)
      }
    })
    expect(message).toContain('There is no event named token.stolen')
  })

  await test.step('a call that does not exist is refused and logged', async () => {
    const answers = await electron.evaluate(async ({ BrowserWindow, ipcMain }) => {
      // What a hijacked page could send is sent here, past the bridge, as if from our own window.
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const handlers = (
        ipcMain as unknown as { _invokeHandlers: Map<string, (...sent: unknown[]) => unknown> }
      )._invokeHandlers
      const [handle] = [...handlers.values()]
      const event = { sender: contents, senderFrame: contents?.mainFrame }
      const names = ['app.explode', 'constructor.name', '__proto__.toString', 'app', '', null, 7]
      return await Promise.all(names.map((name) => handle?.(event, name, {}) as Promise<Answer>))
    })
    for (const answer of answers) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'unknown-call' } })
    }
    await expect
      .poll(() => logLines(userData.path, 'A call was refused'))
      .toContainEqual(expect.objectContaining({ call: 'app.explode' }))
  })

  await test.step('another page with the same bridge is refused and logged', async () => {
    const answers = await electron.evaluate(async ({ app: electronApp, BrowserWindow }) => {
      const ask = `window.desktop.connections.state()`
      const answered: Record<string, unknown> = {}
      for (const url of ['data:text/html,<p>foreign</p>', 'about:blank', 'app://bundle/']) {
        const window = new BrowserWindow({
          show: false,
          webPreferences: {
            preload: `${electronApp.getAppPath()}/out/preload/index.cjs`,
            sandbox: true,
          },
        })
        await window.loadURL(url)
        answered[url] = await window.webContents.executeJavaScript(ask)
        window.destroy()
      }
      return answered
    })
    for (const [url, answer] of Object.entries(answers)) {
      expect(answer, url).toMatchObject({ ok: false, error: { code: 'foreign-sender' } })
    }
    const refused = await logLines(userData.path, 'A call was refused')
    expect(
      refused.filter(({ error }) => codeOf(error) === 'foreign-sender').length,
    ).toBeGreaterThanOrEqual(3)
  })

  await test.step('the page still works', async () => {
    expect(await callOf('app', 'info')).toMatchObject({ ok: true })
    await expect(page.getByRole('heading', { name: 'Connect to a workspace' })).toBeVisible()
  })
})

test('a walk through all pages leaves no warning, no error and no violation behind', async () => {
  const { page } = app
  const messages: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'log') messages.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => messages.push(`uncaught: ${error.message}`))
  await page.reload()
  await page.waitForSelector('[data-ready]', { state: 'attached' })
  await page.evaluate(() => {
    document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
      console.error(`violation of ${effectiveDirective}: ${blockedURI}`)
    })
  })

  await page.getByRole('button', { name: /Access token/ }).click()
  await page.getByLabel('Workspace address').fill('localhost')
  await page.getByRole('button', { name: /back/i }).click()
  const journey = new Journey(page)
  await journey.openDemo()
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((choice) => window.desktop.settings.change({ theme: choice }), theme)
    for (const name of pageNames) {
      await journey.goTo(name)
      if (name !== 'Workflows' && name !== 'Pipelines') continue
      await page.getByRole('textbox', { name: /^Search/ }).fill('e')
      await expect(page.getByRole('row').nth(1)).toBeVisible()
      await page.getByRole('textbox', { name: /^Search/ }).press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('dialog')).toBeVisible()
      await page.keyboard.press('Escape')
    }
    await page.keyboard.press('Control+K')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
  }
  expect(messages).toEqual([])
})

function callOf(group: string, name: string, input?: unknown): Promise<Answer> {
  return app.page.evaluate(
    ([inGroup, called, sent]) => {
      const members = Reflect.get(window.desktop, inGroup) as Record<
        string,
        (input: unknown) => Promise<Answer>
      >
      const call = members[called]
      if (!call) throw new Error(`the bridge has no ${inGroup}.${called}`)
      return call(sent)
    },
    [group, name, input] as const,
  )
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
