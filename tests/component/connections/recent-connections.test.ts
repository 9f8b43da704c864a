import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import RecentConnections from '../../../src/renderer/components/connections/RecentConnections.vue'
import { useConnectionDialogs } from '../../../src/renderer/composables/useConnectionDialogs.ts'
import { useConnections } from '../../../src/renderer/stores/connections.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import type { Connection } from '../../../src/shared/connection.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'
import { sampleConnection } from '../support/sample-connections.ts'

let wrapper: VueWrapper | undefined
afterEach(() => {
  wrapper?.unmount()
  useConnectionDialogs().close()
})

async function show(...added: Connection[]) {
  const fake = freshDesktop((world) => {
    world.connections.connections.push(...added)
  })
  const mounted = await mountHere(RecentConnections)
  wrapper = mounted.wrapper
  return { fake, list: wrapper, router: mounted.router }
}

const rowOf = (list: VueWrapper, name: string) => {
  const row = list.findAll('li').find((one) => one.text().includes(name))
  if (row === undefined) throw new Error(`no row ${name}`)
  return row
}

async function choose(list: VueWrapper, name: string, action: string): Promise<void> {
  const row = rowOf(list, name)
  await row.get('button[aria-haspopup=menu]').trigger('click')
  await flushPromises()
  const item = row.findAll('[role=menuitem]').find((one) => one.text() === action)
  if (item === undefined) throw new Error(`no action ${action}`)
  await item.trigger('click')
  await flushPromises()
}

describe('the list of connections', () => {
  it('names each with its colour, host and user, the newest first', async () => {
    const { list } = await show(
      sampleConnection({ color: 'green', lastConnectedAt: 1 }),
      sampleConnection({ id: 'old', name: 'Old', userName: null, lastConnectedAt: null }),
    )
    const titles = list.findAll('.title').map((title) => title.text())
    expect(titles).toEqual(['Demo workspace', 'Analytics EU', 'Old'])
    const row = rowOf(list, 'Analytics EU')
    expect(row.get('.detail').text()).toBe('adb-1.azuredatabricks.net · you@example.com')
    expect(row.get('[data-color]').attributes('data-color')).toBe('green')
    expect(rowOf(list, 'Old').get('.detail').text()).toBe('adb-1.azuredatabricks.net')
  })

  it.each(['🚀', 'مزامنة العملاء', 'x'.repeat(80), 'Analytics EU'])(
    'shows the name “%s” whole in a tooltip',
    async (name) => {
      const { list } = await show(sampleConnection(), sampleConnection({ id: 'other', name }))
      const titles = list.findAll('.title').map((title) => title.attributes('title'))
      expect(titles).toContain(name)
    },
  )

  it('connects', async () => {
    const { list } = await show(sampleConnection())
    await rowOf(list, 'Analytics EU').get('button').trigger('click')
    await flushPromises()
    expect(useConnections().activeId).toBe('eu')
    expect(list.findComponent(RecentConnections).emitted('connected')).toHaveLength(1)
  })

  it('offers everything that can be done with a connection', async () => {
    const { list } = await show(sampleConnection())
    const row = rowOf(list, 'Analytics EU')
    await row.get('button[aria-haspopup=menu]').trigger('click')
    await flushPromises()
    expect(row.findAll('[role=menuitem]').map((item) => item.text())).toEqual([
      'Connect',
      'Sign in again',
      'Rename and colour…',
      'Edit…',
      'Duplicate',
      'Sign out',
      'Remove…',
    ])
  })

  it.each([
    ['Sign in again', { signIn: 'eu' }],
    ['Edit…', { edit: 'eu' }],
  ])('leads with “%s” to the form', async (action, query) => {
    const { list, router } = await show(sampleConnection())
    const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
    await choose(list, 'Analytics EU', action)
    expect(push).toHaveBeenCalledWith({ name: 'welcome', query })
  })

  it.each([
    ['Rename and colour…', 'rename'],
    ['Remove…', 'remove'],
  ])('opens with “%s” a dialog', async (action, kind) => {
    const { list } = await show(sampleConnection())
    await choose(list, 'Analytics EU', action)
    expect(useConnectionDialogs().open.value).toEqual({ kind, connectionId: 'eu' })
  })

  it('duplicates, and tells the name of the copy', async () => {
    const { list } = await show(sampleConnection())
    await choose(list, 'Analytics EU', 'Duplicate')
    expect(list.text()).toContain('Analytics EU (copy)')
    expect(useToasts().list).toMatchObject([{ text: 'Copied as Analytics EU (copy)' }])
  })

  it('signs out', async () => {
    const { fake, list } = await show(sampleConnection())
    await choose(list, 'Analytics EU', 'Sign out')
    expect(fake.calls.at(-1)).toEqual({ name: 'connections.signOut', input: { id: 'eu' } })
  })
})
