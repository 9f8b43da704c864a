import { afterEach, describe, expect, it } from 'vitest'
import { desktop } from '../../../../src/renderer/desktop.ts'
import { addEditor } from '../../../../src/renderer/pending-edits.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { freshDesktop, later } from '../../support/mount.ts'

let remove: () => void

afterEach(() => remove())

const names = (fake: ReturnType<typeof freshDesktop>) => fake.calls.map(({ name }) => name)

describe('typing that is on its way to main', () => {
  it('is there before any call that looks at the drafts or changes them', async () => {
    const fake = freshDesktop(() => undefined)
    const typing = later()
    remove = addEditor({
      handOver: () => typing.promise.then(() => undefined),
      forget: () => undefined,
    })
    const call = desktop.configuration.discard({ document: 'main' })
    await Promise.resolve()
    expect(names(fake)).not.toContain('configuration.discard')
    typing.resolve(null)
    await call
    expect(names(fake)).toContain('configuration.discard')
  })

  it('holds up nothing else', async () => {
    const fake = freshDesktop(() => undefined)
    remove = addEditor({ handOver: () => new Promise(() => undefined), forget: () => undefined })
    await desktop.configuration.text({ document: 'main' })
    await desktop.settings.get()
    expect(names(fake)).toEqual(expect.arrayContaining(['configuration.text', 'settings.get']))
  })

  it('stops an edit when it cannot be handed over, but no way out', async () => {
    const fake = freshDesktop(() => undefined)
    const failure = new AppError('timeout', 'No answer.')
    remove = addEditor({ handOver: () => Promise.reject(failure), forget: () => undefined })
    await expect(desktop.configuration.undo({ document: 'main' })).rejects.toBe(failure)
    await desktop.session.lock()
    await desktop.app.handedOver()
    expect(names(fake)).toEqual(expect.arrayContaining(['session.lock', 'app.handedOver']))
    expect(names(fake)).not.toContain('configuration.undo')
  })
})
