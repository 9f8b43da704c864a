import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import type { SaveResult } from '../../../src/shared/configuration.ts'
import { AppError } from '../../../src/shared/errors.ts'
import { freshDesktop, later } from '../support/mount.ts'
import {
  button,
  click,
  closeReview,
  inputs,
  show,
  unsavedDesktop,
  words,
} from '../support/review-dialog.ts'

afterEach(closeReview)

describe('reviewing and saving', () => {
  it('shows what changes in words, and where', async () => {
    unsavedDesktop('main')
    await show()
    expect(words()).toContain('1 workflow added')
    expect(words()).toContain('/Workspace/Shared/config.yml')
  })

  it('shows the exact difference', async () => {
    unsavedDesktop('main')
    await show()
    await vi.waitFor(() => expect(document.querySelector('.cm-content')).not.toBeNull())
    expect(document.querySelector('.cm-content')?.textContent).toContain('job_name: two')
  })

  it('saves, says so and closes', async () => {
    const fake = unsavedDesktop('main')
    const { closed } = await show()
    await click('Save config.yml')
    expect(inputs(fake, 'configuration.save')).toEqual([{ document: 'main', overwrite: false }])
    expect(closed()).toBe(true)
    expect(useToasts().list).toMatchObject([{ tone: 'success', text: 'Saved config.yml' }])
  })

  it('saves both files when both changed', async () => {
    const fake = unsavedDesktop('main', 'app')
    await show()
    await click('Save both files')
    expect(inputs(fake, 'configuration.save')).toMatchObject([
      { document: 'main' },
      { document: 'app' },
    ])
    expect(useToasts().list[0]?.text).toBe('Saved config.yml and app_config.yml')
  })

  it('saves once on a double click', async () => {
    const fake = unsavedDesktop('main')
    const slow = later<SaveResult>()
    fake.handle('configuration.save', () => slow.promise)
    await show()
    button('Save').click()
    await click('Save')
    slow.resolve({ outcome: 'saved' })
    await flushPromises()
    expect(inputs(fake, 'configuration.save')).toHaveLength(1)
  })

  it('says so when there is nothing to save', async () => {
    const fake = freshDesktop()
    const { closed } = await show()
    expect(words()).toContain('Nothing to save')
    await click('Close')
    expect(closed()).toBe(true)
    expect(inputs(fake, 'configuration.save')).toHaveLength(0)
  })

  it('stays open with the reason and the way on when a save fails', async () => {
    const fake = unsavedDesktop('main')
    fake.handle('configuration.save', () => {
      throw new AppError('forbidden', 'You may not write there.', { suggestion: 'Ask its owner.' })
    })
    const { closed } = await show()
    await click('Save')
    expect(words()).toContain('You may not write there.')
    expect(words()).toContain('Ask its owner.')
    expect(closed()).toBe(false)
    expect(button('Save').disabled).toBe(false)
  })

  it('asks when what it replaces cannot be kept, and leaves everything as it is otherwise', async () => {
    const fake = unsavedDesktop('main')
    const error = new AppError('disk-full', 'The disk is full.', { suggestion: 'Make room.' })
    fake.handle('configuration.save', ({ withoutKeeping }: { withoutKeeping?: boolean }) =>
      withoutKeeping ? { outcome: 'saved' } : { outcome: 'not-kept', error: error.toRecord() },
    )
    const { closed } = await show()
    await click('Save')
    expect(useConfirm().open.value?.text).toContain('The disk is full. Make room.')
    useConfirm().open.value?.answer(false)
    await flushPromises()
    expect(closed()).toBe(false)
    expect(inputs(fake, 'configuration.save')).toHaveLength(1)
    await click('Save')
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(inputs(fake, 'configuration.save').at(-1)).toEqual({
      document: 'main',
      overwrite: false,
      withoutKeeping: true,
    })
    expect(closed()).toBe(true)
    expect(useToasts().list[0]?.text).toBe('Saved config.yml')
  })

  it('writes nothing on Cancel', async () => {
    const fake = unsavedDesktop('main')
    const { closed } = await show()
    await click('Cancel')
    expect(closed()).toBe(true)
    expect(inputs(fake, 'configuration.save')).toHaveLength(0)
    expect(inputs(fake, 'configuration.discard')).toHaveLength(0)
  })
})
