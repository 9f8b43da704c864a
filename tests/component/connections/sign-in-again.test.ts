import { flushPromises, mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import WelcomePage from '../../../src/renderer/pages/WelcomePage.vue'
import { createAppRouter } from '../../../src/renderer/router.ts'
import { useConnections } from '../../../src/renderer/stores/connections.ts'
import type { Connection, SignIn } from '../../../src/shared/connection.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { ErrorRecord } from '../../../src/shared/errors.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { buttonOf, fieldOf, hasButton, press, submit } from '../support/form.ts'
import { freshDesktop, later } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

const id = '5e2f4a30-0000-4000-8000-000000000001'
const host = 'https://adb-1.azuredatabricks.net'
const guid = '0f8fad5b-d9cb-469f-a165-70867728950e'
const refused: ErrorRecord = {
  code: 'unauthorized',
  message: 'The workspace did not accept the sign-in.',
  suggestion: 'Sign in again.',
  details: {},
}

function connection(signIn: SignIn): Connection {
  return {
    id,
    name: 'Prod EU',
    color: 'none',
    host,
    signIn,
    secretKept: 'keychain',
    userName: 'you@example.com',
    createdAt: 0,
    lastConnectedAt: 0,
  }
}

function failed(signIn: SignIn): FakeDesktop {
  return freshDesktop((world) => {
    world.connections = {
      connections: [connection(signIn)],
      activeId: id,
      status: { state: 'failed', error: refused },
    }
  })
}

async function shown(text: string, at = `/?signIn=${id}`) {
  await useConnections().load()
  const router = createAppRouter()
  await router.push('/settings')
  await router.push(at)
  wrapper = mount(WelcomePage, { attachTo: document.body, global: { plugins: [router] } })
  const page = wrapper
  await expect.poll(() => page.text()).toContain(text)
  await flushPromises()
  return { page, router }
}

describe('signing in again with a typed secret', () => {
  it('needs nothing but the token, and leads back to where one was', async () => {
    const fake = failed({ method: 'token' })
    const { page, router } = await shown('Sign in again to Prod EU')
    expect(fieldOf(page, 'Workspace address').element.value).toBe(host)
    expect(document.activeElement).toBe(fieldOf(page, 'Token').element)
    await fieldOf(page, 'Token').setValue('dapi-new')
    await submit(page)
    expect(fake.calls.find((call) => call.name === 'connections.edit')).toMatchObject({
      input: { id, input: { host, name: 'Prod EU', secret: 'dapi-new' } },
    })
    await expect.poll(() => router.currentRoute.value.name).toBe('settings')
  })

  it('does not send the refused one once more', async () => {
    const fake = failed({ method: 'service-principal', clientId: guid })
    const { page } = await shown('Sign in again to Prod EU')
    expect(document.activeElement).toBe(fieldOf(page, 'Secret').element)
    await submit(page)
    expect(page.text()).toContain('Enter the secret.')
    expect(fake.calls.map(({ name }) => name)).not.toContain('connections.edit')
  })

  it('goes back where one was without having signed in', async () => {
    failed({ method: 'token' })
    const { page, router } = await shown('Sign in again to Prod EU')
    await press(page, 'Back')
    await expect.poll(() => router.currentRoute.value.name).toBe('settings')
  })
})

describe('signing in again with the browser', () => {
  it('begins at once, and leads back to where one was', async () => {
    const fake = failed({ method: 'browser' })
    const answer = later<unknown>()
    fake.handle('connections.signIn', () => answer.promise)
    const { page, router } = await shown('Sign in again to Prod EU')
    expect(fake.calls.at(-1)).toEqual({ name: 'connections.signIn', input: { id } })
    fake.emit('connections.browser', { state: 'waiting' })
    await flushPromises()
    expect(page.get('.wait').text()).toContain('Continue in your browser')
    fake.emit('connections.browser', { state: 'over' })
    answer.resolve({ ...fake.world.connections, status: { state: 'connected', error: null } })
    await expect.poll(() => router.currentRoute.value.name).toBe('settings')
  })
})

describe('a browser sign-in that was not finished', () => {
  it('can be begun again with the button that has the focus', async () => {
    const fake = failed({ method: 'browser' })
    fake.handle('connections.signIn', () => {
      throw new AppError('timeout', 'Nobody signed in within 5 minutes.')
    })
    const { page, router } = await shown('Nobody signed in within 5 minutes.')
    expect(document.activeElement).toBe(buttonOf(page, 'Sign in with the browser').element)
    expect(router.currentRoute.value.name).toBe('welcome')
    await press(page, 'Sign in with the browser')
    expect(fake.calls.filter(({ name }) => name === 'connections.signIn')).toHaveLength(2)
  })
})

describe('a browser sign-in that is asked for once more', () => {
  it('from the tray begins again where it was given up', async () => {
    const fake = failed({ method: 'browser' })
    fake.handle('connections.signIn', () => {
      throw new AppError('canceled', 'The sign-in was canceled.')
    })
    await shown('Sign in with the browser')
    fake.emit('app.signIn', { connectionId: 'another' })
    fake.emit('app.signIn', { connectionId: id })
    await flushPromises()
    expect(fake.calls.filter(({ name }) => name === 'connections.signIn')).toHaveLength(2)
  })
})

describe('signing in again outside of the app', () => {
  it.each([
    [{ method: 'azure-cli', tenantId: null }, 'az login'],
    [{ method: 'azure-cli', tenantId: guid }, `az login --tenant ${guid}`],
    [{ method: 'databricks-cli' }, `databricks auth login --host ${host}`],
    [{ method: 'profile', profile: 'staging' }, 'databricks auth login --profile staging'],
    [{ method: 'profile', profile: 'two words' }, 'databricks auth login --profile "two words"'],
  ] as const)('%j says what to run, ready to copy', async (signIn, command) => {
    const fake = failed(signIn)
    const { page } = await shown('Sign in again to Prod EU')
    expect(page.text()).toContain(command)
    await buttonOf(page, `Copy command ${command}`).trigger('click')
    await flushPromises()
    expect(fake.calls.at(-1)).toEqual({ name: 'app.copyText', input: { text: command } })
  })

  it('names the variables of the environment', async () => {
    const fake = failed({ method: 'environment' })
    fake.world.signInOptions.environment = {
      host,
      kind: 'personal access token',
      variables: ['DATABRICKS_HOST', 'DATABRICKS_TOKEN'],
      problem: null,
    }
    const { page } = await shown('DATABRICKS_HOST, DATABRICKS_TOKEN')
    expect(hasButton(page, 'Try again')).toBe(true)
  })

  it('tries again, and says why it is still in vain', async () => {
    const fake = failed({ method: 'databricks-cli' })
    const command = `databricks auth login --host ${host}`
    const error: ErrorRecord = {
      ...refused,
      code: 'command-failed',
      message: 'Log in first.',
      suggestion: `Run “${command}” in a terminal, then try again.`,
    }
    fake.handle('connections.signIn', () => ({
      ...fake.world.connections,
      status: { state: 'failed', error },
    }))
    const { page, router } = await shown('Sign in again to Prod EU')
    await press(page, 'Try again')
    expect(page.get('[role=alert]').text()).toBe('Log in first.')
    expect(page.text().split(command)).toHaveLength(2)
    expect(router.currentRoute.value.name).toBe('welcome')
    fake.handle('connections.signIn', () => ({
      ...fake.world.connections,
      status: { state: 'connected', error: null },
    }))
    await press(page, 'Try again')
    await expect.poll(() => router.currentRoute.value.name).toBe('settings')
  })

  it('can change the connection instead', async () => {
    failed({ method: 'azure-cli', tenantId: guid })
    const { page } = await shown('Sign in again to Prod EU')
    await press(page, 'Edit the connection')
    await expect.poll(() => page.text()).toContain('Edit Prod EU')
    expect(fieldOf(page, 'Tenant').element.value).toBe(guid)
  })
})

describe('a connection that cannot be signed in again here', () => {
  it.each([`/?signIn=gone`, `/?edit=gone`])('%s shows the list', async (at) => {
    failed({ method: 'token' })
    await shown('Connect to a workspace', at)
  })
})
