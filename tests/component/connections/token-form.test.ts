import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { getActivePinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import TokenForm from '../../../src/renderer/components/connections/TokenForm.vue'
import { AppError } from '../../../src/shared/errors.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

const secret = 'dapi-planted-0123456789'

async function fill(host: string, token: string): Promise<VueWrapper> {
  wrapper = (await mountHere(TokenForm)).wrapper
  const [hostInput, tokenInput] = wrapper.findAll('input')
  await hostInput?.setValue(host)
  await hostInput?.trigger('blur')
  await tokenInput?.setValue(token)
  return wrapper
}

function buttonOf(form: VueWrapper, label: string) {
  const button = form.findAll('button').find((other) => other.text() === label)
  if (button === undefined) throw new Error(`no button ${label}`)
  return button
}

describe('the token form', () => {
  it('says what the address will become', async () => {
    freshDesktop()
    const form = await fill('adb-1.azuredatabricks.net/?o=1', '')
    expect(form.text()).toContain('Connects to https://adb-1.azuredatabricks.net')
  })

  it('does not ask anything before host and token are there', async () => {
    const fake = freshDesktop()
    const form = await fill('http://adb-1.azuredatabricks.net', secret)
    expect(buttonOf(form, 'Connect').attributes('disabled')).toBeDefined()
    expect(form.text()).toContain('Use https')
    await form.get('form').trigger('submit')
    expect(fake.calls.map((call) => call.name)).not.toContain('connections.addToken')
  })

  it('tests and shows user and workspace', async () => {
    freshDesktop()
    const form = await fill('adb-1.azuredatabricks.net', secret)
    await buttonOf(form, 'Test').trigger('click')
    await flushPromises()
    expect(form.text()).toContain('Signed in as you@example.com')
  })

  it('shows what is wrong and what to do', async () => {
    freshDesktop()
    const form = await fill('adb-1.azuredatabricks.net', 'wrong')
    await buttonOf(form, 'Test').trigger('click')
    await flushPromises()
    expect(form.get('[role=alert]').text()).toContain('does not accept this token')
    expect(form.get('[role=alert]').text()).toContain('create a new one')
  })

  it('keeps the token in the keychain and tells nobody else', async () => {
    const fake = freshDesktop()
    const form = await fill('adb-1.azuredatabricks.net', secret)
    await form.get('form').trigger('submit')
    await flushPromises()
    expect(fake.calls.at(-1)).toMatchObject({
      name: 'connections.addToken',
      input: { token: secret, keepSecret: 'keychain' },
    })
    expect(form.emitted('connected')).toHaveLength(1)
    expect(JSON.stringify(getActivePinia()?.state.value)).not.toContain(secret)
    expect(form.html()).not.toContain(secret)
    expect(form.findAll('input').map((input) => input.element.value)).not.toContain(secret)
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain(secret)
  })

  it('offers this session only where there is no keychain', async () => {
    const fake = freshDesktop((world) => (world.keychain = false))
    const form = await fill('adb-1.azuredatabricks.net', secret)
    expect(form.text()).toContain('no keychain')
    await form.get('form').trigger('submit')
    await flushPromises()
    expect(fake.calls.at(-1)).toMatchObject({ input: { keepSecret: 'session' } })
  })

  it('offers it as well when the keychain fails only at the end', async () => {
    const fake = freshDesktop()
    fake.handle('connections.addToken', () => {
      throw new AppError('keychain-unavailable', 'The keychain is locked.')
    })
    const form = await fill('adb-1.azuredatabricks.net', secret)
    await form.get('form').trigger('submit')
    await flushPromises()
    expect(buttonOf(form, 'Connect for this session only').exists()).toBe(true)
  })
})
