import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ConnectionForm from '../../../src/renderer/components/connections/ConnectionForm.vue'
import type { FormMethod } from '../../../src/renderer/components/connections/method-facts.ts'
import WelcomePage from '../../../src/renderer/pages/WelcomePage.vue'
import { AppError } from '../../../src/shared/errors.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { hasButton, submit, type } from '../support/form.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

function withoutKeychain(): FakeDesktop {
  return freshDesktop((world) => {
    world.signInOptions.keychain = { available: false, reason: 'No Secret Service is running.' }
  })
}

async function open(method: FormMethod): Promise<VueWrapper> {
  wrapper = (await mountHere(ConnectionForm, { methods: [method] })).wrapper
  await type(wrapper, 'Workspace address', 'adb-1.azuredatabricks.net')
  if (method === 'token') await type(wrapper, 'Token', 'dapi1')
  return wrapper
}

describe('a computer without a keychain', () => {
  it.each(['token', 'browser'] as const)('says why, and keeps %s for this session', async (way) => {
    const fake = withoutKeychain()
    const form = await open(way)
    expect(form.text()).toContain('No Secret Service is running.')
    expect(form.text()).toContain('never in a file')
    expect(hasButton(form, 'Connect for this session only')).toBe(true)
    await submit(form)
    expect(fake.calls.at(-1)).toMatchObject({ input: { keepSecret: 'session' } })
  })

  it('keeps nothing that one does not want to be kept so', async () => {
    const fake = withoutKeychain()
    const form = await open('token')
    await form.get('input[type=checkbox]').trigger('change')
    await submit(form)
    expect(fake.calls.map(({ name }) => name)).not.toContain('connections.add')
    expect(form.get('[role=alert]').text()).toContain('only be kept for this session')
  })

  it('is no matter where nothing is kept', async () => {
    withoutKeychain()
    const form = await open('databricks-cli')
    expect(form.text()).not.toContain('keychain of this computer')
    expect(hasButton(form, 'Connect')).toBe(true)
  })
})

describe('the welcome page', () => {
  it.each([
    [true, 'Credentials stay in your system keychain.'],
    [false, 'Credentials stay in memory, until you quit.'],
  ])('promises only what holds (keychain: %s)', async (available, promise) => {
    freshDesktop((world) => (world.signInOptions.keychain = { available, reason: '' }))
    wrapper = (await mountHere(WelcomePage)).wrapper
    expect(wrapper.text()).toContain(promise)
  })
})

describe('a keychain that refuses at the end', () => {
  it('is explained, and this session offered before anything is kept there', async () => {
    const fake = freshDesktop()
    const answer = fake.world.connections
    fake.handle('connections.add', ({ keepSecret }: { keepSecret: string }) => {
      if (keepSecret === 'session') return answer
      throw new AppError('keychain-unavailable', 'The keychain of this computer cannot be used.', {
        details: { reason: 'The keychain is locked' },
        suggestion: 'Unlock it.',
      })
    })
    const form = await open('token')
    await submit(form)
    expect(form.text()).toContain('The keychain is locked. Unlock it.')
    expect(form.text().match(/cannot be used/g)).toHaveLength(1)
    expect(form.emitted('connected')).toBeUndefined()
    await submit(form)
    expect(fake.calls.at(-1)).toMatchObject({ input: { keepSecret: 'session', secret: 'dapi1' } })
    expect(form.emitted('connected')).toHaveLength(1)
  })
})
