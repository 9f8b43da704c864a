import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { appConfig, config, refusal, to, useFilesWorld } from './world.ts'

const world = useFilesWorld()
const state = () => world.service.state().main
const remove = (path: string) => world.demo.call('/api/2.0/workspace/delete', { path })
const fault = (route: string, kind: 'status' | 'reset' | 'drop-after') =>
  world.demo.server.faults.add({ route: `* /api/2.0/workspace/${route}`, kind, status: 403 })

describe('saving as another file', () => {
  const target = '/Workspace/Shared/teams/ml/mine.yml'
  const saveAs = (path = target, more = {}) => world.service.files.saveAs('main', to(path, more))

  test('writes the draft there and goes on there, with its steps to undo', async () => {
    const text = world.read(config)
    world.service.setOutputPath('/Workspace/Shared/mine')
    expect(await saveAs()).toEqual({ outcome: 'done', path: target, leftover: null })
    expect(world.read(config)).toBe(text)
    expect(world.read(target)).toContain('v_start_path: "/Workspace/Shared/mine"')
    expect(state()).toMatchObject({ path: target, unsaved: false, undo: expect.any(String) })
    expect(world.paths.main).toBe(target)
    world.service.undo('main')
    expect(state().unsaved).toBe(true)
    await world.service.save('main', { overwrite: false })
    expect(world.read(target)).toBe(text)
  })

  test('takes edits along that are made while it is written', async () => {
    world.service.setOutputPath('/Workspace/Shared/first')
    world.before.write = () => world.service.setOutputPath('/Workspace/Shared/second')
    await saveAs()
    expect(world.read(target)).toContain('/Workspace/Shared/first')
    expect(state()).toMatchObject({ path: target, unsaved: true })
    expect(world.service.text('main').draft).toContain('/Workspace/Shared/second')
  })

  test('asks before it replaces a file or makes a folder', async () => {
    const there = '/Workspace/Shared/teams/ml/config.yml'
    const before = world.read(there)
    expect(await saveAs(there)).toMatchObject({ outcome: 'exists' })
    expect(world.read(there)).toBe(before)
    expect(await saveAs(there, { overwrite: true })).toMatchObject({ outcome: 'done' })
    expect(world.read(there)).toBe(world.read(config))
    const made = '/Workspace/Shared/new/config.yml'
    expect(await saveAs(made)).toEqual({ outcome: 'no-folder', folder: '/Workspace/Shared/new' })
    expect(await saveAs(made, { makeFolder: true })).toMatchObject({ outcome: 'done' })
  })

  test('does not replace a file that appears at the last moment', async () => {
    world.before.write = () => world.demo.server.workspace.files.write(target, 'theirs: 1\n')
    expect(await saveAs()).toMatchObject({ outcome: 'exists', entry: { path: target } })
    expect(world.read(target)).toBe('theirs: 1\n')
    expect(state().path).toBe(config)
  })

  test('saves the text of a file that is gone, and of one opened from this computer', async () => {
    world.service.setOutputPath('/Workspace/Shared/mine')
    await remove('/Shared/config.yml')
    expect(await saveAs()).toMatchObject({ outcome: 'done' })
    expect(world.read(target)).toContain('/Workspace/Shared/mine')
  })

  test('is refused without a text, and onto the other document', async () => {
    await world.service.setPath('main', '/Workspace/Shared/nothing.yml')
    expect((await refusal(saveAs)).code).toBe('config-missing')
    expect((await refusal(() => saveAs(appConfig))).code).toBe('bad-input')
  })
})

describe('duplicating', () => {
  test('copies the file without the unsaved edits, and stays where it is', async () => {
    const text = world.read(config)
    world.service.setOutputPath('/Workspace/Shared/mine')
    const path = '/Workspace/Shared/config copy.yml'
    expect(await world.service.files.duplicateFile('main', to(path))).toMatchObject({
      outcome: 'done',
    })
    expect(world.read(path)).toBe(text)
    expect(world.read(config)).toBe(text)
    expect(state()).toMatchObject({ path: config, unsaved: true })
    expect(await world.service.files.duplicateFile('main', to(path))).toMatchObject({
      outcome: 'exists',
    })
  })
})

describe('deleting', () => {
  const erase = (evenIfChanged = false) => world.service.files.deleteFile('main', evenIfChanged)
  const restore = () => world.service.undoDelete('main')

  test('is undone as if nothing had happened, unsaved edits included', async () => {
    const text = world.read(config)
    world.service.setOutputPath('/Workspace/Shared/mine')
    const { draft } = world.service.text('main')
    expect(await erase()).toEqual({ outcome: 'deleted', path: config })
    expect(world.read(config)).toBeNull()
    expect(state()).toMatchObject({
      status: 'missing',
      unsaved: false,
      deletedAt: expect.any(Number),
    })
    expect((await restore()).main).toMatchObject({
      status: 'loaded',
      unsaved: true,
      deletedAt: null,
    })
    expect(world.read(config)).toBe(text)
    expect(world.service.text('main').draft).toBe(draft)
    expect((await refusal(restore)).code).toBe('not-found')
  })

  test('can be undone after the next start', async () => {
    const text = world.read(config)
    await erase()
    await world.restart()
    await vi.waitFor(() => expect(state().deletedAt).not.toBeNull())
    await restore()
    expect(world.read(config)).toBe(text)
    expect(state()).toMatchObject({ status: 'loaded', deletedAt: null })
  })

  test('is not told of a file that is just missing', async () => {
    await remove('/Shared/config.yml')
    await world.restart()
    expect(state()).toMatchObject({ status: 'missing', deletedAt: null })
    expect((await refusal(restore)).code).toBe('not-found')
  })

  test('is not undone over a file that is there now, and the text stays in the history', async () => {
    const text = world.read(config)
    await erase()
    world.demo.server.workspace.files.write(config, 'theirs: 1\n')
    expect(await refusal(restore)).toMatchObject({ code: 'already-exists' })
    expect(world.read(config)).toBe('theirs: 1\n')
    const { versions } = world.kept.open()
    const [newest] = (await versions.list('a', config)).versions
    expect(await versions.text('a', newest?.id ?? '')).toBe(text)
  })

  test('is undone with its folder, and also while another file is in use', async () => {
    await world.service.files.saveAs(
      'main',
      to('/Workspace/Shared/new/config.yml', { makeFolder: true }),
    )
    const text = world.read('/Workspace/Shared/new/config.yml')
    await erase()
    await world.demo.call('/api/2.0/workspace/delete', { path: '/Shared/new' })
    await world.service.setPath('main', config)
    await restore()
    expect(world.read('/Workspace/Shared/new/config.yml')).toBe(text)
    expect(state()).toMatchObject({ path: config, status: 'loaded' })
  })

  test('asks when somebody changed the file, and keeps that change', async () => {
    world.demo.server.workspace.files.write(config, 'theirs: 1\n')
    expect(await erase()).toMatchObject({ outcome: 'changed', modifiedAt: expect.any(Number) })
    expect(world.read(config)).toBe('theirs: 1\n')
    expect(await erase(true)).toMatchObject({ outcome: 'deleted' })
    await restore()
    expect(world.read(config)).toBe('theirs: 1\n')
  })

  test('finds the file gone already, and keeps the unsaved edits', async () => {
    world.service.setOutputPath('/Workspace/Shared/mine')
    await remove('/Shared/config.yml')
    expect(await erase()).toEqual({ outcome: 'gone', path: config })
    expect(state()).toMatchObject({ status: 'loaded', unsaved: true })
    expect(await world.service.save('main', { overwrite: false })).toEqual({ outcome: 'saved' })
  })

  test('deletes nothing when the text cannot be kept on this computer', async () => {
    const text = world.read(config)
    await writeFile(join(world.kept.path, 'versions'), 'a file in the place of the folder')
    const error = await refusal(erase)
    expect(error.code).toBe('disk-failed')
    expect(error.message).toContain('config.yml was not deleted')
    expect(world.read(config)).toBe(text)
    expect(state().status).toBe('loaded')
  })

  test('leaves all as it was when it is refused', async () => {
    const text = world.read(config)
    fault('delete', 'status')
    const error = await refusal(erase)
    expect(error).toMatchObject({ code: 'forbidden' })
    expect(error.suggestion).toContain('The file is as it was.')
    expect(world.read(config)).toBe(text)
    expect(state()).toMatchObject({ status: 'loaded', deletedAt: null })
  })

  test('sees that it happened when only the answer is lost', async () => {
    fault('delete', 'drop-after')
    expect(await erase()).toMatchObject({ outcome: 'deleted' })
  })

  test('says when it cannot be told, and can be undone all the same', async () => {
    const text = world.read(config)
    fault('delete', 'drop-after')
    world.before.delete = () => fault('get-status', 'reset')
    expect((await refusal(erase)).message).toContain('It cannot be told whether config.yml')
    world.demo.server.faults.clear()
    expect((await world.service.reload('main', false)).main).toMatchObject({
      status: 'missing',
      deletedAt: expect.any(Number),
    })
    await restore()
    expect(world.read(config)).toBe(text)
  })
})

describe('local copies', () => {
  const place = async () => await mkdtemp(join(world.kept.path, 'local-'))

  test('are opened as one step that undo takes back', async () => {
    const before = world.service.text('main').draft
    const path = join(await place(), 'mine.yml')
    const text = '\uFEFFworkflows: []\r\npipelines: [] # ünïcode\r\n'
    await writeFile(path, text)
    world.local.open = path
    expect(await world.service.files.openLocal('main')).toEqual({ path })
    expect(world.service.text('main').draft).toBe(text)
    expect(state()).toMatchObject({ unsaved: true, undo: 'Open mine.yml' })
    world.service.undo('main')
    expect(world.service.text('main').draft).toBe(before)
  })

  test('become the first text of a file that is not there yet', async () => {
    const path = join(await place(), 'mine.yml')
    await writeFile(path, 'workflows: []\n')
    world.local.open = path
    await world.service.setPath('main', '/Workspace/Shared/nothing.yml')
    await world.service.files.openLocal('main')
    expect(state()).toMatchObject({ status: 'loaded', unsaved: true })
    expect(await world.service.save('main', { overwrite: false })).toEqual({ outcome: 'saved' })
    expect(world.read('/Workspace/Shared/nothing.yml')).toBe('workflows: []\n')
  })

  test.each([
    ['no UTF-8', Buffer.from([0x61, 0xff]), 'config-invalid'],
    ['more than 10 MB', Buffer.alloc(10 * 1024 * 1024 + 1, 'x'), 'too-large'],
  ])('that are %s are refused', async (_name, content, code) => {
    const path = join(await place(), 'mine.yml')
    await writeFile(path, content)
    world.local.open = path
    expect((await refusal(() => world.service.files.openLocal('main'))).code).toBe(code)
    expect(state().unsaved).toBe(false)
  })

  test('that are gone are refused, and a canceled question changes nothing', async () => {
    world.local.open = join(await place(), 'gone.yml')
    expect((await refusal(() => world.service.files.openLocal('main'))).code).toBe('disk-failed')
    world.local.open = null
    expect(await world.service.files.openLocal('main')).toBeNull()
    expect(await world.service.files.saveLocal('main')).toBeNull()
    expect(world.local.asked).toEqual(['config.yml'])
    expect(state().unsaved).toBe(false)
  })

  test('are saved whole, with the unsaved edits', async () => {
    world.service.setOutputPath('/Workspace/Shared/mine')
    const path = join(await place(), 'copy.yml')
    await writeFile(path, 'old')
    world.local.save = path
    expect(await world.service.files.saveLocal('main')).toEqual({ path })
    expect(await readFile(path, 'utf8')).toBe(world.service.text('main').draft)
  })

  test('that cannot be saved leave what was there', async () => {
    const folder = await place()
    world.local.save = join(folder, 'deep', 'copy.yml')
    await writeFile(join(folder, 'deep'), 'a file')
    const error = await refusal(() => world.service.files.saveLocal('main'))
    expect(error).toMatchObject({ code: 'disk-failed' })
    expect(error.suggestion).toContain('choose another one')
    await rm(folder, { recursive: true })
  })
})
