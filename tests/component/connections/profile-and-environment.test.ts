import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ConnectionForm from '../../../src/renderer/components/connections/ConnectionForm.vue'
import { AppError } from '../../../src/shared/errors.ts'
import { press, submit } from '../support/form.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

async function open(method: 'profile' | 'environment'): Promise<VueWrapper> {
  wrapper = (await mountHere(ConnectionForm, { methods: [method] })).wrapper
  return wrapper
}

describe('the profiles of ~/.databrickscfg', () => {
  it('are listed with host, kind and what is wrong with them', async () => {
    freshDesktop()
    const form = await open('profile')
    expect(form.text()).toContain('~/.databrickscfg')
    expect(form.text()).toContain('adb-1.azuredatabricks.net · personal access token')
    expect(form.text()).toContain('account console')
    expect(form.get('input[value="account"]').attributes('disabled')).toBeDefined()
  })

  it('connect by name alone', async () => {
    const fake = freshDesktop()
    const form = await open('profile')
    await form.get('input[value="staging"]').setValue()
    await submit(form)
    expect(fake.calls.at(-1)).toMatchObject({
      name: 'connections.add',
      input: { host: null, secret: null, signIn: { method: 'profile', profile: 'staging' } },
    })
  })

  it('have to be chosen from', async () => {
    freshDesktop()
    const form = await open('profile')
    await submit(form)
    expect(form.text()).toContain('Choose a profile.')
  })

  it('are read anew, also when the chosen one is gone by then', async () => {
    const fake = freshDesktop()
    const form = await open('profile')
    await form.get('input[value="staging"]').setValue()
    const { profiles } = fake.world.signInOptions
    fake.world.signInOptions = {
      ...fake.world.signInOptions,
      profiles: { ...profiles, list: profiles.list.slice(0, 1) },
    }
    await press(form, 'Read the profiles again')
    expect(form.text()).toContain('The profile staging is no longer in the file.')
  })

  it('say how to get one when there is none', async () => {
    freshDesktop((world) => (world.signInOptions.profiles.list = []))
    const form = await open('profile')
    expect(form.text()).toContain('databricks auth login')
  })

  it('say what is wrong with the file', async () => {
    freshDesktop((world) => (world.signInOptions.profiles.problem = 'It may not be read.'))
    const form = await open('profile')
    expect(form.get('[role=alert]').text()).toContain('It may not be read.')
  })

  it('can be asked for again when main did not answer', async () => {
    const fake = freshDesktop()
    fake.handle('connections.options', () => {
      throw new AppError('internal', 'Main fell over.')
    })
    const form = await open('profile')
    expect(form.get('[role=alert]').text()).toContain('Main fell over.')
    fake.handle('connections.options', () => fake.world.signInOptions)
    await press(form, 'Try again')
    expect(form.text()).toContain('staging')
  })
})

describe('the environment', () => {
  it('is shown by names and connects with nothing typed', async () => {
    const fake = freshDesktop((world) => {
      world.signInOptions.environment = {
        host: 'https://adb-9.azuredatabricks.net',
        kind: 'personal access token',
        variables: ['DATABRICKS_HOST', 'DATABRICKS_TOKEN'],
        problem: null,
      }
    })
    const form = await open('environment')
    await flushPromises()
    for (const word of ['adb-9.azuredatabricks.net', 'personal access token', 'DATABRICKS_TOKEN']) {
      expect(form.text()).toContain(word)
    }
    await submit(form)
    expect(fake.calls.at(-1)).toMatchObject({
      name: 'connections.add',
      input: { host: null, secret: null, signIn: { method: 'environment' } },
    })
  })
})
