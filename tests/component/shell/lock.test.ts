import { flushPromises, mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { getActivePinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import App from '../../../src/renderer/App.vue'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import { createAppRouter } from '../../../src/renderer/router.ts'
import { useConnections } from '../../../src/renderer/stores/connections.ts'
import { useExports } from '../../../src/renderer/stores/exports.ts'
import { useSession } from '../../../src/renderer/stores/session.ts'
import { useSettings } from '../../../src/renderer/stores/settings.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { LockState } from '../../../src/shared/session.ts'
import { exportRecord } from '../support/fake-exports.ts'
import { buttonOf } from '../support/form.ts'
import { freshDesktop } from '../support/mount.ts'
import { sampleConnection } from '../support/sample-connections.ts'

let wrapper: VueWrapper | undefined
afterEach(() => {
  wrapper?.unmount()
  document.body.replaceChildren()
})

const locked: LockState = { locked: true, touchId: false }
const open: LockState = { locked: false, touchId: false }

function busyDesktop(lock: LockState = open) {
  return freshDesktop((world) => {
    world.lock = lock
    world.connections.connections.push(sampleConnection({ name: 'Secret project' }))
    world.exports = [exportRecord({ jobName: 'Secret_Export_Job' })]
  })
}

async function start(at: string): Promise<VueWrapper> {
  await useSession().load()
  await Promise.all([useSettings().load(), useConnections().load()])
  const router = createAppRouter()
  await router.push(at)
  wrapper = mount(App, { attachTo: document.body, global: { plugins: [router] } })
  await flushPromises()
  return wrapper
}

const shownAt = (page: VueWrapper) => page.vm.$router.currentRoute.value

async function lockedApp(at = '/export', state: LockState = locked) {
  const fake = busyDesktop()
  const page = await start(at)
  await expect.poll(() => page.text()).toContain('Secret_Export_Job')
  fake.world.lock = state
  fake.emit('session.changed', state)
  await expect.poll(() => page.text()).toContain('Locked')
  await flushPromises()
  return { fake, page }
}

describe('a locked app', () => {
  it('shows the lock page and nothing else', async () => {
    const { page } = await lockedApp()
    expect(page.findAll('nav')).toEqual([])
    expect(document.body.innerHTML).not.toMatch(/Secret|Demo workspace|you@example\.com/)
    expect(document.activeElement).toBe(buttonOf(page, 'Unlock').element)
    expect(document.title).toBe('Locked · Databricks Workflow Manager')
  })

  it('keeps no name in its stores', async () => {
    await lockedApp()
    const state = JSON.stringify(getActivePinia()?.state.value)
    expect(state).not.toMatch(/Secret|Demo workspace|you@example\.com/)
    expect(useConnections().connections).toEqual([])
    expect(useExports().list).toEqual([])
  })

  it('learns nothing from events that come late', async () => {
    const { fake } = await lockedApp()
    fake.emit('exports.changed', exportRecord({ jobName: 'Secret_Late_Job' }))
    fake.emit('connections.changed', fake.world.connections)
    expect(JSON.stringify(getActivePinia()?.state.value)).not.toContain('Secret')
  })

  it('asks main for nothing', async () => {
    const { fake } = await lockedApp()
    const before = fake.calls.length
    fake.emit('app.command', { command: 'refresh' })
    fake.emit('app.command', { command: 'palette' })
    window.dispatchEvent(new KeyboardEvent('keydown', { key: '2', ctrlKey: true }))
    fake.emit('app.show', { page: 'workflows', exportId: null })
    await flushPromises()
    expect(fake.calls.slice(before)).toEqual([])
  })

  it('forgets an open question', async () => {
    const fake = busyDesktop()
    await start('/export')
    const question = { title: 'Remove Secret project?', text: '', confirmLabel: '', danger: true }
    const answer = useConfirm().confirm(question)
    fake.emit('session.changed', locked)
    expect(await answer).toBe(false)
    expect(useConfirm().open.value).toBeNull()
  })

  it('comes back where it was, with everything loaded anew', async () => {
    const { fake, page } = await lockedApp('/export')
    await buttonOf(page, 'Unlock').trigger('click')
    await expect.poll(() => page.text()).toContain('Secret_Export_Job')
    expect(shownAt(page).name).toBe('export')
    expect(page.get('nav').text()).toContain('Workflows')
    expect(fake.calls.map(({ name }) => name)).toContain('session.unlock')
  })

  it('shows the welcome page when the connection is gone meanwhile', async () => {
    const { fake, page } = await lockedApp('/export')
    fake.world.connections = { ...fake.world.connections, activeId: null }
    await buttonOf(page, 'Unlock').trigger('click')
    await expect.poll(() => shownAt(page).name).toBe('welcome')
  })

  it('starts locked and keeps the place for afterwards', async () => {
    const fake = busyDesktop(locked)
    const refuse = () => {
      throw new AppError('locked', 'The app is locked.')
    }
    fake.handle('connections.state', refuse)
    const page = await start('/export')
    await expect.poll(() => page.text()).toContain('Locked')
    fake.handle('connections.state', () => fake.world.connections)
    await buttonOf(page, 'Unlock').trigger('click')
    await expect.poll(() => page.text()).toContain('Secret_Export_Job')
  })

  it('leads to a clicked notification after the unlocking', async () => {
    const { fake, page } = await lockedApp('/export')
    fake.emit('app.signIn', { connectionId: 'eu' })
    await flushPromises()
    expect(page.text()).toContain('Locked')
    await buttonOf(page, 'Unlock').trigger('click')
    await expect.poll(() => shownAt(page).fullPath).toBe('/?signIn=eu')
  })
})

describe('the lock page', () => {
  it('says why, since when and what is still followed', async () => {
    const since = Date.UTC(2026, 10, 23, 11)
    const { page } = await lockedApp('/export', {
      ...locked,
      reason: 'idle',
      since,
      activeExports: 2,
    })
    expect(page.text()).toContain('Nobody was here for a while.')
    expect(page.text()).toContain('2 exports under way are still followed; all other')
    expect(page.text()).toContain('Since')
  })

  it('asks for Touch ID where there is one', async () => {
    const { page } = await lockedApp('/export', { locked: true, touchId: true })
    expect(buttonOf(page, 'Unlock with Touch ID').exists()).toBe(true)
  })

  it('says that the keychain cannot be read, and stays locked', async () => {
    const { fake, page } = await lockedApp()
    fake.handle('session.unlock', () => {
      throw new AppError('keychain-unavailable', 'The keychain of this computer is locked.', {
        suggestion: 'Unlock it, then try again.',
      })
    })
    await buttonOf(page, 'Unlock').trigger('click')
    await flushPromises()
    expect(page.get('[role=alert]').text()).toContain('The keychain of this computer is locked.')
    expect(page.text()).toContain('Locked')
  })

  it('says nothing about a finger that was taken away', async () => {
    const { fake, page } = await lockedApp()
    fake.handle('session.unlock', () => {
      throw new AppError('canceled', 'Touch ID was not confirmed.')
    })
    await buttonOf(page, 'Unlock').trigger('click')
    await flushPromises()
    expect(page.find('[role=alert]').exists()).toBe(false)
  })
})

describe('a sign-in that main asks for', () => {
  it('leads to the sign-in of that connection, whichever is active', async () => {
    const fake = busyDesktop()
    const page = await start('/export')
    fake.emit('app.signIn', { connectionId: 'eu' })
    await expect.poll(() => shownAt(page).fullPath).toBe('/?signIn=eu')
  })

  it('says that the connection is gone', async () => {
    const fake = busyDesktop()
    const page = await start('/export')
    fake.emit('app.signIn', { connectionId: 'gone' })
    await expect.poll(() => page.text()).toContain('This connection is no longer here.')
  })
})
