import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ConnectionForm from '../../../src/renderer/components/connections/ConnectionForm.vue'
import type { ConnectionTest, TestStep } from '../../../src/shared/connection.ts'
import { connectionLayers } from '../../../src/shared/connection.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { ErrorRecord } from '../../../src/shared/errors.ts'
import { fieldOf, hasButton, press, submit, type } from '../support/form.ts'
import { fakeTest } from '../support/fake-desktop.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

const host = 'adb-1.2.azuredatabricks.net'

async function open(token = 'dapi1'): Promise<VueWrapper> {
  wrapper = (await mountHere(ConnectionForm, { methods: ['token'] })).wrapper
  await type(wrapper, 'Workspace address', host)
  await type(wrapper, 'Token', token)
  return wrapper
}

function steps(running: number, error: ErrorRecord | null = null): TestStep[] {
  return connectionLayers.map((layer, index) => {
    if (index < running) return { layer, state: 'passed', detail: `found ${layer}`, error: null }
    if (index > running) return { layer, state: 'waiting', detail: '', error: null }
    return { layer, state: error ? 'failed' : 'running', detail: '', error }
  })
}

function failWith(fake: FakeDesktop, code: ErrorRecord['code']): void {
  const error = { code, message: 'Words of the cause.', suggestion: 'Do this next.', details: {} }
  fake.handle('connections.test', (): ConnectionTest => ({
    host: null,
    userName: null,
    steps: steps(4, error),
  }))
}

describe('the test of a connection', () => {
  it('shows nine layers and who is signed in', async () => {
    const fake = freshDesktop()
    const form = await open()
    await press(form, 'Test')
    expect(fake.calls.at(-1)).toMatchObject({
      name: 'connections.test',
      input: { id: null, input: { host, secret: 'dapi1' } },
    })
    expect(form.findAll('.test li')).toHaveLength(9)
    expect(form.get('.test').text()).toContain('Signed in as you@example.com')
    expect(form.emitted('connected')).toBeUndefined()
  })

  it('can be watched layer by layer', async () => {
    const fake = freshDesktop()
    const answer = later<ConnectionTest>()
    fake.handle('connections.test', () => answer.promise)
    const form = await open()
    await press(form, 'Test')
    fake.emit('connections.testing', { steps: steps(2) })
    await flushPromises()
    expect(form.get('.test [role=status]').text()).toBe('Testing: host name…')
    expect(form.findAll('.test li').map((row) => row.classes()[0])).toEqual([
      'passed',
      'passed',
      'running',
      ...Array<string>(6).fill('waiting'),
    ])
    expect(form.findAll('.test li')[0]?.text()).toContain('found address')
    answer.resolve(fakeTest({ host, secret: 'dapi1' }))
    await flushPromises()
    expect(form.get('.test [role=status]').text()).toContain('Signed in as')
  })

  it('says which layer failed, why, and what to do', async () => {
    freshDesktop()
    const form = await open('wrong')
    await press(form, 'Test')
    const failed = form.get('.test li.failed')
    expect(failed.text()).toContain('Sign-in')
    expect(failed.text()).toContain('failed')
    expect(failed.get('[role=alert]').text()).toContain('does not accept this token')
    expect(failed.get('[role=alert]').text()).toContain('create a new one')
    expect(form.get('.test [role=status]').text()).toBe('It fails at: sign-in')
  })

  it.each(['proxy', 'tls', 'host-not-found', 'timeout'] as const)(
    'leads to the network settings for %s, with what was typed but the secret',
    async (code) => {
      const fake = freshDesktop()
      failWith(fake, code)
      const form = await open()
      await press(form, 'Test')
      await press(form, 'Open network settings')
      expect(form.emitted('network')).toEqual([[{ method: 'token', host }]])
    },
  )

  it.each(['unauthorized', 'forbidden', 'clock-wrong', 'bad-response'] as const)(
    'does not blame the network for %s',
    async (code) => {
      const fake = freshDesktop()
      failWith(fake, code)
      const form = await open()
      await press(form, 'Test')
      expect(form.get('.test').text()).toContain('Do this next.')
      expect(hasButton(form, 'Open network settings')).toBe(false)
    },
  )

  it('is forgotten when something else is typed', async () => {
    freshDesktop()
    const form = await open()
    await press(form, 'Test')
    await fieldOf(form, 'Workspace address').setValue('adb-2.azuredatabricks.net')
    expect(form.find('.test').exists()).toBe(false)
  })

  it('under way ends when something else is typed', async () => {
    const fake = freshDesktop()
    fake.handle('connections.test', () => later<never>().promise)
    const form = await open()
    await press(form, 'Test')
    await fieldOf(form, 'Workspace address').setValue('adb-2.azuredatabricks.net')
    await flushPromises()
    expect(fake.calls.map(({ name }) => name)).toContain('connections.cancelSignIn')
  })

  it('shows nothing of an earlier test', async () => {
    const fake = freshDesktop()
    const form = await open('wrong')
    await press(form, 'Test')
    fake.handle('connections.test', () => later<never>().promise)
    await press(form, 'Test')
    expect(form.find('.test').exists()).toBe(false)
  })

  it('of a browser sign-in says that it does not sign in', async () => {
    const fake = freshDesktop()
    fake.handle('connections.test', () => ({ ...fakeTest({ host, secret: null }), userName: null }))
    wrapper = (await mountHere(ConnectionForm, { methods: ['browser'] })).wrapper
    await type(wrapper, 'Workspace address', host)
    await press(wrapper, 'Test')
    expect(wrapper.get('.test [role=status]').text()).toContain('without signing in')
  })
})

describe('a sign-in that fails', () => {
  it('offers the test that explains it', async () => {
    const fake = freshDesktop()
    fake.handle('connections.add', () => {
      throw new AppError('tls', 'The certificate is not trusted.', { suggestion: 'Ask IT.' })
    })
    failWith(fake, 'tls')
    const form = await open()
    await submit(form)
    expect(form.get('[role=alert]').text()).toContain('The certificate is not trusted.')
    expect(hasButton(form, 'Open network settings')).toBe(true)
    await press(form, 'Test connection')
    expect(form.get('.test li.failed').text()).toContain('Encryption')
    expect(form.text()).not.toContain('The certificate is not trusted.')
  })
})
