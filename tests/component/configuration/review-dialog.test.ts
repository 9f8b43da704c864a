import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import ReviewDialog from '../../../src/renderer/components/configuration/ReviewDialog.vue'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import type { DocumentKind, SaveResult } from '../../../src/shared/configuration.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

const saved = 'workflows:\n  - job_name: one\n    job_id: 1\n'
const draft = `${saved}  - job_name: two\n    job_id: 2\n`
const conflict: SaveResult = {
  outcome: 'conflict',
  remoteText: '# theirs\n',
  remoteModifiedAt: Date.UTC(2026, 10, 21),
  baseText: null,
  mine: draft,
  merge: null,
}

let wrapper: VueWrapper | undefined

afterEach(() => {
  useConfirm().open.value?.answer(false)
  wrapper?.unmount()
})

/** Main with unsaved documents; a save writes, and announces what is left. */
function unsavedDesktop(...kinds: DocumentKind[]): FakeDesktop {
  const fake = freshDesktop((world) => {
    for (const kind of kinds) world.configuration[kind].unsaved = true
  })
  fake.handle('configuration.text', () => ({ saved, draft }))
  const settle = (document: DocumentKind) => {
    const { configuration } = fake.world
    const state = { ...configuration[document], unsaved: false, revision: 2 }
    fake.world.configuration = { ...configuration, [document]: state }
    fake.emit('configuration.changed', fake.world.configuration)
  }
  fake.handle('configuration.save', ({ document }: { document: DocumentKind }) => {
    settle(document)
    return { outcome: 'saved' }
  })
  fake.handle('configuration.reload', ({ document }: { document: DocumentKind }) => {
    settle(document)
    return fake.world.configuration
  })
  return fake
}

async function show(): Promise<{ closed: () => boolean }> {
  const update = vi.fn()
  const mounted = await mountHere(ReviewDialog, { open: true, 'onUpdate:open': update })
  wrapper = mounted.wrapper
  // The views of the differences come in chunks of their own.
  await vi.dynamicImportSettled()
  await flushPromises()
  return { closed: () => update.mock.calls.some(([value]) => value === false) }
}

const dialog = () => document.querySelector('[role=dialog]')
const words = () => dialog()?.textContent?.replaceAll(/\s+/g, ' ') ?? ''

function button(text: string): HTMLButtonElement {
  const found = [...(dialog()?.querySelectorAll('button') ?? [])].find((candidate) =>
    candidate.textContent?.trim().startsWith(text),
  )
  if (found === undefined) throw new Error(`no button “${text}” in: ${words()}`)
  return found
}

async function click(text: string): Promise<void> {
  button(text).click()
  await flushPromises()
}

const inputs = (fake: FakeDesktop, name: string) =>
  fake.calls.filter((call) => call.name === name).map((call) => call.input)

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

describe('a file that somebody else changed meanwhile', () => {
  /** The first save meets the other version. */
  async function conflicting(result: SaveResult = conflict, ...kinds: DocumentKind[]) {
    const fake = unsavedDesktop('main', ...kinds)
    const write = fake.world
    let met = false
    const original = { outcome: 'saved' } as const
    fake.handle('configuration.save', (input: { document: DocumentKind; overwrite: boolean }) => {
      if (!met && !input.overwrite) {
        met = true
        return result
      }
      const state = { ...write.configuration[input.document], unsaved: false, revision: 3 }
      write.configuration = { ...write.configuration, [input.document]: state }
      fake.emit('configuration.changed', write.configuration)
      return original
    })
    const shown = await show()
    await click('Save')
    await vi.dynamicImportSettled()
    await flushPromises()
    return { fake, ...shown }
  }

  it('is shown beside mine, and nothing is given up yet', async () => {
    const { fake, closed } = await conflicting()
    expect(words()).toContain('config.yml changed in the workspace')
    expect(words()).toContain('In the workspace now')
    expect(words()).toContain('Your version')
    expect(closed()).toBe(false)
    expect(inputs(fake, 'configuration.reload')).toHaveLength(0)
  })

  it('is overwritten only after a question', async () => {
    const { fake, closed } = await conflicting()
    await click('Keep mine')
    expect(useConfirm().open.value?.title).toBe('Overwrite config.yml?')
    expect(inputs(fake, 'configuration.save')).toHaveLength(1)
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(inputs(fake, 'configuration.save').at(-1)).toEqual({ document: 'main', overwrite: true })
    expect(closed()).toBe(true)
    expect(useToasts().list[0]?.text).toBe('Saved config.yml')
  })

  it('is left alone when the question is dismissed', async () => {
    const { fake, closed } = await conflicting()
    await click('Keep mine')
    useConfirm().open.value?.answer(false)
    await flushPromises()
    expect(inputs(fake, 'configuration.save')).toHaveLength(1)
    expect(closed()).toBe(false)
  })

  it('is taken over, after a question, by reloading without my edits', async () => {
    const { fake, closed } = await conflicting()
    await click('Take theirs')
    expect(inputs(fake, 'configuration.reload')).toHaveLength(0)
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(inputs(fake, 'configuration.reload')).toEqual([{ document: 'main', discardDraft: true }])
    expect(inputs(fake, 'configuration.save')).toHaveLength(1)
    expect(closed()).toBe(true)
  })

  it('keeps both versions on Cancel', async () => {
    const { fake, closed } = await conflicting()
    await click('Cancel')
    expect(closed()).toBe(true)
    expect(inputs(fake, 'configuration.save')).toHaveLength(1)
    expect(inputs(fake, 'configuration.reload')).toHaveLength(0)
    expect(inputs(fake, 'configuration.discard')).toHaveLength(0)
  })

  it('may be gone altogether', async () => {
    await conflicting({ ...conflict, remoteText: null })
    expect(words()).toContain('Somebody deleted')
    expect(button('Drop mine')).toBeDefined()
  })

  it('does not hold up the other file', async () => {
    const { fake } = await conflicting(conflict, 'app')
    await click('Keep mine')
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(inputs(fake, 'configuration.save')).toEqual([
      { document: 'main', overwrite: false },
      { document: 'main', overwrite: true },
      { document: 'app', overwrite: false },
    ])
    expect(useToasts().list[0]?.text).toBe('Saved config.yml and app_config.yml')
  })

  it('is shown again when it changes once more during the overwrite', async () => {
    const { fake, closed } = await conflicting()
    fake.handle('configuration.save', () => ({ ...conflict, remoteText: '# again\n' }))
    await click('Keep mine')
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(closed()).toBe(false)
    expect(words()).toContain('config.yml changed in the workspace')
  })
})
