import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ConnectionForm from '../../../src/renderer/components/connections/ConnectionForm.vue'
import type { Connection, SignIn } from '../../../src/shared/connection.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { fieldOf, press, submit, type } from '../support/form.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

const guid = '0f8fad5b-d9cb-469f-a165-70867728950e'
const host = 'https://adb-1.azuredatabricks.net'
const servicePrincipal: SignIn = { method: 'service-principal', clientId: guid }

function known(signIn: SignIn, change: Partial<Connection> = {}): Connection {
  return {
    id: 'one',
    name: 'Prod EU',
    color: 'green',
    host,
    signIn,
    secretKept: 'keychain',
    userName: 'you@example.com',
    createdAt: 0,
    lastConnectedAt: 0,
    ...change,
  }
}

async function edit(connection: Connection): Promise<VueWrapper> {
  const methods = [connection.signIn.method]
  const mounted = await mountHere(ConnectionForm, { methods, known: connection, purpose: 'edit' })
  wrapper = mounted.wrapper
  return wrapper
}

function changes(fake: FakeDesktop) {
  return fake.calls.filter(({ name }) => /^connections\.(edit|rename|add)$/.test(name))
}

describe('editing a connection', () => {
  it('starts with all that is kept but the secret', async () => {
    freshDesktop()
    const form = await edit(known(servicePrincipal))
    expect(form.text()).toContain('Edit Prod EU')
    expect(fieldOf(form, 'Workspace address').element.value).toBe(host)
    expect(fieldOf(form, 'Client id').element.value).toBe(guid)
    expect(fieldOf(form, 'Secret').element.value).toBe('')
    expect(fieldOf(form, 'Name').element.value).toBe('Prod EU')
    expect(form.get<HTMLInputElement>('input[value=green]').element.checked).toBe(true)
  })

  it('keeps the stored secret when none is typed', async () => {
    const fake = freshDesktop()
    const form = await edit(known(servicePrincipal))
    expect(form.text()).toContain('Empty keeps the one that is stored.')
    await type(form, 'Workspace address', 'adb-2.azuredatabricks.net')
    await submit(form)
    expect(changes(fake)).toMatchObject([
      {
        name: 'connections.edit',
        input: { id: 'one', input: { host: 'adb-2.azuredatabricks.net', secret: null } },
      },
    ])
  })

  it('tests with the stored secret', async () => {
    const fake = freshDesktop()
    const form = await edit(known(servicePrincipal))
    await press(form, 'Test')
    expect(fake.calls.at(-1)).toMatchObject({
      name: 'connections.test',
      input: { id: 'one', input: { secret: null } },
    })
  })

  it('takes a new secret', async () => {
    const fake = freshDesktop()
    const form = await edit(known(servicePrincipal))
    await type(form, 'Secret', 'dose-new')
    await submit(form)
    expect(changes(fake)).toMatchObject([{ input: { input: { secret: 'dose-new' } } }])
  })

  it.each([
    servicePrincipal,
    { method: 'browser' },
    { method: 'azure-cli', tenantId: null },
    { method: 'profile', profile: 'staging' },
  ] as SignIn[])('needs no sign-in for another name or colour: %j', async (signIn) => {
    const fake = freshDesktop()
    const form = await edit(known(signIn))
    await type(form, 'Name', 'Production')
    await form.get('input[value=none]').setValue()
    await submit(form)
    expect(changes(fake)).toEqual([
      { name: 'connections.rename', input: { id: 'one', name: 'Production', color: 'none' } },
    ])
    expect(form.emitted('connected')).toHaveLength(1)
  })

  it('asks for a secret after a sign-out', async () => {
    const fake = freshDesktop()
    const form = await edit(known({ method: 'token' }, { secretKept: 'none' }))
    await submit(form)
    expect(form.text()).toContain('Enter the token.')
    expect(changes(fake)).toEqual([])
  })

  it('shows the chosen profile', async () => {
    freshDesktop()
    const form = await edit(known({ method: 'profile', profile: 'staging' }))
    expect(form.get<HTMLInputElement>('input[value=staging]').element.checked).toBe(true)
  })
})
