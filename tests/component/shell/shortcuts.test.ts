import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import {
  runCommand,
  useCommand,
  useShortcuts,
} from '../../../src/renderer/composables/useShortcuts.ts'
import { createAppRouter } from '../../../src/renderer/router.ts'
import { freshDesktop } from '../support/mount.ts'

let scope = effectScope()
afterEach(() => {
  scope.stop()
  scope = effectScope()
})

function press(key: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, ctrlKey: true, cancelable: true })
  window.dispatchEvent(event)
  return event
}

describe('shortcuts', () => {
  it('come from the menu and from the keys', () => {
    const fake = freshDesktop()
    const search = vi.fn()
    scope.run(() => {
      useShortcuts(createAppRouter())
      useCommand('search', search)
    })
    fake.emit('app.command', { command: 'search' })
    expect(press('f').defaultPrevented).toBe(true)
    expect(search).toHaveBeenCalledTimes(2)
  })

  it('go to what is newest on screen, and back when it is gone', () => {
    freshDesktop()
    const page = vi.fn()
    const dialog = vi.fn()
    scope.run(() => useCommand('save', page))
    const inner = effectScope()
    inner.run(() => useCommand('save', dialog))
    runCommand('save')
    inner.stop()
    runCommand('save')
    expect([page, dialog].map((mock) => mock.mock.calls.length)).toEqual([1, 1])
  })

  it('open pages by number and leave unknown keys to the system', () => {
    freshDesktop()
    const router = createAppRouter()
    const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
    scope.run(() => useShortcuts(router))
    expect(press('2').defaultPrevented).toBe(true)
    expect(push).toHaveBeenCalledWith({ name: 'workflows' })
    expect(press('7').defaultPrevented).toBe(false)
    expect(press('r').defaultPrevented).toBe(false)
  })

  it('show the export a notification was about', () => {
    const fake = freshDesktop()
    const router = createAppRouter()
    const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
    scope.run(() => useShortcuts(router))
    fake.emit('app.show', { page: 'export', exportId: 'aaaaaaaa-1' })
    expect(push).toHaveBeenCalledWith({ name: 'export', query: { export: 'aaaaaaaa-1' } })
  })
})
