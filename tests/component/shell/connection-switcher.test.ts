import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import ConnectionSwitcher from '../../../src/renderer/components/shell/ConnectionSwitcher.vue'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import { useConnections } from '../../../src/renderer/stores/connections.ts'
import { useExports } from '../../../src/renderer/stores/exports.ts'
import { useSession } from '../../../src/renderer/stores/session.ts'
import { exportRecord } from '../support/fake-exports.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'
import { sampleConnection } from '../support/sample-connections.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

const eu = sampleConnection({ color: 'red' })

function twoConnections() {
  return freshDesktop((world) => {
    world.connections.connections.push(eu)
    world.exports = [
      exportRecord({ id: 'aaaaaaaa-1', connectionId: eu.id }),
      exportRecord({ id: 'aaaaaaaa-2', connectionId: eu.id, state: 'succeeded' }),
    ]
  })
}

async function openMenu() {
  await useExports().load()
  const mounted = await mountHere(ConnectionSwitcher)
  wrapper = mounted.wrapper
  await wrapper.get('button').trigger('click')
  await flushPromises()
  return { menu: wrapper, router: mounted.router }
}

const item = (menu: VueWrapper, text: string) =>
  menu.findAll('[role^=menuitem]').find((one) => one.text().includes(text))

describe('the connection switcher', () => {
  it('tells which connection is active and which items are plain actions', async () => {
    twoConnections()
    const { menu } = await openMenu()
    const roles = menu
      .findAll('[role^=menuitem]')
      .map((one) => [one.attributes('role'), one.attributes('aria-checked')])
    expect(roles).toEqual([
      ['menuitemradio', 'true'],
      ['menuitemradio', 'false'],
      ...Array.from({ length: 4 }, () => ['menuitem', undefined]),
    ])
  })

  it('shows colour, name, user and host of each, and how the active one stands', async () => {
    twoConnections()
    const { menu } = await openMenu()
    const other = item(menu, 'Analytics EU')
    expect(other?.text()).toContain('you · adb-1.azuredatabricks.net')
    expect(other?.get('[data-color]').attributes('data-color')).toBe('red')
    expect(item(menu, 'Demo workspace')?.find('[aria-label=Connected]').exists()).toBe(true)
    expect(other?.find('[aria-label=Connected]').exists()).toBe(false)
  })

  it('marks a connection whose exports are under way', async () => {
    twoConnections()
    const { menu } = await openMenu()
    expect(item(menu, 'Analytics EU')?.find('[aria-label="1 export under way"]').exists()).toBe(
      true,
    )
    expect(item(menu, 'Demo workspace')?.find('.running').exists()).toBe(false)
  })

  it('marks a connection that has to be signed in to again', async () => {
    const fake = twoConnections()
    fake.world.exports = [
      exportRecord({ id: 'aaaaaaaa-1', connectionId: eu.id, attention: 'sign-in-needed' }),
    ]
    const { menu } = await openMenu()
    const mark = '[aria-label="Sign in again to follow its exports"]'
    expect(item(menu, 'Analytics EU')?.find(mark).exists()).toBe(true)
    expect(item(menu, 'Demo workspace')?.find(mark).exists()).toBe(false)
  })

  it('switches', async () => {
    twoConnections()
    const { menu } = await openMenu()
    await item(menu, 'Analytics EU')?.trigger('click')
    await flushPromises()
    expect(useConnections().activeId).toBe('eu')
  })

  it('leads to the list of connections', async () => {
    freshDesktop()
    const { menu, router } = await openMenu()
    const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
    await item(menu, 'Manage connections')?.trigger('click')
    expect(push).toHaveBeenCalledWith({ name: 'welcome', hash: '#recent' })
  })

  it('signs out without a question when nothing is lost', async () => {
    freshDesktop()
    const { menu } = await openMenu()
    await item(menu, 'Sign out')?.trigger('click')
    await flushPromises()
    expect(useConnections().activeId).toBeNull()
  })

  it('asks before signing out when edits are not saved or exports are under way', async () => {
    const fake = freshDesktop((world) => {
      world.removal = { ...world.removal, hasUnsavedEdits: true, activeExports: 2 }
    })
    const { menu } = await openMenu()
    await item(menu, 'Sign out')?.trigger('click')
    await flushPromises()
    const { open } = useConfirm()
    expect(open.value?.text).toContain('Unsaved edits of its configuration are deleted.')
    expect(open.value?.text).toContain('2 exports under way cannot be followed')
    open.value?.answer(false)
    await flushPromises()
    expect(fake.calls.map(({ name }) => name)).not.toContain('connections.signOut')
  })

  it('locks the app', async () => {
    freshDesktop()
    const { menu } = await openMenu()
    await item(menu, 'Lock now')?.trigger('click')
    await flushPromises()
    expect(useSession().locked).toBe(true)
  })
})
