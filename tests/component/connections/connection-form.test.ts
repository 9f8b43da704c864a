import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { getActivePinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import ConnectionForm from '../../../src/renderer/components/connections/ConnectionForm.vue'
import { methodFacts, ways } from '../../../src/renderer/components/connections/method-facts.ts'
import type { FormMethod } from '../../../src/renderer/components/connections/method-facts.ts'
import { connectionInputSchema } from '../../../src/shared/connection.ts'
import { AppError } from '../../../src/shared/errors.ts'
import { buttonOf, fieldOf, hasButton, press, submit, type } from '../support/form.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

const host = 'adb-1.2.azuredatabricks.net'
const guid = '0f8fad5b-d9cb-469f-a165-70867728950e'
const secret = 'dapi-planted-0123456789'

async function open(...methods: FormMethod[]): Promise<VueWrapper> {
  wrapper = (await mountHere(ConnectionForm, { methods })).wrapper
  return wrapper
}

function inputs(fake: FakeDesktop, name: string): unknown[] {
  return fake.calls.filter((call) => call.name === name).map((call) => call.input)
}

const forms: [FormMethod, Record<string, string>, Record<string, unknown>][] = [
  ['browser', { 'Workspace address': host }, { host, signIn: { method: 'browser' }, secret: null }],
  [
    'token',
    { 'Workspace address': host, Token: ` "${secret}" ` },
    { host, signIn: { method: 'token' }, secret, keepSecret: 'keychain' },
  ],
  [
    'service-principal',
    { 'Workspace address': host, 'Client id': guid, Secret: 'dose1' },
    { host, signIn: { method: 'service-principal', clientId: guid }, secret: 'dose1' },
  ],
  [
    'azure-service-principal',
    {
      'Workspace address': 'adb-1.2.databricks.azure.us',
      'Tenant id': 'contoso.com',
      'Client id': guid,
      'Client secret': 'x8Q~1',
    },
    {
      host: 'adb-1.2.databricks.azure.us',
      signIn: {
        method: 'azure-service-principal',
        tenantId: 'contoso.com',
        clientId: guid,
        cloud: 'us-government',
      },
      secret: 'x8Q~1',
    },
  ],
  [
    'azure-cli',
    { 'Workspace address': host },
    { host, signIn: { method: 'azure-cli', tenantId: null }, secret: null },
  ],
  [
    'azure-cli',
    { 'Workspace address': host, Tenant: guid },
    { signIn: { method: 'azure-cli', tenantId: guid } },
  ],
  [
    'databricks-cli',
    { 'Workspace address': host },
    { host, signIn: { method: 'databricks-cli' }, secret: null },
  ],
]

describe('the form of each way to sign in', () => {
  it.each(forms)('%s connects with what was typed', async (method, typed, expected) => {
    const fake = freshDesktop()
    const form = await open(method)
    for (const [label, text] of Object.entries(typed)) await type(form, label, text)
    await submit(form)
    const [input] = inputs(fake, 'connections.add')
    expect(input).toMatchObject(expected)
    expect(connectionInputSchema.safeParse(input).success).toBe(true)
    expect(form.emitted('connected')).toHaveLength(1)
  })

  it.each(Object.keys(methodFacts) as FormMethod[])('%s leads to its page', async (method) => {
    const fake = freshDesktop()
    const form = await open(method)
    await press(form, 'What is this?')
    expect(inputs(fake, 'app.openLink')).toEqual([{ url: methodFacts[method].page }])
    expect(methodFacts[method].page).toMatch(
      /^https:\/\/(docs\.databricks\.com|learn\.microsoft\.com)\//,
    )
  })

  it('takes name and colour, where someone cares', async () => {
    const fake = freshDesktop()
    const form = await open('databricks-cli')
    await type(form, 'Workspace address', host)
    await type(form, 'Name', ' Analytics EU ')
    await form.get('input[aria-label="Violet"]').setValue()
    await submit(form)
    expect(inputs(fake, 'connections.add')).toMatchObject([
      { name: 'Analytics EU', color: 'violet' },
    ])
  })

  it('starts with the focus in the first empty field', async () => {
    freshDesktop()
    const form = await open('token')
    expect(document.activeElement).toBe(fieldOf(form, 'Workspace address').element)
  })

  it('goes back with Esc', async () => {
    freshDesktop()
    const form = await open('token')
    await fieldOf(form, 'Token').trigger('keydown', { key: 'Escape' })
    expect(form.emitted('back')).toHaveLength(1)
  })
})

describe('fields', () => {
  it('say nothing about what is being typed for the first time', async () => {
    freshDesktop()
    const form = await open('token')
    await fieldOf(form, 'Workspace address').setValue('http://adb')
    expect(fieldOf(form, 'Workspace address').attributes('aria-invalid')).toBe('false')
  })

  it('say what is wrong once they were left, and follow each further letter', async () => {
    freshDesktop()
    const form = await open('token')
    await type(form, 'Workspace address', 'http://adb-1.azuredatabricks.net')
    expect(form.text()).toContain('Use https')
    expect(fieldOf(form, 'Workspace address').attributes('aria-invalid')).toBe('true')
    await fieldOf(form, 'Workspace address').setValue(host)
    expect(form.text()).not.toContain('Use https')
    expect(form.text()).toContain(`Connects to https://${host}`)
  })

  it('ask for what is missing and take the focus there, before anything is sent', async () => {
    const fake = freshDesktop()
    const form = await open('service-principal')
    await type(form, 'Workspace address', host)
    await submit(form)
    expect(form.text()).toContain('Enter the client id.')
    expect(form.text()).toContain('Enter the secret.')
    expect(document.activeElement).toBe(fieldOf(form, 'Client id').element)
    expect(inputs(fake, 'connections.add')).toEqual([])
    await press(form, 'Test')
    expect(inputs(fake, 'connections.test')).toEqual([])
  })

  it('speak only of what is wrong, and describe themselves with all', async () => {
    freshDesktop()
    const form = await open('token')
    await type(form, 'Token', 'abc')
    expect(form.findAll('[aria-live]').map((one) => one.text())).toEqual(['', ''])
    const words = fieldOf(form, 'Token').attributes('aria-describedby') ?? ''
    expect(form.get(`[id="${words}"]`).text()).toContain('starts with dapi')
    await type(form, 'Token', 'two words')
    expect(form.findAll('[aria-live]').map((one) => one.text())).toEqual([
      '',
      'It contains spaces or line breaks. Copy it once more.',
    ])
  })

  it('show a secret only on request', async () => {
    freshDesktop()
    const form = await open('token')
    expect(fieldOf(form, 'Token').attributes('type')).toBe('password')
    await press(form, 'Show token')
    expect(fieldOf(form, 'Token').attributes('type')).toBe('text')
    await press(form, 'Hide token')
    expect(fieldOf(form, 'Token').attributes('type')).toBe('password')
  })
})

describe('methods on one card', () => {
  it('share address and name, but no secret', async () => {
    freshDesktop()
    const form = await open(...ways.key)
    await type(form, 'Workspace address', host)
    await type(form, 'Token', secret)
    await form.get('input[aria-label="Service principal"]').setValue()
    expect(fieldOf(form, 'Workspace address').element.value).toBe(host)
    expect(fieldOf(form, 'Secret').element.value).toBe('')
    await form.get('input[aria-label="Access token"]').setValue()
    expect(fieldOf(form, 'Token').element.value).toBe('')
  })

  it.each([
    ['Azure CLI', 'az'],
    ['Databricks CLI', 'databricks'],
  ])('%s says when its command is missing, and where to get it', async (label, command) => {
    const fake = freshDesktop((world) => {
      world.signInOptions.commands = { az: false, databricks: false }
    })
    const form = await open(...ways.cli)
    await form.get(`input[aria-label="${label}"]`).setValue()
    expect(form.text()).toContain(`The command ${command} was not found`)
    await press(form, `Install the ${label}`)
    expect(inputs(fake, 'app.openLink')).toHaveLength(1)
    fake.world.signInOptions = {
      ...fake.world.signInOptions,
      commands: { az: true, databricks: true },
    }
    await press(form, 'Look again')
    expect(form.text()).not.toContain('was not found')
  })
})

describe('a secret', () => {
  it('goes to main and stays nowhere in the page', async () => {
    freshDesktop()
    const form = await open('token')
    await type(form, 'Workspace address', host)
    await type(form, 'Token', secret)
    await submit(form)
    expect(JSON.stringify(getActivePinia()?.state.value)).not.toContain(secret)
    expect(form.html()).not.toContain(secret)
    expect(form.findAll('input').map((input) => input.element.value)).not.toContain(secret)
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain(secret)
  })

  it('that is refused can be corrected', async () => {
    freshDesktop()
    const form = await open('token')
    await type(form, 'Workspace address', host)
    await type(form, 'Token', 'wrong')
    await submit(form)
    expect(form.get('[role=alert]').text()).toContain('does not accept this token')
    expect(form.get('[role=alert]').text()).toContain('create a new one')
    expect(form.emitted('connected')).toBeUndefined()
    await type(form, 'Token', secret)
    expect(form.find('[role=alert]').exists()).toBe(false)
  })
})

describe('a sign-in under way', () => {
  it('takes no second one, and can be canceled', async () => {
    const fake = freshDesktop()
    const answer = later<never>()
    fake.handle('connections.add', () => answer.promise)
    fake.handle('connections.cancelSignIn', () => {
      answer.reject(new AppError('canceled', 'Canceled.'))
      return null
    })
    const form = await open('databricks-cli')
    await type(form, 'Workspace address', host)
    await submit(form)
    await submit(form)
    expect(inputs(fake, 'connections.add')).toHaveLength(1)
    await press(form, 'Cancel')
    expect(form.find('[role=alert]').exists()).toBe(false)
    expect(hasButton(form, 'Cancel')).toBe(false)
    expect(buttonOf(form, 'Connect').attributes('disabled')).toBeUndefined()
  })

  it('ends when the form is left', async () => {
    const fake = freshDesktop()
    fake.handle('connections.add', () => later<never>().promise)
    const form = await open('databricks-cli')
    await type(form, 'Workspace address', host)
    await submit(form)
    form.unmount()
    await flushPromises()
    expect(inputs(fake, 'connections.cancelSignIn')).toHaveLength(1)
  })
})
