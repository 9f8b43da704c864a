import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import ConnectionForm from '../../../src/renderer/components/connections/ConnectionForm.vue'
import type { ConnectionsState } from '../../../src/shared/connection.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { buttonOf, press, submit, type } from '../support/form.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
let fake: FakeDesktop
let answer: ReturnType<typeof later<ConnectionsState>>

beforeEach(() => {
  fake = freshDesktop()
  answer = later<ConnectionsState>()
  fake.handle('connections.add', () => answer.promise)
})
afterEach(() => {
  wrapper?.unmount()
  vi.useRealTimers()
})

async function waiting(): Promise<VueWrapper> {
  wrapper = (await mountHere(ConnectionForm, { methods: ['browser'] })).wrapper
  await type(wrapper, 'Workspace address', 'adb-1.azuredatabricks.net')
  await submit(wrapper)
  fake.emit('connections.browser', { state: 'waiting' })
  await flushPromises()
  return wrapper
}

function over(): void {
  fake.emit('connections.browser', { state: 'over' })
}

const names = () => fake.calls.map(({ name }) => name)

describe('waiting for the browser', () => {
  it('says so, with the focus there, and how long it waits', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    const page = await waiting()
    expect(page.get('.wait h1').text()).toBe('Continue in your browser')
    expect(document.activeElement).toBe(page.get('.wait h1').element)
    expect(page.get('[role=timer]').text()).toBe('5 min left')
    vi.advanceTimersByTime(60_000)
    await flushPromises()
    expect(page.get('[role=timer]').text()).toBe('4 min left')
  })

  it('opens the page again and copies its link', async () => {
    const page = await waiting()
    await press(page, 'Open the page again')
    await press(page, 'Copy link')
    expect(names()).toContain('connections.reopenBrowser')
    expect(names()).toContain('connections.copySignInLink')
  })

  it.each(['Cancel', 'Escape'])('comes back to the form without words by %s', async (way) => {
    fake.handle('connections.cancelSignIn', () => {
      over()
      answer.reject(new AppError('canceled', 'The sign-in was canceled.'))
      return null
    })
    const page = await waiting()
    if (way === 'Cancel') await press(page, 'Cancel')
    else await page.get('.wait').trigger('keydown', { key: 'Escape' })
    await flushPromises()
    expect(page.find('.wait').exists()).toBe(false)
    expect(page.find('[role=alert]').exists()).toBe(false)
    expect(page.emitted('back')).toBeUndefined()
    expect(document.activeElement).toBe(buttonOf(page, 'Connect').element)
  })

  it.each([
    ['unauthorized', 'The sign-in was denied in the browser.'],
    ['timeout', 'Nobody signed in within 5 minutes.'],
    ['unavailable', 'The ports 8020 to 8040 are all in use.'],
  ] as const)('comes back to the form with what to do: %s', async (code, message) => {
    const page = await waiting()
    over()
    answer.reject(new AppError(code, message, { suggestion: 'Do this.' }))
    await flushPromises()
    expect(page.find('.wait').exists()).toBe(false)
    expect(page.get('[role=alert]').text()).toContain(message)
    expect(page.get('[role=alert]').text()).toContain('Do this.')
  })

  it('goes on by itself', async () => {
    const page = await waiting()
    over()
    answer.resolve(fake.world.connections)
    await flushPromises()
    expect(page.emitted('connected')).toHaveLength(1)
  })

  it('is not shown for a sign-in of somebody else', async () => {
    wrapper = (await mountHere(ConnectionForm, { methods: ['browser'] })).wrapper
    fake.emit('connections.browser', { state: 'waiting' })
    await flushPromises()
    expect(wrapper.find('.wait').exists()).toBe(false)
  })
})
