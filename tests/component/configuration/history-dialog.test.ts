import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import HistoryDialog from '../../../src/renderer/components/configuration/history/HistoryDialog.vue'
import { sizeWords } from '../../../src/renderer/components/configuration/history/version-words.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import type { Version } from '../../../src/shared/configuration.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

const saved = 'workflows:\n  - job_name: one\n'
const draft = `${saved}  - job_name: mine\n`
const key = 'a'.repeat(32)
const idOf = (number: number): string => `${key}-${String(number).padStart(8, '0')}`
const texts: Record<string, string> = {
  [idOf(3)]: '# third\n',
  [idOf(2)]: saved,
  [idOf(1)]: draft,
}

function version(number: number, more: Partial<Version> = {}): Version {
  return {
    id: idOf(number),
    path: '/Workspace/Shared/config.yml',
    reason: 'save',
    keptAt: Date.now() - (10 - number) * 3_600_000,
    modifiedAt: null,
    bytes: 1500,
    lines: 40,
    added: 5,
    removed: 2,
    ...more,
  }
}

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

function desktopWith(versions: Version[], unreadable = 0): FakeDesktop {
  const fake = freshDesktop()
  fake.handle('configuration.text', () => ({
    connectionId: 'demo',
    path: '/Workspace/Shared/config.yml',
    revision: 1,
    saved,
    draft,
  }))
  fake.handle('versions.list', () => ({ versions, unreadable }))
  fake.handle('versions.text', ({ id }: { id: string }) => ({ text: texts[id] ?? '' }))
  return fake
}

async function show(): Promise<{ closed: () => boolean }> {
  const update = vi.fn()
  const props = { open: true, document: 'main', 'onUpdate:open': update }
  wrapper = (await mountHere(HistoryDialog, props)).wrapper
  await vi.dynamicImportSettled()
  await flushPromises()
  return { closed: () => update.mock.calls.some(([value]) => value === false) }
}

const dialog = () => document.querySelector('[role=dialog]')
const words = () => dialog()?.textContent?.replaceAll(/\s+/g, ' ') ?? ''
const options = () => [...(dialog()?.querySelectorAll<HTMLElement>('[role=option]') ?? [])]
const chosen = () =>
  options().findIndex((option) => option.getAttribute('aria-selected') === 'true')
const compared = () => document.querySelector('.cm-content')?.textContent ?? ''
const inputs = (fake: FakeDesktop, name: string) =>
  fake.calls.filter((call) => call.name === name).map((call) => call.input)

function button(text: string): HTMLButtonElement {
  const found = [...(dialog()?.querySelectorAll('button') ?? [])].find((candidate) =>
    candidate.textContent?.trim().startsWith(text),
  )
  if (found === undefined) throw new Error(`no button “${text}” in: ${words()}`)
  return found
}

async function press(name: string): Promise<void> {
  const target = document.activeElement ?? document.body
  target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }))
  await flushPromises()
  await vi.dynamicImportSettled()
}

describe('the history of a document', () => {
  it('lists the versions with why, what changed and how large', async () => {
    desktopWith([
      version(3),
      version(2, { reason: 'overwrite' }),
      version(1, { reason: 'draft', added: 1, removed: 0 }),
    ])
    await show()
    const [first, second, third] = options().map((each) => each.textContent ?? '')
    expect(first).toContain('7 h ago')
    expect(first).toContain('Replaced by your save')
    expect(first).toContain('5 lines added, 2 removed')
    expect(first).toContain('40 lines, 2 KB')
    expect(second).toContain('Somebody else’s, replaced by yours')
    expect(third).toContain('Your unsaved edits, given up')
    expect(options()[0]?.querySelector('time')?.title).not.toBe('')
  })

  it('shows the newest beside the draft, and any against the workspace', async () => {
    desktopWith([version(3), version(2)])
    await show()
    expect(chosen()).toBe(0)
    expect(compared()).toContain('job_name: mine')
    options()[1]?.click()
    await flushPromises()
    expect(chosen()).toBe(1)
    const workspace = [...document.querySelectorAll<HTMLInputElement>('input[type=radio]')][1]
    workspace?.click()
    await flushPromises()
    expect(words()).toContain('This version says the same as the file in the workspace.')
  })

  it('is walked through with the arrow keys', async () => {
    desktopWith([version(3), version(2), version(1)])
    await show()
    expect(document.activeElement).toBe(options()[0])
    await press('ArrowDown')
    expect(chosen()).toBe(1)
    expect(document.activeElement).toBe(options()[1])
    await press('End')
    expect(chosen()).toBe(2)
    await press('ArrowDown')
    expect(chosen()).toBe(2)
    await press('Home')
    expect(chosen()).toBe(0)
    expect(options().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1])
  })

  it('restores the chosen version into the draft, which one click takes back', async () => {
    const fake = desktopWith([version(3), version(2)])
    const { closed } = await show()
    options()[1]?.click()
    await flushPromises()
    button('Restore this version').click()
    await flushPromises()
    expect(inputs(fake, 'versions.restore')).toEqual([{ document: 'main', id: idOf(2) }])
    expect(inputs(fake, 'configuration.save')).toEqual([])
    expect(closed()).toBe(true)
    const [toast] = useToasts().list
    expect(toast?.text).toContain('is your draft of config.yml now')
    toast?.action?.run()
    await flushPromises()
    expect(inputs(fake, 'configuration.undo')).toEqual([{ document: 'main' }])
  })

  it('says why a version could not be restored, and stays', async () => {
    const fake = desktopWith([version(3)])
    fake.handle('versions.restore', () => {
      throw new AppError('not-found', 'This version is no longer kept.')
    })
    const { closed } = await show()
    button('Restore this version').click()
    await flushPromises()
    expect(useToasts().list[0]?.text).toBe('This version is no longer kept.')
    expect(closed()).toBe(false)
  })

  it('does not restore what the draft says already', async () => {
    desktopWith([version(1)])
    await show()
    expect(words()).toContain('This version says the same as your draft.')
    expect(button('Restore this version').disabled).toBe(true)
  })

  it('restores where the file is missing, but not while it could not be read', async () => {
    const nothing = { connectionId: 'demo', path: '/x', revision: 1, saved: null, draft: null }
    const fake = desktopWith([version(3)])
    fake.handle('configuration.text', () => nothing)
    fake.world.configuration.main.status = 'missing'
    await show()
    expect(button('Restore this version').disabled).toBe(false)
    const main = { ...fake.world.configuration.main, status: 'failed' as const }
    fake.emit('configuration.changed', { ...fake.world.configuration, main })
    await flushPromises()
    expect(button('Restore this version').disabled).toBe(true)
  })

  it('copies a version', async () => {
    const fake = desktopWith([version(3)])
    await show()
    button('Copy').click()
    await flushPromises()
    expect(inputs(fake, 'app.copyText')).toEqual([{ text: '# third\n' }])
  })
})

describe('when there is little to show', () => {
  it('says what will be kept while nothing is', async () => {
    desktopWith([])
    await show()
    expect(words()).toContain('No earlier versions yet')
    expect(words()).toContain('the last 20 versions of each file')
  })

  it('is a skeleton while the list is read', async () => {
    const fake = desktopWith([])
    const list = later()
    fake.handle('versions.list', () => list.promise)
    await show()
    expect(dialog()?.querySelector('[aria-label=Loading]')).not.toBeNull()
    list.resolve({ versions: [version(3)], unreadable: 0 })
    await flushPromises()
    expect(options()).toHaveLength(1)
  })

  it('says why the list cannot be read, and reads it again', async () => {
    const fake = desktopWith([version(3)])
    let tries = 0
    fake.handle('versions.list', () => {
      tries += 1
      if (tries === 1) throw new AppError('disk-failed', 'The folder cannot be used.')
      return { versions: [version(3)], unreadable: 0 }
    })
    await show()
    expect(words()).toContain('The folder cannot be used.')
    button('Try again').click()
    await flushPromises()
    expect(options()).toHaveLength(1)
  })

  it('says that one version is damaged; the others are there', async () => {
    const fake = desktopWith([version(3), version(2)], 1)
    fake.handle('versions.text', ({ id }: { id: string }) => {
      if (id === idOf(3)) throw new AppError('disk-failed', 'This version cannot be read.')
      return { text: texts[id] ?? '' }
    })
    await show()
    expect(words()).toContain('1 version cannot be read')
    expect(words()).toContain('This version cannot be read.')
    expect(button('Restore this version').disabled).toBe(true)
    await press('ArrowDown')
    expect(button('Restore this version').disabled).toBe(false)
  })

  it('never shows the text of another version that came late', async () => {
    const fake = desktopWith([version(3), version(2)])
    const slow = later()
    fake.handle('versions.text', ({ id }: { id: string }) =>
      id === idOf(3) ? slow.promise : { text: '# second\n' },
    )
    await show()
    await press('ArrowDown')
    slow.resolve({ text: '# third\n' })
    await flushPromises()
    button('Copy').click()
    await flushPromises()
    expect(inputs(fake, 'app.copyText')).toEqual([{ text: '# second\n' }])
  })
})

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 KB'],
  [999_499, '999 KB'],
  [1_000_000, '1 MB'],
  [10_485_760, '10.5 MB'],
])('%i bytes read “%s”', (bytes, expected) => {
  expect(sizeWords(bytes)).toBe(expected)
})
