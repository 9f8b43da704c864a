import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ConnectionSwitcher from '../../../src/renderer/components/shell/ConnectionSwitcher.vue'
import { useConnections } from '../../../src/renderer/stores/connections.ts'
import { demoConnection } from '../support/fake-desktop.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

const other = { ...demoConnection, id: 'eu', name: 'Analytics EU', method: 'token' as const }

async function openMenu(): Promise<VueWrapper> {
  wrapper = (await mountHere(ConnectionSwitcher)).wrapper
  await wrapper.get('button').trigger('click')
  await flushPromises()
  return wrapper
}

describe('the connection switcher', () => {
  it('tells which connection is active and which items are plain actions', async () => {
    freshDesktop((world) => world.connections.connections.push(other))
    const menu = await openMenu()
    const roles = menu
      .findAll('[role^=menuitem]')
      .map((item) => [item.attributes('role'), item.attributes('aria-checked')])
    expect(roles).toEqual([
      ['menuitemradio', 'true'],
      ['menuitemradio', 'false'],
      ['menuitem', undefined],
      ['menuitem', undefined],
    ])
  })

  it('disconnects', async () => {
    freshDesktop()
    const menu = await openMenu()
    await menu.findAll('[role=menuitem]').at(-1)?.trigger('click')
    await flushPromises()
    expect(useConnections().activeId).toBeNull()
  })
})
