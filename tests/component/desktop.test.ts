import { reactive } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { desktop, onEvent } from '../../src/renderer/desktop.ts'
import { AppError } from '../../src/shared/errors.ts'
import { freshDesktop } from './support/mount.ts'

describe('the client of the bridge', () => {
  it('gives the value of an answer', async () => {
    freshDesktop()
    expect(await desktop.app.info()).toMatchObject({ version: '0.1.0' })
  })

  it('throws the error that main made, with its suggestion', async () => {
    const fake = freshDesktop()
    fake.handle('exports.start', () => {
      throw new AppError('not-ready', 'Nothing is picked.', { suggestion: 'Pick something.' })
    })
    const thrown = await desktop.exports.start({ anyway: false }).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(AppError)
    expect(thrown).toMatchObject({ code: 'not-ready', suggestion: 'Pick something.' })
  })

  it('sends plain data, never reactive proxies', async () => {
    const fake = freshDesktop()
    const items = reactive([{ id: '1', name: 'a' }])
    await desktop.configuration.pick({ kind: 'workflow', items, picked: true })
    expect(structuredClone(fake.calls.at(-1)?.input)).toEqual({
      kind: 'workflow',
      items: [{ id: '1', name: 'a' }],
      picked: true,
    })
  })

  it('listens to events until told to stop', () => {
    const fake = freshDesktop()
    const listener = vi.fn()
    const stop = onEvent('app.command', listener)
    fake.emit('app.command', { command: 'search' })
    stop()
    fake.emit('app.command', { command: 'search' })
    expect(listener).toHaveBeenCalledTimes(1)
  })
})
