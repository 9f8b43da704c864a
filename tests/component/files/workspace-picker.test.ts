import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import PickerHost from '../../../src/renderer/components/files/PickerHost.vue'
import { useWorkspacePicker } from '../../../src/renderer/composables/useWorkspacePicker.ts'
import type { PickRequest } from '../../../src/renderer/composables/useWorkspacePicker.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type {
  EntryKind,
  FileSearch,
  FileTarget,
  WorkspaceEntry,
} from '../../../src/shared/workspace-files.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { freshDesktop, later, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
const now = Date.UTC(2026, 10, 23, 12)

afterEach(() => {
  useWorkspacePicker().close()
  wrapper?.unmount()
  document.body.innerHTML = ''
})

function entry(path: string, kind: EntryKind = 'file'): WorkspaceEntry {
  const isFile = kind === 'file'
  return {
    path,
    name: path.split('/').at(-1) ?? '',
    kind,
    modifiedAt: isFile ? now - 3 * 86_400_000 : null,
    size: isFile ? 1620 : null,
  }
}

const tree: Record<string, WorkspaceEntry[]> = {
  '/Workspace': [entry('/Workspace/Shared', 'folder'), entry('/Workspace/Users', 'folder')],
  '/Workspace/Shared': [
    entry('/Workspace/Shared/teams', 'folder'),
    entry('/Workspace/Shared/config.yml'),
    entry('/Workspace/Shared/README.md'),
    entry('/Workspace/Shared/report', 'notebook'),
  ],
  '/Workspace/Shared/teams': [entry('/Workspace/Shared/teams/config.prod.yml')],
  '/Workspace/Users': [],
}

function fakeTree(): FakeDesktop {
  const fake = freshDesktop()
  fake.handle('files.list', ({ path }: { path: string }) => {
    const entries = tree[path]
    const known = Object.values(tree).flat()
    const other = known.find((each) => each.path === path && each.kind !== 'folder')
    if (other) {
      throw new AppError('invalid-request', `${path} is a file, not a folder.`, {
        details: { path, kind: other.kind },
      })
    }
    if (path === '/Workspace/closed') throw new AppError('forbidden', 'No.', { suggestion: 'Ask.' })
    if (entries === undefined) throw new AppError('not-found', 'There is nothing.')
    return { path, entries }
  })
  return fake
}

/** Opens the picker; `accepted` has what was chosen. */
async function open(
  fake: FakeDesktop,
  more: Partial<PickRequest> = {},
): Promise<{ accepted: FileTarget[]; fake: FakeDesktop }> {
  const accepted: FileTarget[] = []
  const mounted = await mountHere(PickerHost)
  wrapper = mounted.wrapper
  useWorkspacePicker().pick({
    mode: 'open',
    title: 'Open config.yml',
    action: 'Open',
    use: 'main',
    at: '/Workspace/Shared/config.yml',
    accept(target) {
      accepted.push(target)
      return Promise.resolve(null)
    },
    ...more,
  })
  await flushPromises()
  await flushPromises()
  return { accepted, fake }
}

/** The newest dialog; one that was closed stays for a while, to fade away. */
const dialog = (): HTMLElement => {
  const newest = [...document.querySelectorAll<HTMLElement>('[role=dialog]')].at(-1)
  if (newest === undefined) throw new Error('no dialog is open')
  return newest
}
const one = (selector: string): HTMLElement => {
  const found = dialog().querySelector<HTMLElement>(selector)
  if (found === null) throw new Error(`nothing is ${selector}`)
  return found
}
const options = () => [...dialog().querySelectorAll<HTMLElement>('[role=option]')]
const nameOf = (row: HTMLElement | undefined) =>
  row?.querySelector('.name > :first-child')?.textContent?.trim() ?? null
const names = () => options().map(nameOf)
const currentName = () =>
  nameOf(options().find((row) => row.getAttribute('aria-selected') === 'true'))
const button = (text: string): HTMLButtonElement => {
  const found = [...dialog().querySelectorAll('button')].find(
    (each) => each.textContent?.trim() === text || each.getAttribute('aria-label') === text,
  )
  if (found === undefined) throw new Error(`no button “${text}”`)
  return found
}
async function press(key: string, on: Element = one('[role=listbox]')): Promise<void> {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await flushPromises()
  await flushPromises()
}
async function click(element: HTMLElement): Promise<void> {
  element.click()
  await flushPromises()
  await flushPromises()
}
async function type(selector: string, text: string): Promise<void> {
  const input = one(selector) as HTMLInputElement
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
  await flushPromises()
}
const isOpen = () => useWorkspacePicker().request.value !== null
const shown = () => dialog().textContent ?? ''

describe('browsing', () => {
  it('begins at the file in use, and tells kind, age and size of each entry', async () => {
    await open(fakeTree())
    expect(names()).toEqual(['teams', 'config.yml', 'README.md', 'report'])
    expect(currentName()).toBe('config.yml')
    const row = options()[1]
    expect(row?.textContent).toContain('YAML file')
    expect(row?.textContent).toContain('1.6 KB')
    expect(row?.querySelector('time')?.title).toContain('2026')
    expect(document.activeElement).toBe(one('[role=listbox]'))
  })

  it('walks with the keyboard, into folders and back up to where it came from', async () => {
    await open(fakeTree())
    await press('Home')
    expect(currentName()).toBe('teams')
    await press('Enter')
    expect(names()).toEqual(['config.prod.yml'])
    await press('Backspace')
    expect(names()).toContain('config.yml')
    expect(currentName()).toBe('teams')
    expect(document.activeElement).toBe(one('[role=listbox]'))
    await press('ArrowDown')
    expect(currentName()).toBe('config.yml')
    await press('End')
    expect(currentName()).toBe('report')
    await press('Backspace')
    await press('Backspace')
    expect(names()).toEqual(['Shared', 'Users'])
    expect(button('Up one folder').disabled).toBe(true)
  })

  it('finds a name by its first letters', async () => {
    await open(fakeTree())
    await press('r')
    expect(currentName()).toBe('README.md')
    await press('e')
    await press('p')
    expect(currentName()).toBe('report')
  })

  it('goes where the steps of the path, the places and the recent paths lead', async () => {
    const fake = fakeTree()
    fake.handle('files.recent', () => [
      { ...entry('/Workspace/Shared/teams/config.prod.yml'), usedAt: now },
    ])
    await open(fake)
    await click(button('Workspace'))
    expect(names()).toEqual(['Shared', 'Users'])
    await click(one('.recent'))
    expect(names()).toEqual(['config.prod.yml'])
    expect(currentName()).toBe('config.prod.yml')
    await click(button('Shared'))
    expect(names()).toContain('README.md')
  })

  it('goes to a typed path, also to that of a file', async () => {
    await open(fakeTree())
    await click(button('Type a path'))
    await type('[aria-label="Path in the workspace"]', '/Workspace/Shared/teams/config.prod.yml')
    await click(button('Go'))
    expect(names()).toEqual(['config.prod.yml'])
    expect(currentName()).toBe('config.prod.yml')
  })

  it('says that a folder is empty, closed, missing or not to be read, and leads on', async () => {
    const fake = fakeTree()
    await open(fake, { at: '/Workspace/Users/x.yml' })
    expect(shown()).toContain('This folder is empty')
    useWorkspacePicker().close()
    await flushPromises()
    await open(fake, { at: '/Workspace/closed/x.yml' })
    expect(shown()).toContain('You may not look into closed')
    await click(button('Go up'))
    expect(names()).toEqual(['Shared', 'Users'])
    fake.handle('files.list', () => {
      throw new AppError('network', 'The network is gone.', { suggestion: 'Try again.' })
    })
    await click(button('Shared'))
    expect(one('[role=alert]').textContent).toContain('The network is gone.')
    fake.handle('files.list', ({ path }: { path: string }) => ({ path, entries: tree[path] }))
    await click(button('Try again'))
    expect(names()).toContain('config.yml')
  })

  it('shows the newest folder when answers come late', async () => {
    const fake = fakeTree()
    await open(fake)
    const slow = later<unknown>()
    fake.handle('files.list', ({ path }: { path: string }) =>
      path === '/Workspace/Shared/teams' ? slow.promise : { path, entries: tree[path] },
    )
    await press('Home')
    await press('Enter')
    expect(one('[aria-label=Loading]')).toBeDefined()
    await click(button('Workspace'))
    slow.resolve({ path: '/Workspace/Shared/teams', entries: tree['/Workspace/Shared/teams'] })
    await flushPromises()
    expect(names()).toEqual(['Shared', 'Users'])
  })

  it('draws only some of 3,000 entries, and tells how many there are', async () => {
    const fake = fakeTree()
    const many = Array.from({ length: 3000 }, (_, at) => entry(`/Workspace/Shared/c${at}.yml`))
    fake.handle('files.list', ({ path }: { path: string }) => ({ path, entries: many }))
    await open(fake)
    expect(options().length).toBeLessThan(100)
    expect(options()[0]?.getAttribute('aria-setsize')).toBe('3000')
  })
})

describe('opening a file', () => {
  it('takes YAML files, and others only when asked to', async () => {
    const { accepted } = await open(fakeTree())
    await click(options()[2] as HTMLElement)
    expect(options()[2]?.getAttribute('aria-disabled')).toBe('true')
    expect(button('Open').disabled).toBe(true)
    await press('Enter')
    expect(accepted).toEqual([])
    await click(one('input[type=checkbox]'))
    expect(options()[2]?.getAttribute('aria-disabled')).toBe('false')
    expect(options()[3]?.getAttribute('aria-disabled')).toBe('true')
    await press('Enter')
    expect(accepted).toEqual([
      { path: '/Workspace/Shared/README.md', overwrite: false, makeFolder: false },
    ])
    await vi.waitFor(() => expect(useWorkspacePicker().request.value).toBeNull())
  })

  it('stays with the reason when the file is refused', async () => {
    const { fake } = await open(fakeTree(), {
      accept: () => Promise.reject(new AppError('conflict', 'There are unsaved edits.')),
    })
    expect(fake.calls.some(({ name }) => name === 'files.list')).toBe(true)
    await click(button('Open'))
    expect(one('[role=alert]').textContent).toContain('There are unsaved edits.')
    expect(isOpen()).toBe(true)
  })
})

describe('choosing a folder', () => {
  const request = { mode: 'folder', action: 'Use this folder' } as const

  it('takes the one on screen, or the one that is current in it', async () => {
    const { accepted } = await open(fakeTree(), { ...request, at: '/Workspace/Shared' })
    expect(one('.chosen').textContent?.trim()).toBe('/Workspace/Shared')
    await press('Home')
    expect(one('.chosen').textContent?.trim()).toBe('/Workspace/Shared/teams')
    await click(button('Use this folder'))
    expect(accepted).toMatchObject([{ path: '/Workspace/Shared/teams' }])
  })

  it('offers to make one that is missing', async () => {
    const fake = fakeTree()
    fake.handle('files.makeFolder', ({ path }: { path: string }) => {
      tree[path] = []
      return null
    })
    const { accepted } = await open(fake, { ...request, at: '/Workspace/Shared/new/deep' })
    expect(shown()).toContain('There is no folder deep')
    expect(button('Use this folder').disabled).toBe(true)
    await click(button('Make this folder'))
    expect(shown()).toContain('This folder is empty')
    await click(button('Use this folder'))
    expect(accepted).toMatchObject([{ path: '/Workspace/Shared/new/deep' }])
    delete tree['/Workspace/Shared/new/deep']
  })

  it('makes a new one inside, and says why it cannot', async () => {
    const fake = fakeTree()
    await open(fake, { ...request, at: '/Workspace/Shared' })
    await click(button('New folder'))
    await type('.new input', 'a/b')
    expect(one('.new').textContent).toContain('cannot contain a slash')
    expect(button('Make').disabled).toBe(true)
    fake.handle('files.makeFolder', () => {
      throw new AppError('forbidden', 'You may not write here.')
    })
    await type('.new input', 'made')
    await click(button('Make'))
    expect(one('.new').textContent).toContain('You may not write here.')
    fake.handle('files.makeFolder', () => null)
    await click(button('Make'))
    expect(fake.calls.at(-1)).toEqual({
      name: 'files.list',
      input: { path: '/Workspace/Shared/made' },
    })
  })
})

describe('saving a file', () => {
  const request = { mode: 'save', action: 'Save', name: 'config.yml' } as const
  const name = '.name input'

  it('takes the folder on screen with the name, or a whole path', async () => {
    const { accepted } = await open(fakeTree(), request)
    expect(button('Save').disabled).toBe(false)
    await type(name, 'mine.yml')
    await click(button('Save'))
    expect(accepted).toMatchObject([{ path: '/Workspace/Shared/mine.yml' }])
    useWorkspacePicker().close()
    await flushPromises()
    const second = await open(fakeTree(), request)
    await type(name, '/Workspace/Users/mine.yml')
    await click(button('Save'))
    expect(second.accepted).toMatchObject([{ path: '/Workspace/Users/mine.yml' }])
  })

  it('keeps the proposed name beside the file it begins at', async () => {
    await open(fakeTree(), { ...request, name: 'config copy.yml' })
    expect(currentName()).toBe('config.yml')
    expect((one(name) as HTMLInputElement).value).toBe('config copy.yml')
  })

  it('takes the name of a file that is clicked', async () => {
    await open(fakeTree(), { ...request, name: 'other.yml', at: '/Workspace/Shared/teams/x.yml' })
    expect((one(name) as HTMLInputElement).value).toBe('other.yml')
    await click(options()[0] as HTMLElement)
    expect((one(name) as HTMLInputElement).value).toBe('config.prod.yml')
  })

  it.each([
    ['..', 'stands for a folder'],
    ['a/b', 'cannot contain a slash'],
    ['/Workspace/', 'Name a file'],
  ])('refuses the name %s', async (typed, problem) => {
    await open(fakeTree(), request)
    await type(name, typed)
    expect(shown()).toContain(problem)
    expect(button('Save').disabled).toBe(true)
  })

  it('asks before it replaces, and forgets the question when the name changes', async () => {
    const accepted: FileTarget[] = []
    await open(fakeTree(), {
      ...request,
      accept(target) {
        accepted.push(target)
        return Promise.resolve(
          target.overwrite
            ? null
            : { outcome: 'exists', entry: entry('/Workspace/Shared/config.yml') },
        )
      },
    })
    await click(button('Save'))
    expect(one('.obstacle').textContent).toContain('is already in')
    await type(name, 'x.yml')
    expect(dialog().querySelector('.obstacle')).toBeNull()
    await type(name, 'config.yml')
    await click(button('Save'))
    await click(button('Replace'))
    expect(accepted.map(({ overwrite }) => overwrite)).toEqual([false, false, true])
    await vi.waitFor(() => expect(useWorkspacePicker().request.value).toBeNull())
  })

  it('offers to make a missing folder and goes on', async () => {
    const accepted: FileTarget[] = []
    await open(fakeTree(), {
      ...request,
      accept(target) {
        accepted.push(target)
        return Promise.resolve(
          target.makeFolder ? null : { outcome: 'no-folder', folder: '/Workspace/Shared/new' },
        )
      },
    })
    await type(name, '/Workspace/Shared/new/x.yml')
    await click(button('Save'))
    expect(one('.obstacle').textContent).toContain('There is no folder new')
    await click(button('Make it and go on'))
    expect(accepted).toMatchObject([{ makeFolder: false }, { makeFolder: true }])
  })
})

describe('searching', () => {
  const field = '.search input'
  const found = (more: Partial<FileSearch> = {}): FileSearch => ({
    under: '/Workspace/Shared',
    text: 'prod',
    matches: [{ entry: entry('/Workspace/Shared/teams/config.prod.yml'), ranges: [[7, 11]] }],
    found: 1,
    folders: 4,
    waiting: 0,
    closed: 1,
    state: 'complete',
    error: null,
    ...more,
  })

  it('filters what is loaded at once, then shows what is found below', async () => {
    const fake = fakeTree()
    const answer = later<FileSearch>()
    fake.handle('files.search', () => answer.promise)
    await open(fake)
    await type(field, 'READ')
    expect(names()).toEqual(['README.md'])
    await type(field, 'prod')
    await vi.waitFor(() =>
      expect(fake.calls.filter((call) => call.name === 'files.search')).toEqual([
        { name: 'files.search', input: { under: '/Workspace/Shared', text: 'prod' } },
      ]),
    )
    fake.emit('files.searching', found({ state: 'running', waiting: 3, folders: 2 }))
    await flushPromises()
    expect(names()).toEqual(['config.prod.yml'])
    expect(one('mark').textContent).toBe('prod')
    expect(options()[0]?.textContent).toContain('in teams')
    expect(one('[role=status]').textContent).toContain(
      '1 match in 2 folders so far, 3 folders to go',
    )
    answer.resolve(found())
    await flushPromises()
    expect(one('[role=status]').textContent).toBe('1 match in 4 folders, 1 folder closed to you.')
    expect(currentName()).toBe('config.prod.yml')
  })

  it.each([
    [found({ state: 'limit', found: 500 }), 'Search in a folder further down'],
    [
      found({ state: 'failed', error: new AppError('network', 'The network is gone.').toRecord() }),
      'The network is gone.',
    ],
  ])('tells when it ended early', async (answer, words) => {
    const fake = fakeTree()
    fake.handle('files.search', () => answer)
    await open(fake)
    await type(field, 'prod')
    await vi.waitFor(() => expect(one('[role=status]').textContent).toContain(words))
  })

  it('is stopped by the button, and by Escape, which closes the picker only when it is empty', async () => {
    const fake = fakeTree()
    fake.handle('files.search', () => later().promise)
    await open(fake)
    await type(field, 'prod')
    await vi.waitFor(() => expect(fake.calls.at(-1)?.name).toBe('files.search'))
    fake.emit('files.searching', found({ state: 'running' }))
    await flushPromises()
    await click(button('Stop'))
    expect(fake.calls.at(-1)?.name).toBe('files.cancelSearch')
    expect(one('[role=status]').textContent).toContain('Stopped')
    await press('Escape', one(field))
    expect((one(field) as HTMLInputElement).value).toBe('')
    expect(names()).toContain('config.yml')
    expect(useWorkspacePicker().request.value).not.toBeNull()
    await press('Escape', one(field))
    await vi.waitFor(() => expect(useWorkspacePicker().request.value).toBeNull())
  })

  it('says when nothing is found, and when it failed', async () => {
    const fake = fakeTree()
    fake.handle('files.search', () => found({ text: 'zzz', matches: [], found: 0 }))
    await open(fake)
    await type(field, 'zzz')
    await vi.waitFor(() => expect(shown()).toContain('Nothing found'))
    fake.handle('files.search', () => {
      throw new AppError('not-connected', 'No workspace is connected.')
    })
    await type(field, 'zzzz')
    await vi.waitFor(() => expect(shown()).toContain('The search failed'))
  })

  it('does not take the keys of the page below', async () => {
    const fake = fakeTree()
    await open(fake)
    const listed = () => fake.calls.filter((call) => call.name === 'files.list').length
    const before = listed()
    const outside = vi.fn()
    window.addEventListener('keydown', outside)
    one('[role=listbox]').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'r', ctrlKey: true, bubbles: true }),
    )
    await flushPromises()
    window.removeEventListener('keydown', outside)
    expect(listed()).toBe(before + 1)
    expect(outside).not.toHaveBeenCalled()
  })
})
