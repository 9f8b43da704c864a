import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import SettingsPage from '../../../src/renderer/pages/SettingsPage.vue'
import { useConnections } from '../../../src/renderer/stores/connections.ts'
import { useSession } from '../../../src/renderer/stores/session.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { FakeWorld } from '../support/fake-desktop.ts'
import { hasButton, press } from '../support/form.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

async function show(change: (world: FakeWorld) => void = () => undefined) {
  const fake = freshDesktop(change)
  const mounted = await mountHere(SettingsPage)
  wrapper = mounted.wrapper
  return { fake, page: wrapper, router: mounted.router }
}

const chosen = (page: VueWrapper, group: string) =>
  page
    .get(`[aria-label="${group}"]`)
    .findAll('input')
    .find(({ element }) => element.checked)?.element.value

async function choose(page: VueWrapper, group: string, value: string): Promise<void> {
  await page.get(`[aria-label="${group}"] input[value="${value}"]`).setValue(true)
  await flushPromises()
}

describe('the idle lock', () => {
  it('comes after eight hours unless it is set', async () => {
    const { page } = await show()
    expect(chosen(page, 'Lock after')).toBe('480')
  })

  it('can be earlier, or never come', async () => {
    const { fake, page } = await show()
    await choose(page, 'Lock after', '15')
    expect(fake.world.settings.lockAfterMinutes).toBe(15)
    await choose(page, 'Lock after', '0')
    expect(fake.world.settings.lockAfterMinutes).toBe(0)
  })

  it('can come after any number of minutes', async () => {
    const { fake, page } = await show()
    await choose(page, 'Lock after', 'other')
    expect(fake.world.settings.lockAfterMinutes).toBe(480)
    const field = page.get('input[aria-label="Minutes without input until the app locks"]')
    await field.setValue('90')
    await field.trigger('blur')
    await flushPromises()
    expect(fake.world.settings.lockAfterMinutes).toBe(90)
  })

  it('shows a time of one’s own as such', async () => {
    const { page } = await show((world) => {
      world.settings = { ...world.settings, lockAfterMinutes: 90 }
    })
    expect(chosen(page, 'Lock after')).toBe('other')
  })

  it('comes at once when asked for', async () => {
    const { page } = await show()
    await press(page, 'Lock now')
    expect(useSession().locked).toBe(true)
  })
})

const atLogin = (page: VueWrapper) => page.get('[role=switch][aria-label="Start when you log in"]')

describe('life in the background', () => {
  it('starts at login when asked to, and is off before', async () => {
    const { fake, page } = await show()
    expect(atLogin(page).attributes('aria-checked')).toBe('false')
    await atLogin(page).trigger('click')
    await flushPromises()
    expect(fake.calls).toContainEqual({ name: 'background.setStartAtLogin', input: { on: true } })
    expect(atLogin(page).attributes('aria-checked')).toBe('true')
  })

  it('shows what the system has now, also when it was changed there meanwhile', async () => {
    const { fake, page } = await show((world) => {
      world.startAtLogin = { on: true, note: '', possible: true }
    })
    expect(atLogin(page).attributes('aria-checked')).toBe('true')
    fake.world.startAtLogin = { on: false, note: '', possible: true }
    window.dispatchEvent(new Event('focus'))
    await flushPromises()
    expect(atLogin(page).attributes('aria-checked')).toBe('false')
  })

  it('says when the system has it switched off', async () => {
    const { page } = await show((world) => {
      world.startAtLogin = { on: true, note: 'Windows has it switched off.', possible: true }
    })
    expect(page.get('.warning').text()).toBe('Windows has it switched off.')
  })

  it('explains why it cannot be had', async () => {
    const { page } = await show((world) => {
      world.startAtLogin = { on: false, note: 'Only the installed app can.', possible: false }
    })
    expect(page.text()).toContain('Only the installed app can.')
    expect(atLogin(page).attributes('disabled')).toBeDefined()
  })

  it('stays off, and says why, when it cannot be written', async () => {
    const { fake, page } = await show()
    fake.handle('background.setStartAtLogin', () => {
      throw new AppError('disk-failed', 'It was not written.')
    })
    await atLogin(page).trigger('click')
    await flushPromises()
    expect(atLogin(page).attributes('aria-checked')).toBe('false')
    expect(useToasts().list).toMatchObject([{ text: 'It was not written.' }])
  })

  it.each([
    ['When an export succeeds', 'notifyOnSuccess'],
    ['When an export does not succeed', 'notifyOnFailure'],
    ['When an export takes longer than usual', 'notifyWhenOverdue'],
  ] as const)('is told or not: %s', async (label, setting) => {
    const { fake, page } = await show()
    await page.get(`[role=switch][aria-label="${label}"]`).trigger('click')
    await flushPromises()
    expect(fake.world.settings[setting]).toBe(false)
  })

  it.each([
    [{ outcome: 'shown', reason: '' }, /The system took it.*do not disturb/],
    [{ outcome: 'refused', reason: 'Not allowed.' }, /The system refused it\. Not allowed\./],
    [{ outcome: 'unsupported', reason: '' }, /no notifications/],
  ] as const)('says what became of a test notification: %j', async (answer, words) => {
    const { fake, page } = await show()
    fake.handle('background.testNotification', () => answer)
    await press(page, 'Send a test notification')
    expect(page.get('.answer').text()).toMatch(words)
  })
})

describe('diagnostics', () => {
  it('are saved where the user says, and hold no secrets', async () => {
    const { fake, page } = await show()
    fake.handle('log.saveDiagnostics', () => ({ path: '/tmp/diagnostics.zip' }))
    expect(page.text()).toContain('It holds no secrets.')
    await press(page, 'Save diagnostics…')
    expect(useToasts().list).toMatchObject([{ text: 'Diagnostics saved to /tmp/diagnostics.zip' }])
  })

  it('say nothing when the user cancels', async () => {
    const { page } = await show()
    await press(page, 'Save diagnostics…')
    expect(useToasts().list).toEqual([])
  })
})

describe('the settings page', () => {
  it('leads to a part of it', async () => {
    const { page, router } = await show()
    await router.push('/settings?section=network')
    await flushPromises()
    expect(document.activeElement).toBe(page.get('#settings-network').element)
  })

  it('is there without a connection, with a way back', async () => {
    freshDesktop((world) => {
      world.connections = { ...world.connections, activeId: null }
    })
    await useConnections().load()
    const { wrapper: page, router } = await mountHere(SettingsPage)
    wrapper = page
    expect(router.currentRoute.value.name).toBe('settings')
    expect(hasButton(page, 'Back to connections')).toBe(true)
  })

  it('changes how newly picked items start', async () => {
    const { fake, page } = await show()
    await page.get('[role=switch][aria-label="Export libraries"]').trigger('click')
    await flushPromises()
    expect(fake.world.settings.pickDefaults.exportLibraries).toBe(true)
  })
})
