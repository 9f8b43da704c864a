import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import { useReview } from '../../../src/renderer/composables/useReview.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import type { DocumentKind, SaveResult } from '../../../src/shared/configuration.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { MergeCheck } from '../../../src/shared/merge-check.ts'
import type { Merge, MergeRegion } from '../../../src/shared/merge.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { problem } from '../support/problems.ts'
import {
  button,
  click,
  closeReview,
  draft,
  inputs,
  saved,
  show,
  unsavedDesktop,
  words,
} from '../support/review-dialog.ts'

type Conflict = Extract<SaveResult, { outcome: 'conflict' }>

const remoteText = '# theirs\r\n'
const conflict: Conflict = {
  outcome: 'conflict',
  remoteText,
  remoteModifiedAt: Date.UTC(2026, 10, 21),
  baseText: saved,
  mine: draft,
  merge: null,
}
const start: MergeRegion = { type: 'agreed', from: 'base', text: 'a: 1\r\n' }
const end: MergeRegion = { type: 'agreed', from: 'theirs', text: 'z: 1\r\n' }
const clean: Merge = { regions: [start, end], conflicts: 0, text: 'a: 1\r\nz: 1\r\n' }
const contended: Merge = {
  regions: [
    start,
    { type: 'conflict', base: 'b: 1\r\n', mine: 'b: 2\r\n', theirs: 'b: 3\r\n' },
    { type: 'agreed', from: 'base', text: 'c: 1\r\n' },
    { type: 'conflict', base: '', mine: 'd: 4\r\n', theirs: 'd: 5\r\n' },
    end,
  ],
  conflicts: 2,
  text: null,
}

const nothingFound: MergeCheck = { valid: true, problems: [], duplicates: [], lost: [] }

afterEach(() => {
  closeReview()
  useReview().deciding.value = null
})

/** The first save meets the other version. */
async function conflicting(
  change: Partial<Conflict> = {},
  { also = [], check = {} }: { also?: DocumentKind[]; check?: Partial<MergeCheck> } = {},
): Promise<{ fake: FakeDesktop; closed: () => boolean }> {
  const fake = unsavedDesktop('main', ...also)
  fake.handle('configuration.checkMerge', () => ({ ...nothingFound, ...check }))
  fake.handle('configuration.save', ({ document }: { document: DocumentKind }) =>
    document === 'main' ? { ...conflict, ...change } : { outcome: 'saved' },
  )
  const { closed } = await show()
  await click('Save')
  await drawn()
  return { fake, closed }
}

async function drawn(): Promise<void> {
  await vi.dynamicImportSettled()
  await flushPromises()
}

async function answer(yes: boolean): Promise<void> {
  useConfirm().open.value?.answer(yes)
  await flushPromises()
}

const resolved = (fake: FakeDesktop) => inputs(fake, 'configuration.resolveConflict')

describe('a file that somebody else changed meanwhile', () => {
  it('is shown beside mine, and nothing is given up yet', async () => {
    const { fake, closed } = await conflicting()
    expect(words()).toContain('config.yml changed in the workspace')
    expect(words()).toContain('In the workspace now')
    expect(words()).toContain('Your version')
    expect(closed()).toBe(false)
    expect(inputs(fake, 'configuration.reload')).toHaveLength(0)
    expect(resolved(fake)).toHaveLength(0)
  })

  it('is overwritten only after a question, and only as it was seen', async () => {
    const { fake, closed } = await conflicting()
    await click('Keep mine')
    expect(useConfirm().open.value?.title).toBe('Overwrite config.yml?')
    expect(resolved(fake)).toHaveLength(0)
    await answer(true)
    expect(resolved(fake)).toEqual([{ document: 'main', remoteText, text: draft, then: 'save' }])
    expect(closed()).toBe(true)
    expect(useToasts().list[0]?.text).toBe('Saved config.yml')
  })

  it('is left alone when the question is dismissed', async () => {
    const { fake, closed } = await conflicting()
    await click('Keep mine')
    await answer(false)
    expect(resolved(fake)).toHaveLength(0)
    expect(closed()).toBe(false)
  })

  it('is taken over, after a question, by reloading without my edits', async () => {
    const { fake, closed } = await conflicting()
    await click('Take theirs')
    expect(inputs(fake, 'configuration.reload')).toHaveLength(0)
    await answer(true)
    expect(inputs(fake, 'configuration.reload')).toEqual([{ document: 'main', discardDraft: true }])
    expect(closed()).toBe(true)
  })

  it('keeps both versions on Cancel', async () => {
    const { fake, closed } = await conflicting({ merge: clean })
    await click('Cancel')
    expect(closed()).toBe(true)
    expect(resolved(fake)).toHaveLength(0)
    expect(inputs(fake, 'configuration.reload')).toHaveLength(0)
    expect(inputs(fake, 'configuration.discard')).toHaveLength(0)
  })

  it('may be gone altogether: then mine is written again without a question', async () => {
    const { fake } = await conflicting({ remoteText: null })
    expect(words()).toContain('Somebody deleted')
    expect(button('Drop mine')).toBeDefined()
    await click('Keep mine')
    expect(resolved(fake)).toMatchObject([{ remoteText: null, text: draft }])
  })

  it('does not hold up the other file', async () => {
    const { fake } = await conflicting({}, { also: ['app'] })
    await click('Keep mine')
    await answer(true)
    expect(inputs(fake, 'configuration.save')).toMatchObject([
      { document: 'main' },
      { document: 'app' },
    ])
    expect(useToasts().list[0]?.text).toBe('Saved config.yml and app_config.yml')
  })

  it('is shown again when it changes once more during the overwrite', async () => {
    const { fake, closed } = await conflicting()
    fake.handle('configuration.resolveConflict', () => ({ ...conflict, remoteText: '# again\n' }))
    await click('Keep mine')
    await answer(true)
    expect(closed()).toBe(false)
    expect(words()).toContain('while you decided')
  })

  it('asks when what it replaces cannot be kept', async () => {
    const { fake, closed } = await conflicting()
    const error = new AppError('disk-full', 'The disk is full.').toRecord()
    fake.handle('configuration.resolveConflict', (input: { withoutKeeping?: boolean }) =>
      input.withoutKeeping ? { outcome: 'saved' } : { outcome: 'not-kept', error },
    )
    await click('Keep mine')
    await answer(true)
    expect(useConfirm().open.value?.text).toContain('The disk is full.')
    await answer(true)
    expect(resolved(fake).at(-1)).toMatchObject({ withoutKeeping: true })
    expect(closed()).toBe(true)
  })

  it('is decided about alone when that was asked for', async () => {
    const fake = unsavedDesktop('main', 'app')
    fake.handle('configuration.conflict', () => ({ ...conflict, merge: clean }))
    useReview().decide('main')
    const { closed } = await show()
    await drawn()
    expect(words()).toContain('Both edits fit together')
    await click('Save merged')
    expect(closed()).toBe(true)
    expect(inputs(fake, 'configuration.save')).toHaveLength(0)
  })
})

describe('edits that fit together', () => {
  it('are shown as one, checked, and saved with one click', async () => {
    const { fake, closed } = await conflicting({ merge: clean })
    expect(words()).toContain('Both edits fit together')
    expect(words()).toContain('No conflicts')
    expect(words()).toContain('The result is valid YAML, and no change')
    await click('Save merged')
    expect(resolved(fake)).toEqual([
      { document: 'main', remoteText, text: clean.text, then: 'save' },
    ])
    expect(closed()).toBe(true)
  })

  it('can be kept as the draft without a write', async () => {
    const { fake, closed } = await conflicting({ merge: clean }, { also: ['app'] })
    await click('Keep as draft')
    expect(resolved(fake)).toMatchObject([{ text: clean.text, then: 'keep' }])
    expect(inputs(fake, 'configuration.save')).toHaveLength(1)
    expect(closed()).toBe(true)
    expect(useToasts().list[0]?.text).toContain('not saved yet')
  })

  it('stay in the dialog with the reason when the write fails, for another try', async () => {
    const { fake, closed } = await conflicting({ merge: clean })
    fake.handle('configuration.resolveConflict', () => {
      throw new AppError('forbidden', 'You may not write there.', { suggestion: 'Ask its owner.' })
    })
    await click('Save merged')
    expect(words()).toContain('You may not write there.')
    expect(words()).toContain('Ask its owner.')
    expect(closed()).toBe(false)
    fake.handle('configuration.resolveConflict', () => ({ outcome: 'saved' }))
    await click('Save merged')
    expect(closed()).toBe(true)
  })

  it('show what saving changes, and what each side changed', async () => {
    await conflicting({ merge: clean })
    await click('What saving changes')
    expect(words()).toContain('compared with config.yml as it is in the workspace now')
    expect(words()).toContain('# theirs')
    await click('Mine')
    expect(words()).toContain('job_name: two')
    await click('Theirs')
    expect(words()).toContain('What somebody else changed')
  })
})

describe('conflicts', () => {
  it('are decided one by one, and only then there is something to save', async () => {
    const { fake } = await conflicting({ merge: contended })
    expect(words()).toContain('change the same lines in 2 places')
    expect(words()).toContain('Conflict 1 of 2: Both of you changed these lines')
    expect(words()).toContain('Conflict 2 of 2: Both of you added lines here')
    expect(button('Save merged').disabled).toBe(true)
    await click('Use theirs')
    expect(words()).toContain('1 of 2 conflicts left')
    expect(words()).toContain('Conflict 1 of 2: theirs used')
    expect(button('Save merged').disabled).toBe(true)
    const bothLast = [...document.querySelectorAll<HTMLElement>('[data-choice="theirs-mine"]')]
    bothLast.at(-1)?.click()
    await flushPromises()
    expect(words()).toContain('All 2 conflicts decided')
    await click('Save merged')
    const text = 'a: 1\r\nb: 3\r\nc: 1\r\nd: 5\r\nd: 4\r\nz: 1\r\n'
    expect(resolved(fake)).toMatchObject([{ text }])
  })

  it('can be decided otherwise, and all that are left at once', async () => {
    const { fake } = await conflicting({ merge: contended })
    await click('Use mine')
    await click('Use theirs')
    await click('Use mine')
    expect(words()).not.toContain('for all left')
    document.querySelectorAll<HTMLElement>('[data-choice="mine"]')[1]?.click()
    await flushPromises()
    await click('Save merged')
    expect(resolved(fake)).toMatchObject([{ text: 'a: 1\r\nb: 2\r\nc: 1\r\nd: 4\r\nz: 1\r\n' }])
  })

  it('are all decided with one click', async () => {
    const { fake } = await conflicting({ merge: contended })
    await click('Theirs for all left')
    await click('Save merged')
    expect(resolved(fake)).toMatchObject([{ text: 'a: 1\r\nb: 3\r\nc: 1\r\nd: 5\r\nz: 1\r\n' }])
  })

  it('are not left by accident once one is decided', async () => {
    const { closed } = await conflicting({ merge: contended })
    await click('Use theirs')
    await click('Cancel')
    expect(useConfirm().open.value?.title).toBe('Leave without saving the merge?')
    await answer(false)
    expect(closed()).toBe(false)
    await click('Cancel')
    await answer(true)
    expect(closed()).toBe(true)
  })
})

describe('the check of a result', () => {
  const checked = (check: Partial<MergeCheck>) => conflicting({ merge: clean }, { check })

  it('names what is missing, and whose it was', async () => {
    await checked({ lost: [{ side: 'theirs', words: 'the workflow “x” was added' }] })
    expect(words()).toContain('Their change is not in the result: the workflow “x” was added.')
    expect(button('Save merged').disabled).toBe(false)
  })

  it('offers to drop an item that is there twice', async () => {
    const duplicate = { kind: 'workflow', name: 'x', firstLine: 1, line: 2, same: true } as const
    const { fake } = await checked({ duplicates: [duplicate] })
    expect(words()).toContain('The workflow “x” is in the result twice, on lines 1 and 2.')
    fake.handle('configuration.dropDuplicates', () => ({ text: 'a: 1\r\n' }))
    await click('Drop the second one')
    expect(inputs(fake, 'configuration.dropDuplicates')).toMatchObject([{ text: clean.text }])
    await click('Save merged')
    expect(resolved(fake)).toMatchObject([{ text: 'a: 1\r\n' }])
  })

  it('says what is no valid YAML; saving it all the same takes a question', async () => {
    const error = problem({ severity: 'error', message: 'It is odd.', line: 2 })
    const { fake, closed } = await checked({ valid: false, problems: [error] })
    expect(words()).toContain('The result is not valid YAML')
    expect(words()).toContain('It is odd.')
    fake.handle('configuration.resolveConflict', ({ then }: { then: string }) => {
      if (then === 'save') throw new AppError('config-invalid', 'The file is not valid YAML.')
      return { outcome: 'saved' }
    })
    await click('Save merged')
    expect(useConfirm().open.value?.confirmLabel).toBe('Save all the same')
    await answer(false)
    expect(closed()).toBe(false)
    await click('Save merged')
    await answer(true)
    expect(resolved(fake).at(-1)).toMatchObject({ then: 'save-invalid' })
    expect(closed()).toBe(true)
  })
})
