import { flushPromises, mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ConnectionBanner from '../../../src/renderer/components/shell/ConnectionBanner.vue'
import WelcomePage from '../../../src/renderer/pages/WelcomePage.vue'
import { createAppRouter } from '../../../src/renderer/router.ts'
import { useConnections } from '../../../src/renderer/stores/connections.ts'
import type { Connection } from '../../../src/shared/connection.ts'
import type { ErrorRecord } from '../../../src/shared/errors.ts'
import { freshDesktop } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

const connection: Connection = {
  id: '5e2f4a30-0000-4000-8000-000000000001',
  name: 'Prod EU',
  host: 'https://adb-1.azuredatabricks.net',
  method: 'token',
  secretKept: 'keychain',
  userName: 'you@example.com',
  createdAt: 0,
  lastConnectedAt: 0,
}
const refused: ErrorRecord = {
  code: 'unauthorized',
  message: 'The workspace did not accept the sign-in.',
  suggestion: 'Create a new token and enter it.',
  details: {},
}

function failedDesktop(error: ErrorRecord) {
  return freshDesktop((world) => {
    world.connections = {
      connections: [connection],
      activeId: connection.id,
      status: { state: 'failed', error },
    }
  })
}

async function shown(component: typeof WelcomePage | typeof ConnectionBanner, at: string) {
  await useConnections().load()
  const router = createAppRouter()
  await router.push('/settings')
  await router.push(at)
  wrapper = mount(component, { attachTo: document.body, global: { plugins: [router] } })
  await flushPromises()
  return { wrapper, router }
}

const buttons = (page: VueWrapper) => page.findAll('button').map((button) => button.text())

describe('a token that is no longer accepted', () => {
  it('is asked for again, at the connection it belongs to', async () => {
    failedDesktop(refused)
    const { wrapper: banner, router } = await shown(ConnectionBanner, '/workflows')
    await banner
      .findAll('button')
      .find((button) => button.text() === 'Enter a new token')
      ?.trigger('click')
    await flushPromises()
    expect(router.currentRoute.value).toMatchObject({
      name: 'welcome',
      query: { signIn: connection.id },
    })
  })

  it('is not asked for when the workspace was not reached', async () => {
    failedDesktop({ ...refused, code: 'connection-refused' })
    const { wrapper: banner } = await shown(ConnectionBanner, '/workflows')
    expect(buttons(banner)).not.toContain('Enter a new token')
    expect(buttons(banner)).toContain('Try again')
  })

  it('needs nothing but the token, and leads back to where one was', async () => {
    const fake = failedDesktop(refused)
    const { wrapper: page, router } = await shown(WelcomePage, `/?signIn=${connection.id}`)
    await expect.poll(() => page.text()).toContain('Sign in again to Prod EU')
    const [host, token, name] = page.findAll('input')
    expect(host?.element.value).toBe(connection.host)
    expect(name?.element.value).toBe(connection.name)
    expect(document.activeElement).toBe(token?.element)
    await token?.setValue('dapi-new')
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(fake.calls.find((call) => call.name === 'connections.addToken')).toMatchObject({
      input: { host: connection.host, name: connection.name, token: 'dapi-new' },
    })
    await expect.poll(() => router.currentRoute.value.name).toBe('settings')
  })

  it('of a connection that is gone shows the list', async () => {
    failedDesktop(refused)
    const { wrapper: page } = await shown(WelcomePage, '/?signIn=gone')
    expect(page.text()).toContain('Connect to a workspace')
  })
})
