import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import FileMenu from '../../../src/renderer/components/configuration/FileMenu.vue'
import { fileEntries } from '../../../src/renderer/components/shell/palette-entries.ts'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import { useReview } from '../../../src/renderer/composables/useReview.ts'
import { useWorkspacePicker } from '../../../src/renderer/composables/useWorkspacePicker.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import type { DocumentState } from '../../../src/shared/configuration.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

const path = '/Workspace/Shared/config.yml'
let wrapper: VueWrapper | undefined

afterEach(() => {
  useConfirm().open.value?.answer(false)
  useWorkspacePicker().close()
  useReview().open.value = false
  wrapper?.unmount()
})

async function show(main: Partial<DocumentState> = {}): Promise<FakeDesktop> {
  const fake = freshDesktop((world) => {
    world.configuration.main = { ...world.configuration.main, ...main }
  })
  const mounted = await mountHere(FileMenu, { document: 'main' })
  wrapper = mounted.wrapper
  return fake
}

async function choose(label: string): Promise<void> {
  await wrapper?.get('[aria-haspopup=menu]').trigger('click')
  await flushPromises()
  const item = wrapper?.findAll('[role=menuitem]').find((each) => each.text() === label)
  await item?.trigger('click')
  await flushPromises()
}

const request = () => {
  const value = useWorkspacePicker().request.value
  if (value === null) throw new Error('the picker is not open')
  return value
}
const inputs = (fake: FakeDesktop, name: string) =>
  fake.calls.filter((call) => call.name === name).map((call) => call.input)
const target = { path: '/Workspace/Shared/new.yml', overwrite: false, makeFolder: false }
const toast = () => useToasts().list.at(-1)

describe('the File menu', () => {
  it('offers only what can be done with the document as it is', async () => {
    await show({ status: 'missing' })
    await wrapper?.get('[aria-haspopup=menu]').trigger('click')
    await flushPromises()
    const enabled = wrapper
      ?.findAll('[role=menuitem]')
      .filter((item) => item.attributes('disabled') === undefined)
    expect(enabled?.map((item) => item.text())).toEqual(['Open…', 'Open a local copy…'])
  })

  it('opens another file, and not again the one in use', async () => {
    const fake = await show()
    await choose('Open…')
    expect(request()).toMatchObject({ mode: 'open', at: path, use: 'main' })
    expect(await request().accept({ ...target, path: '/Shared/config.yml' })).toBeNull()
    expect(inputs(fake, 'configuration.setPath')).toEqual([])
    expect(await request().accept(target)).toBeNull()
    expect(inputs(fake, 'configuration.setPath')).toEqual([{ document: 'main', path: target.path }])
  })

  it('leads to saving unsaved edits before another file is opened', async () => {
    await show({ unsaved: true })
    await choose('Open…')
    expect(useWorkspacePicker().request.value).toBeNull()
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(useReview().open.value).toBe(true)
  })

  it.each([
    ['Save as…', 'configuration.saveAs', 'config.yml', `Saved as ${target.path}`],
    ['Rename…', 'configuration.renameFile', 'config.yml', `Renamed to ${target.path}`],
    ['Duplicate…', 'configuration.duplicateFile', 'config copy.yml', `Copied to ${target.path}`],
  ])('%s asks where to, and passes on what stands in the way', async (label, call, name, words) => {
    const fake = await show()
    await choose(label)
    expect(request()).toMatchObject({ mode: 'save', name, at: path })
    const obstacle = { outcome: 'no-folder', folder: '/Workspace/Shared/x' }
    fake.handle(call as 'configuration.saveAs', () => obstacle)
    expect(await request().accept(target)).toEqual(obstacle)
    expect(useToasts().list).toEqual([])
    fake.handle(call as 'configuration.saveAs', () => ({
      outcome: 'done',
      path: target.path,
      leftover: null,
    }))
    expect(await request().accept(target)).toBeNull()
    expect(inputs(fake, call)).toEqual([
      { document: 'main', ...target },
      { document: 'main', ...target },
    ])
    expect(toast()?.text).toBe(words)
  })

  it('tells of an old file that is still there after a rename', async () => {
    const fake = await show()
    const leftover = new AppError('forbidden', 'The old file is still there.', {
      suggestion: 'Delete it in Databricks.',
    }).toRecord()
    fake.handle('configuration.renameFile', () => ({
      outcome: 'done',
      path: target.path,
      leftover,
    }))
    await choose('Rename…')
    expect(await request().accept(target)).toBeNull()
    expect(toast()).toMatchObject({
      tone: 'error',
      text: 'The old file is still there.',
      suggestion: 'Delete it in Databricks.',
    })
  })

  it('opens the copy from the message about it', async () => {
    const fake = await show()
    await choose('Duplicate…')
    await request().accept(target)
    toast()?.action?.run()
    await flushPromises()
    expect(inputs(fake, 'configuration.setPath')).toEqual([{ document: 'main', path: target.path }])
  })

  it('deletes after a question that names the path, and undoes it from the message', async () => {
    const fake = await show({ unsaved: true })
    await choose('Delete…')
    expect(useConfirm().open.value?.text).toContain(path)
    expect(useConfirm().open.value?.text).toContain('unsaved edits go with it')
    useConfirm().open.value?.answer(false)
    await flushPromises()
    expect(inputs(fake, 'configuration.deleteFile')).toEqual([])
    await choose('Delete…')
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(inputs(fake, 'configuration.deleteFile')).toEqual([
      { document: 'main', evenIfChanged: false },
    ])
    expect(toast()).toMatchObject({ text: `Deleted ${path}`, action: { label: 'Undo' } })
    toast()?.action?.run()
    await flushPromises()
    expect(inputs(fake, 'configuration.undoDelete')).toEqual([{ document: 'main' }])
  })

  it('asks once more when the file changed meanwhile', async () => {
    const fake = await show()
    fake.handle('configuration.deleteFile', ({ evenIfChanged }: { evenIfChanged: boolean }) =>
      evenIfChanged
        ? { outcome: 'deleted', path }
        : { outcome: 'changed', modifiedAt: fake.world.now },
    )
    await choose('Delete…')
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(useConfirm().open.value?.title).toContain('although it changed')
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(toast()?.text).toBe(`Deleted ${path}`)
  })

  it('says why a file was not deleted or not brought back', async () => {
    const fake = await show()
    fake.handle('configuration.deleteFile', () => {
      throw new AppError('forbidden', 'You may not delete it.')
    })
    await choose('Delete…')
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(toast()).toMatchObject({ tone: 'error', text: 'You may not delete it.' })
  })

  it('opens and saves local copies, and says nothing when that is canceled', async () => {
    const fake = await show()
    await choose('Open a local copy…')
    await choose('Save a local copy…')
    expect(useToasts().list).toEqual([])
    fake.handle('configuration.openLocal', () => ({ path: '/home/me/a.yml' }))
    await choose('Open a local copy…')
    expect(toast()?.text).toContain('/home/me/a.yml is in the editor')
    fake.handle('configuration.saveLocal', () => ({ path: '/home/me/b.yml' }))
    await choose('Save a local copy…')
    expect(toast()?.text).toBe('Saved a copy as /home/me/b.yml')
  })
})

describe('the command palette', () => {
  it('has the entries of both files, and goes to the page', async () => {
    freshDesktop()
    const { wrapper: mounted, router } = await mountHere(FileMenu, { document: 'main' })
    wrapper = mounted
    const entries = fileEntries(router)
    expect(entries.map(({ label }) => label)).toContain('Rename… app_config.yml')
    await entries.find(({ id }) => id === 'file.app.save-as')?.run()
    await flushPromises()
    expect(router.currentRoute.value).toMatchObject({
      name: 'configuration',
      query: { document: 'app' },
    })
    expect(request()).toMatchObject({ mode: 'save', name: 'app_config.yml' })
  })
})
