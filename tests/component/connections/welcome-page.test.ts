import { flushPromises, mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import WelcomePage from '../../../src/renderer/pages/WelcomePage.vue'
import { createAppRouter } from '../../../src/renderer/router.ts'
import { useConnections } from '../../../src/renderer/stores/connections.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { FakeWorld } from '../support/fake-desktop.ts'
import { buttonOf, fieldOf, hasButton, press, submit, type } from '../support/form.ts'
import { freshDesktop } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

function emptyWorld(world: FakeWorld): void {
  world.connections = {
    connections: [],
    activeId: null,
    status: { state: 'disconnected', error: null },
  }
}

async function open(at = '/') {
  await useConnections().load()
  const router = createAppRouter()
  await router.push(at)
  wrapper = mount(WelcomePage, { attachTo: document.body, global: { plugins: [router] } })
  await flushPromises()
  return { page: wrapper, router }
}

/** Chooses a card by its title and waits for its form. */
async function choose(page: VueWrapper, title: string): Promise<void> {
  const card = page.findAll('.method').find((other) => other.text().startsWith(title))
  await card?.get('button').trigger('click')
  await flushPromises()
  await expect.poll(() => page.find('form').exists()).toBe(true)
  await flushPromises()
}

describe('the welcome page', () => {
  it('offers five ways to a workspace', async () => {
    freshDesktop(emptyWorld)
    const { page } = await open()
    expect(page.findAll('.method .title').map((title) => title.text())).toEqual([
      'Try the demo workspace',
      'Sign in with the browser',
      'Use a profile',
      'Access token or service principal',
      'Azure CLI or Databricks CLI',
    ])
    expect(page.text()).toContain('3 profiles found in ~/.databrickscfg')
  })

  it('offers the environment where there is one', async () => {
    freshDesktop((world) => {
      emptyWorld(world)
      world.signInOptions.environment = {
        host: 'https://adb-9.azuredatabricks.net',
        kind: 'personal access token',
        variables: ['DATABRICKS_HOST'],
        problem: null,
      }
    })
    const { page } = await open()
    expect(page.text()).toContain('DATABRICKS_HOST is adb-9.azuredatabricks.net')
    await choose(page, 'Use the environment')
    expect(hasButton(page, 'Connect')).toBe(true)
  })

  it.each([
    [1, '1 profile found in'],
    [0, 'No profile found in'],
  ])('counts profiles: %i', async (count, words) => {
    freshDesktop((world) => {
      emptyWorld(world)
      const { profiles } = world.signInOptions
      profiles.list = profiles.list.slice(0, count)
    })
    const { page } = await open()
    expect(page.text()).toContain(words)
  })

  it.each([
    ['Sign in with the browser', 'Workspace address'],
    ['Access token or service principal', 'Token'],
    ['Azure CLI or Databricks CLI', 'Tenant'],
  ])('leads from %s to its form, and back to the card', async (title, label) => {
    freshDesktop(emptyWorld)
    const { page } = await open()
    await choose(page, title)
    expect(fieldOf(page, label).element.isConnected).toBe(true)
    await press(page, 'Back')
    await expect.poll(() => page.text()).toContain('Connect to a workspace')
    expect(document.activeElement?.textContent).toContain(title)
  })

  it('goes on to the workflows once connected', async () => {
    freshDesktop(emptyWorld)
    const { page, router } = await open()
    await choose(page, 'Sign in with the browser')
    await type(page, 'Workspace address', 'adb-1.azuredatabricks.net')
    await submit(page)
    await expect.poll(() => router.currentRoute.value.name).toBe('workflows')
  })

  it('comes back from the network settings with what was typed but the secret', async () => {
    const fake = freshDesktop()
    fake.handle('connections.add', () => {
      throw new AppError('proxy', 'The proxy was not reached.')
    })
    const { page, router } = await open()
    await choose(page, 'Access token or service principal')
    await page.get('input[aria-label="Service principal"]').setValue()
    await type(page, 'Workspace address', 'adb-1.azuredatabricks.net')
    await type(page, 'Client id', '0f8fad5b-d9cb-469f-a165-70867728950e')
    await type(page, 'Secret', 'dose-planted')
    await submit(page)
    await press(page, 'Open network settings')
    await expect
      .poll(() => router.currentRoute.value)
      .toMatchObject({ name: 'settings', query: { section: 'network' } })
    router.back()
    await expect.poll(() => router.currentRoute.value.name).toBe('welcome')
    expect(router.currentRoute.value.fullPath).not.toContain('planted')
    await expect.poll(() => page.find('form').exists()).toBe(true)
    expect(fieldOf(page, 'Workspace address').element.value).toBe('adb-1.azuredatabricks.net')
    expect(fieldOf(page, 'Secret').element.value).toBe('')
  })

  it('says why the demo did not start, and tries again', async () => {
    const fake = freshDesktop(emptyWorld)
    const openDemo = () => {
      throw new AppError('demo-failed', 'No port is free.')
    }
    fake.handle('connections.openDemo', openDemo)
    const { page } = await open()
    await press(page, 'Open')
    expect(page.get('[role=alert]').text()).toContain('No port is free.')
    expect(buttonOf(page, 'Try again').exists()).toBe(true)
  })

  it.each(['/?way=nonsense', '/?way=constructor', '/?edit=demo', '/?signIn=demo'])(
    'shows the list for %s',
    async (at) => {
      freshDesktop()
      const { page } = await open(at)
      expect(page.text()).toContain('Connect to a workspace')
    },
  )
})
