import { flushPromises, mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ConnectionDialogs from '../../../src/renderer/components/connections/ConnectionDialogs.vue'
import { removalLosses } from '../../../src/renderer/components/connections/removal-losses.ts'
import { useConnectionDialogs } from '../../../src/renderer/composables/useConnectionDialogs.ts'
import type { ConnectionDialog } from '../../../src/renderer/composables/useConnectionDialogs.ts'
import { createAppRouter } from '../../../src/renderer/router.ts'
import { useConnections } from '../../../src/renderer/stores/connections.ts'
import type { Connection, RemovalFacts } from '../../../src/shared/connection.ts'
import { AppError } from '../../../src/shared/errors.ts'
import { freshDesktop, later } from '../support/mount.ts'
import { sampleConnection } from '../support/sample-connections.ts'

let wrapper: VueWrapper | undefined
afterEach(() => {
  wrapper?.unmount()
  useConnectionDialogs().close()
  document.body.replaceChildren()
})

async function open(
  kind: ConnectionDialog['kind'],
  connection: Connection = sampleConnection(),
  removal: Partial<RemovalFacts> = {},
) {
  const fake = freshDesktop((world) => {
    world.connections.connections.push(connection)
    world.removal = { ...world.removal, ...removal }
  })
  await useConnections().load()
  useConnectionDialogs().show(kind, connection.id)
  wrapper = mount(ConnectionDialogs, {
    attachTo: document.body,
    global: { plugins: [createAppRouter()] },
  })
  await flushPromises()
  return fake
}

// naive-ui moves dialogs to the body.
const dialog = () => document.querySelector<HTMLElement>('[role=dialog]')

function buttonOf(label: string): HTMLButtonElement {
  const buttons = [...document.querySelectorAll('button')]
  const found = buttons.find((button) => button.textContent?.trim() === label)
  if (found === undefined) throw new Error(`no button ${label}`)
  return found
}

function field(): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>('input[type=text]')
  if (found === null) throw new Error('no field')
  return found
}

async function type(text: string): Promise<void> {
  field().value = text
  field().dispatchEvent(new Event('input'))
  await flushPromises()
}

async function send(): Promise<void> {
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
}

describe('renaming', () => {
  it('starts in the name and saves name and colour', async () => {
    const fake = await open('rename')
    expect(document.activeElement).toBe(field())
    await type('  Prod 🚀 ')
    document.querySelector<HTMLInputElement>('input[value=violet]')?.click()
    await send()
    expect(fake.calls.at(-1)).toEqual({
      name: 'connections.rename',
      input: { id: 'eu', name: 'Prod 🚀', color: 'violet' },
    })
    expect(useConnectionDialogs().open.value).toBeNull()
  })

  it('offers the colours by name, for screen readers and keys', async () => {
    await open('rename', sampleConnection({ color: 'blue' }))
    const group = document.querySelector('[role=radiogroup]')
    const colors = [...(group?.querySelectorAll('input') ?? [])]
    expect(group?.getAttribute('aria-label')).toBe('Colour')
    expect(colors.map((input) => input.getAttribute('aria-label'))).toEqual([
      'No colour',
      'Red',
      'Orange',
      'Green',
      'Blue',
      'Violet',
    ])
    expect(colors.find((input) => input.checked)?.value).toBe('blue')
  })

  it('needs a name of at most 80 characters', async () => {
    const fake = await open('rename')
    expect(field().maxLength).toBe(80)
    await type('   ')
    expect(dialog()?.textContent).toContain('A connection needs a name.')
    await send()
    expect(fake.calls.map(({ name }) => name)).not.toContain('connections.rename')
  })

  it('allows a name twice and says so', async () => {
    await open('rename')
    await type('Demo workspace')
    expect(dialog()?.textContent).toContain('Another connection has this name too.')
    expect(buttonOf('Save').disabled).toBe(false)
  })

  it('stays open with the reason when it cannot be saved', async () => {
    const fake = await open('rename')
    fake.handle('connections.rename', () => {
      throw new AppError('disk-full', 'The disk is full.')
    })
    await type('Prod')
    await send()
    expect(dialog()?.textContent).toContain('The disk is full.')
  })
})

describe('removing', () => {
  it('lists what goes before anything happens', async () => {
    const fake = await open('remove', sampleConnection(), {
      hasUnsavedEdits: true,
      keptVersions: 3,
      activeExports: 1,
      finishedExports: 3,
    })
    const lines = [...document.querySelectorAll('[role=dialog] li')].map((li) => li.textContent)
    expect(lines).toEqual([
      'The connection with its name, colour and paths',
      'The access token kept in the keychain',
      'Cached lists of 240 workflows and 60 pipelines',
      'Unsaved edits of its configuration',
      '3 earlier versions of its configuration files',
      '1 export under way will no longer be followed. Its run goes on in Databricks.',
      '3 finished exports in the history',
    ])
    expect(document.activeElement).toBe(buttonOf('Cancel'))
    expect(fake.calls.map(({ name }) => name)).not.toContain('connections.remove')
  })

  it('leaves the focus on the page when what opened it is gone as well', async () => {
    const page = document.createElement('main')
    page.innerHTML = '<h1>Connections</h1><button>Actions</button>'
    document.body.append(page)
    const opener = page.querySelector('button')
    opener?.focus()
    await open('remove')
    opener?.remove()
    buttonOf('Remove connection').click()
    await flushPromises()
    await expect.poll(() => document.activeElement).toBe(page.querySelector('h1'))
  })

  it('removes after the confirmation', async () => {
    await open('remove')
    buttonOf('Remove connection').click()
    await flushPromises()
    expect(useConnections().byId('eu')).toBeNull()
    expect(useConnectionDialogs().open.value).toBeNull()
  })

  it('waits for the list and tells when it cannot be had', async () => {
    const fake = await open('remove')
    wrapper?.unmount()
    const answer = later<unknown>()
    fake.handle('connections.removal', () => answer.promise)
    useConnectionDialogs().show('remove', 'eu')
    wrapper = mount(ConnectionDialogs, {
      attachTo: document.body,
      global: { plugins: [createAppRouter()] },
    })
    await flushPromises()
    expect(buttonOf('Remove connection').disabled).toBe(true)
    answer.reject(new AppError('internal', 'It could not be counted.'))
    await flushPromises()
    expect(dialog()?.textContent).toContain('It could not be counted.')
    expect(buttonOf('Remove connection').disabled).toBe(true)
  })

  it('says when the keychain refuses, and then nothing is gone', async () => {
    const fake = await open('remove')
    fake.handle('connections.remove', () => {
      throw new AppError('keychain-unavailable', 'The keychain is locked.')
    })
    buttonOf('Remove connection').click()
    await flushPromises()
    expect(dialog()?.textContent).toContain('The keychain is locked.')
    expect(useConnections().byId('eu')).not.toBeNull()
  })

  it('leaves out what there is not', () => {
    const facts: RemovalFacts = {
      hasSecret: false,
      cachedWorkflows: 0,
      cachedPipelines: 1,
      hasUnsavedEdits: false,
      keptVersions: 0,
      activeExports: 0,
      finishedExports: 0,
    }
    expect(removalLosses(sampleConnection(), facts).map(({ what }) => what)).toEqual([
      'The connection with its name, colour and paths',
      'Cached lists of 1 pipeline',
    ])
  })
})

describe('testing', () => {
  it('goes through the layers with what is kept', async () => {
    const fake = await open('test')
    expect(fake.calls.find(({ name }) => name === 'connections.test')?.input).toMatchObject({
      id: 'eu',
      input: { host: 'https://adb-1.azuredatabricks.net', secret: null },
    })
    expect(dialog()?.textContent).toContain('Signed in as you@example.com')
  })

  it('ends the test under way when it is closed', async () => {
    const fake = await open('test')
    fake.handle('connections.test', () => new Promise(() => undefined))
    buttonOf('Test again').click()
    await flushPromises()
    buttonOf('Close').click()
    await flushPromises()
    expect(fake.calls.at(-1)?.name).toBe('connections.cancelSignIn')
    expect(useConnectionDialogs().open.value).toBeNull()
  })
})

describe('a dialog', () => {
  it('closes when its connection is removed elsewhere', async () => {
    const fake = await open('rename')
    fake.emit('connections.changed', { ...fake.world.connections, connections: [] })
    await flushPromises()
    expect(useConnectionDialogs().open.value).toBeNull()
  })
})
