import { expect, test } from '@playwright/test'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer } from '../../src/main/demo/server.ts'
import { kindSchema } from '../../src/shared/catalog.ts'
import type { Kind } from '../../src/shared/catalog.ts'
import type { ConnectionsState } from '../../src/shared/connection.ts'
import { killApp, launchApp, quitApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { connect, ListPage } from './support/list-page.ts'
import { faultAtPage, listRoutes, serveList, servedId } from './support/served-lists.ts'
import type { ServedItem } from './support/served-lists.ts'

const size = 820
const lifetimeMs = 30 * 60_000

let demo: DemoServer
let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp

test.beforeAll(async () => {
  demo = await createDemoServer({ jobs: size, pipelines: size })
})

test.afterAll(() => demo.stop())

test.beforeEach(async () => {
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path })
})

test.afterEach(async () => {
  demo.faults.clear()
  await killApp(app)
  await userData.remove()
})

/** Writes what is picked, as somebody else would, by the names that config.yml gives. */
function pickInWorkspace(names: Readonly<Record<Kind, readonly string[]>>): void {
  const entries = (kind: Kind, word: string) =>
    names[kind].map(
      (name, index) => `  - ${word}_name: ${name}\n    ${word}_id: "${servedId(kind, index)}"\n`,
    )
  const text = [
    'workflows:\n',
    ...entries('workflow', 'job'),
    'pipelines:\n',
    ...entries('pipeline', 'pipeline'),
  ]
  demo.workspace.files.write('/Workspace/Shared/config.yml', text.join(''))
}

const before = ['stays', 'goes', 'old name', 'moves', 'is kept']

/** One is as it was, one has another name, and one has the name, but not the id, of one that went. */
function later(kind: Kind): readonly ServedItem[] {
  return [
    { name: 'stays', id: servedId(kind, 0) },
    { name: 'new name', id: servedId(kind, 2) },
    { name: 'goes', id: servedId(kind, 99) },
  ]
}

for (const kind of kindSchema.options) {
  test(`on a second visit the list of kind ${kind} tells what came, changed and vanished, and what picked items need`, async () => {
    pickInWorkspace({ workflow: before, pipeline: before })
    for (const each of kindSchema.options) {
      serveList(
        demo,
        each,
        before.map((name) => ({ name })),
      )
    }
    await connect(app.page, demo)
    let list = new ListPage(app.page, kind)
    await list.open()
    await expect(list.title).toContainText('5')
    await expect(list.page.getByText('Updated just now')).toBeVisible()
    await quitApp(app)

    demo.faults.clear()
    serveList(demo, kind, later(kind))
    app = await launchApp({ userData: userData.path })
    list = new ListPage(app.page, kind)
    await list.open()
    await list.page.keyboard.press('Control+r')

    await test.step('marks, and one line that shows them', async () => {
      const news = list.page.getByRole('status').filter({ hasText: 'since your last visit' })
      await expect(news).toContainText('1 new, 1 changed, 3 vanished')
      await expect(list.row('goes')).toContainText('new')
      await expect(list.row('new name')).toContainText('changed')
      await news.getByRole('button', { name: 'Show' }).click()
      await list.expectNames(['goes', 'new name'])
      await list.button('Remove filter News: New').click()
      await list.expectNames(['new name'])
      await list.button('Clear all').click()
      await news.getByRole('button', { name: 'Vanished' }).click()
      await expect(list.page.getByRole('dialog', { name: /that vanished$/ })).toContainText('moves')
      await list.page.keyboard.press('Escape')
      await news.getByRole('button', { name: 'Mark as seen' }).click()
      await expect(news).toBeHidden()
      await expect(list.row('new name')).not.toContainText('changed')
    })

    await test.step('picked ones that vanished or were renamed: find again, remove, keep, update', async () => {
      const notice = list.page.getByRole('region', { name: /no longer there/ })
      await expect(notice).toContainText(
        `3 picked ${kind}s no longer there, 1 picked ${kind} renamed`,
      )
      await notice.getByRole('button', { name: 'What to do' }).click()
      const change = (name: string) => notice.getByRole('listitem').filter({ hasText: name })
      await change('old name').getByRole('button', { name: 'Update name' }).click()
      await expect(change('old name')).toBeHidden()
      await change('goes').getByRole('button', { name: 'Find again' }).click()
      await list.expectNames(['goes'])
      await expect(list.box('goes')).not.toBeChecked()
      await list.box('goes').click()
      await change('goes').getByRole('button', { name: 'Remove' }).click()
      await expect(change('goes')).toBeHidden()
      await change('moves').getByRole('button', { name: 'Remove' }).click()
      await expect(change('moves')).toBeHidden()
      await change('is kept').getByRole('button', { name: 'Keep' }).click()
      await expect(notice).toBeHidden()
      await expect(list.selection).toContainText(`4 ${kind}s`)
    })
  })

  test(`a refresh of the list of kind ${kind} that fails at page 7, or is stopped there, keeps the list`, async () => {
    await connect(app.page, demo)
    const list = new ListPage(app.page, kind)
    await list.open()
    await expect(list.title).toContainText(String(size))
    await expect(list.page.getByText('Updated just now')).toBeVisible()
    const names = (await list.names()).slice(0, 9)
    const expectFirst = (first: readonly string[]) =>
      expect.poll(async () => (await list.names()).slice(0, first.length)).toEqual(first)
    const problem = list.page.getByRole('alert')

    await test.step('it says why, and tries again on a click', async () => {
      faultAtPage(demo, kind, 7, { kind: 'status', status: 403 })
      await list.page.keyboard.press('Control+r')
      await expect(problem).toContainText('could not be read again; this is the older list')
      await expect(problem).toContainText('permission')
      await expectFirst(names)
      await expect(list.title).toContainText(String(size))
      await problem.getByRole('button', { name: 'Try again' }).click()
      await expect(problem).toBeHidden()
      await expect(list.title).toContainText(String(size))
      await expect(list.page.getByText('Updated just now')).toBeVisible()
    })

    await test.step('stopped by hand', async () => {
      faultAtPage(demo, kind, 7, { kind: 'hang' })
      const asked = readings(kind)
      await list.button(/^Updated/).click()
      await expect.poll(() => readings(kind)).toBe(asked + 7)
      await list.button('Stop reading').click()
      await expect(problem).toContainText('The refresh was stopped.')
      await expectFirst(names)
      await expect(list.title).toContainText(String(size))
    })
  })

  test(`a switch of the connection in mid-refresh shows nothing of the former list of kind ${kind}`, async () => {
    const other = await createDemoServer({ jobs: 9, pipelines: 9, seed: 2 })
    const mine = { name: 'only there' }
    serveList(other, kind, [mine])
    await connect(app.page, other, 'Other')
    faultAtPage(demo, kind, 4, { kind: 'hang' })
    const asked = readings(kind)
    await connect(app.page, demo, 'Large')
    const list = new ListPage(app.page, kind)
    await list.open()
    await expect.poll(() => readings(kind)).toBe(asked + 4)
    await expect(list.boxAt(5)).toBeVisible()
    await list.button(/Switch connection$/).click()
    await list.page.getByRole('menuitemradio', { name: /Other/ }).click()
    await list.expectNames([mine.name])
    await expect(list.page.getByText('Updated just now')).toBeVisible()
    demo.faults.clear()
    await list.button(/Switch connection$/).click()
    await list.page.getByRole('menuitemradio', { name: /Large/ }).click()
    await expect(list.title).toContainText(String(size))
    await other.stop()
  })
}

test('lists are read again by hand and, once they are old, when anything calls for it', async () => {
  for (const kind of kindSchema.options) serveList(demo, kind, [{ name: 'one' }])
  await connect(app.page, demo)
  const workflows = new ListPage(app.page, 'workflow')
  await workflows.open()
  await workflows.expectNames(['one'])
  const start = kindSchema.options.map(readings)
  let wanted = [0, 0]
  const expectFurther = async (workflow: 0 | 1, pipeline: 0 | 1) => {
    wanted = [(wanted[0] ?? 0) + workflow, (wanted[1] ?? 0) + pipeline]
    await expect
      .poll(() => kindSchema.options.map((kind, at) => readings(kind) - (start[at] ?? 0)))
      .toEqual(wanted)
    await expect(app.page.getByText(/^[\d,]+ read$/)).toBeHidden()
  }
  let ahead = 0
  const waitForTheLifetime = () => {
    ahead += lifetimeMs
    return app.electron.evaluate((_, ms) => Object.assign(globalThis, { clockAheadMs: ms }), ahead)
  }
  const wake = () => app.electron.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
  const showAgain = () =>
    app.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.hide()
      window?.show()
    })
  const turnTo = () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.emit('focus'))

  await test.step('by hand at any time', async () => {
    await app.page.keyboard.press('Control+r')
    await expectFurther(1, 0)
  })
  await test.step('by nothing else within the lifetime', async () => {
    await wake()
    await showAgain()
    await turnTo()
    await new ListPage(app.page, 'pipeline').open()
    await expectFurther(0, 0)
  })
  await test.step('on wake-up', async () => {
    await waitForTheLifetime()
    await wake()
    await expectFurther(1, 1)
  })
  await test.step('when the window shows again', async () => {
    await waitForTheLifetime()
    await showAgain()
    await expectFurther(1, 1)
  })
  await test.step('when the user turns to the window', async () => {
    await waitForTheLifetime()
    await turnTo()
    await expectFurther(1, 1)
  })
  await test.step('when the list is looked at', async () => {
    await waitForTheLifetime()
    await workflows.open()
    await expectFurther(1, 0)
    await new ListPage(app.page, 'pipeline').open()
    await expectFurther(0, 1)
  })
  await test.step('on reconnect', async () => {
    await waitForTheLifetime()
    await app.page.evaluate(async () => {
      const state = await window.desktop.connections.state()
      if (!state.ok) throw new Error('there are no connections')
      const { activeId } = state.value as ConnectionsState
      await window.desktop.connections.activate({ id: activeId ?? '' })
    })
    await expectFurther(1, 1)
  })
})

function readings(kind: Kind): number {
  return demo.workspace.requests.count(listRoutes[kind])
}
