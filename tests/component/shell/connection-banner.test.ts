import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import ConnectionBanner from '../../../src/renderer/components/shell/ConnectionBanner.vue'
import { commandIn } from '../../../src/renderer/components/shell/connection-help.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import type { SignIn } from '../../../src/shared/connection.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { ErrorCode, ErrorRecord } from '../../../src/shared/errors.ts'
import { buttonOf, press } from '../support/form.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'
import { sampleConnection, sampleSignIns } from '../support/sample-connections.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

function refusal(code: ErrorCode, suggestion = 'Sign in again.'): ErrorRecord {
  return { code, message: 'It did not work.', suggestion, details: {} }
}

async function failed(signIn: SignIn, error: ErrorRecord) {
  const fake = freshDesktop((world) => {
    world.connections = {
      connections: [sampleConnection({ signIn })],
      activeId: 'eu',
      status: { state: 'failed', error },
    }
  })
  const mounted = await mountHere(ConnectionBanner)
  wrapper = mounted.wrapper
  return { fake, banner: wrapper, router: mounted.router }
}

const labels = (banner: VueWrapper) => banner.findAll('button').map((button) => button.text())
const always = ['Other connections', 'Try again']

describe('the banner of a connection that failed', () => {
  it.each([
    ['browser', 'Sign in again'],
    ['token', 'Enter a new token'],
    ['service-principal', 'Enter a new secret'],
    ['azure-service-principal', 'Enter a new secret'],
    ['azure-cli', null],
    ['databricks-cli', null],
    ['profile', null],
    ['environment', null],
  ] as const)('offers for a refused %s what helps', async (method, label) => {
    const signIn = sampleSignIns.find((one) => one.method === method) ?? { method: 'browser' }
    const { banner } = await failed(signIn, refusal('unauthorized'))
    expect(labels(banner).filter((one) => !always.includes(one))).toEqual(label ? [label] : [])
  })

  it.each(['proxy', 'tls', 'host-not-found', 'timeout'] as const)(
    'leads to the network settings after the error %s',
    async (code) => {
      const { banner, router } = await failed({ method: 'browser' }, refusal(code))
      const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
      expect(labels(banner)).not.toContain('Sign in again')
      await press(banner, 'Network settings')
      expect(push).toHaveBeenCalledWith({ name: 'settings', query: { section: 'network' } })
    },
  )

  it('asks for a secret at the connection it belongs to', async () => {
    const { banner, router } = await failed({ method: 'token' }, refusal('unauthorized'))
    const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
    await press(banner, 'Enter a new token')
    expect(push).toHaveBeenCalledWith({ name: 'welcome', query: { signIn: 'eu' } })
  })

  it('waits for the browser, with link and cancel, and stays on the page', async () => {
    const { fake, banner } = await failed({ method: 'browser' }, refusal('unauthorized'))
    const answer = later<unknown>()
    fake.handle('connections.signIn', () => answer.promise)
    await press(banner, 'Sign in again')
    expect(banner.get('[role=status]').text()).toContain('Continue in your browser')
    await press(banner, 'Copy link')
    await press(banner, 'Open again')
    await press(banner, 'Cancel')
    expect(fake.calls.slice(-3).map(({ name }) => name)).toEqual([
      'connections.copySignInLink',
      'connections.reopenBrowser',
      'connections.cancelSignIn',
    ])
    answer.reject(new AppError('canceled', 'The sign-in was canceled.'))
    await flushPromises()
    expect(labels(banner)).toContain('Sign in again')
    expect(useToasts().list).toEqual([])
  })

  it('says why a sign-in with the browser went wrong', async () => {
    const { fake, banner } = await failed({ method: 'browser' }, refusal('unauthorized'))
    fake.handle('connections.signIn', () => {
      throw new AppError('timeout', 'Nobody signed in within 5 minutes.')
    })
    await press(banner, 'Sign in again')
    expect(useToasts().list).toMatchObject([{ text: 'Nobody signed in within 5 minutes.' }])
  })

  it('offers the command to copy, and then asks the tool anew', async () => {
    const words = 'Run “az login --tenant contoso.com” in a terminal, then try again.'
    const signIn = { method: 'azure-cli', tenantId: null } as const
    const { fake, banner } = await failed(signIn, refusal('command-failed', words))
    await press(banner, 'Copy command')
    expect(fake.calls.at(-1)).toEqual({
      name: 'app.copyText',
      input: { text: 'az login --tenant contoso.com' },
    })
    await press(banner, 'Try again')
    expect(fake.calls.at(-1)?.name).toBe('connections.signIn')
  })

  it('connects again after trouble on the way', async () => {
    const { fake, banner } = await failed({ method: 'token' }, refusal('timeout'))
    await buttonOf(banner, 'Try again').trigger('click')
    await flushPromises()
    expect(fake.calls.at(-1)?.name).toBe('connections.activate')
  })
})

describe('a command in words', () => {
  it.each([
    [
      'Run “databricks auth login --host https://a.b” in a terminal.',
      'databricks auth login --host https://a.b',
    ],
    ['Run “az login --tenant <tenant of the workspace>” in a terminal.', ''],
    ['Choose “Sign in with the browser” instead.', ''],
  ])('of “%s” is found when it can be run as it is', (words, command) => {
    expect(commandIn(words)).toBe(command)
  })
})
