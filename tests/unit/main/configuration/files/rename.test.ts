import { describe, expect, test } from 'vitest'
import { AppError } from '../../../../../src/shared/errors.ts'
import { config, appConfig, refusal, to, useFilesWorld } from './world.ts'

const world = useFilesWorld()
const target = '/Workspace/Shared/renamed.yml'
const rename = (more = {}) => world.service.files.renameFile('main', to(target, more))
const fault = (route: string, kind: 'status' | 'reset' | 'drop-after', status = 403) =>
  world.demo.server.faults.add({
    route: `${route.includes('import') || route.includes('delete') ? 'POST' : 'GET'} /api/2.0/workspace/${route}`,
    kind,
    status,
  })
const state = () => world.service.state().main
const both = () => ({ old: world.read(config), new: world.read(target) })

describe('renaming a file', () => {
  test('leaves its text, byte for byte, at the new path only, and goes on there', async () => {
    const text = '\uFEFF# mine\r\nworkflows: []\r\npipelines: [] # 🚀'
    world.demo.server.workspace.files.write(config, text)
    await world.service.reload('main', false)
    expect(await rename()).toEqual({ outcome: 'done', path: target, leftover: null })
    expect(both()).toEqual({ old: null, new: text })
    expect(state()).toMatchObject({ path: target, status: 'loaded', unsaved: false })
    expect(world.paths.main).toBe(target)
    expect(world.service.text('main').saved).toBe(text)
  })

  test('takes unsaved edits and the history along', async () => {
    const before = world.read(config)
    world.service.setOutputPath('/Workspace/Shared/first')
    await world.service.save('main', { overwrite: false })
    const saved = world.read(config)
    world.service.setOutputPath('/Workspace/Shared/second')
    await rename()
    expect(world.read(target)).toBe(saved)
    expect(state()).toMatchObject({ path: target, unsaved: true })
    expect(await world.service.save('main', { overwrite: false })).toEqual({ outcome: 'saved' })
    expect(world.read(target)).toContain('/Workspace/Shared/second')
    const { versions } = await world.kept.open().versions.list('a', target)
    expect(versions).toHaveLength(2)
    const { versions: store } = world.kept.open()
    expect(await store.text('a', versions[1]?.id ?? '')).toBe(before)
    expect((await store.list('a', config)).versions).toEqual([])
  })

  test('moves what is in the workspace, not what was read of it before', async () => {
    world.demo.server.workspace.files.write(config, 'workflows: [] # theirs\n')
    world.service.setOutputPath('/Workspace/Shared/mine')
    await rename()
    expect(world.read(target)).toBe('workflows: [] # theirs\n')
    const saved = await world.service.save('main', { overwrite: false })
    expect(saved).toMatchObject({ outcome: 'conflict', remoteText: 'workflows: [] # theirs\n' })
  })

  test('asks before it replaces a file, and keeps what it replaced', async () => {
    const text = world.read(config)
    world.demo.server.workspace.files.write(target, 'other: 1\n')
    expect(await rename()).toMatchObject({
      outcome: 'exists',
      entry: { path: target, kind: 'file', size: 9, modifiedAt: expect.any(Number) },
    })
    expect(both()).toEqual({ old: text, new: 'other: 1\n' })
    expect(state().path).toBe(config)
    expect(await rename({ overwrite: true })).toMatchObject({ outcome: 'done' })
    expect(both()).toEqual({ old: null, new: text })
    const { versions } = world.kept.open()
    const [kept] = (await versions.list('a', target)).versions
    expect(kept?.reason).toBe('overwrite')
    expect(await versions.text('a', kept?.id ?? '')).toBe('other: 1\n')
  })

  test('offers to make a missing folder', async () => {
    const path = '/Workspace/Shared/new/deep/config.yml'
    expect(await world.service.files.renameFile('main', to(path))).toEqual({
      outcome: 'no-folder',
      folder: '/Workspace/Shared/new/deep',
    })
    expect(
      await world.service.files.renameFile('main', to(path, { makeFolder: true })),
    ).toMatchObject({
      outcome: 'done',
    })
    expect(world.read(path)).toContain('workflows:')
  })

  test.each([
    ['the file itself', '/Shared/config.yml', 'bad-input', 'is the file itself'],
    ['the other document', '/Shared/app_config.yml', 'bad-input', 'in use for the other'],
    ['a folder', '/Workspace/Shared/teams', 'invalid-request', 'There is a folder at'],
    [
      'a notebook',
      '/Workspace/Shared/workflow_exporter/validate_config',
      'invalid-request',
      'There is a notebook at',
    ],
    [
      'a dashboard',
      '/Workspace/Shared/teams/ml/KPIs.lvdash.json',
      'invalid-request',
      'a dashboard',
    ],
    ['a place below a file', `${appConfig}/x.yml`, 'invalid-request', 'is a file, not a folder'],
    ['a folder that is closed', '/Workspace/Shared/restricted/x.yml', 'forbidden', 'not allowed'],
    ['a folder to be read only', '/Workspace/Shared/released/x.yml', 'forbidden', 'not allowed'],
  ])('is refused onto %s', async (_name, path, code, words) => {
    const before = world.read(config)
    const error = await refusal(() => world.service.files.renameFile('main', to(path)))
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(world.read(config)).toBe(before)
    expect(state()).toMatchObject({ path: config, status: 'loaded' })
  })

  test.each([
    'Configuração 🚀.yml',
    'إعدادات.yml',
    'a#b?c=d & 100 %.yml',
    `${'n'.repeat(200)}.yml`,
  ])('takes the name %s', async (name) => {
    const text = world.read(config)
    const path = `/Workspace/Shared/${name}`
    expect(await world.service.files.renameFile('main', to(path))).toMatchObject({
      outcome: 'done',
      path,
    })
    expect(world.read(path)).toBe(text)
    await world.restart()
    expect(state()).toMatchObject({ path, status: 'loaded' })
  })
})

describe('a rename that fails half-way', () => {
  test('leaves the file alone when the new one is refused', async () => {
    const text = world.read(config)
    fault('import', 'status')
    const error = await refusal(rename)
    expect(error.code).toBe('forbidden')
    expect(error.message).toContain('config.yml was not renamed.')
    expect(error.suggestion).toContain(`Nothing was written to ${target}.`)
    expect(both()).toEqual({ old: text, new: null })
    expect(state().path).toBe(config)
  })

  test('says what Databricks says about a quota', async () => {
    world.demo.server.faults.add({
      route: 'POST /api/2.0/workspace/import',
      kind: 'status',
      status: 400,
      body: { error_code: 'QUOTA_EXCEEDED', message: 'The folder has too many objects.' },
    })
    const error = await refusal(rename)
    expect(error.message).toContain('too many objects')
    expect(error.suggestion).toContain('no longer needed')
    expect(both().new).toBeNull()
  })

  test('goes on when only the answer to the write is lost', async () => {
    const text = world.read(config)
    fault('import', 'drop-after')
    expect(await rename()).toMatchObject({ outcome: 'done', leftover: null })
    expect(both()).toEqual({ old: null, new: text })
  })

  test('says that nothing was written when the network is lost before the write', async () => {
    const text = world.read(config)
    fault('import', 'reset')
    expect((await refusal(rename)).suggestion).toContain(`Nothing was written to ${target}.`)
    expect(both()).toEqual({ old: text, new: null })
  })

  test('says when it cannot be told whether the new file was written', async () => {
    const text = world.read(config)
    fault('import', 'drop-after')
    world.before.write = () => fault('get-status', 'reset')
    const error = await refusal(rename)
    expect(error.suggestion).toContain('It cannot be told whether')
    world.demo.server.faults.clear()
    expect(both()).toEqual({ old: text, new: text })
    expect(state().path).toBe(config)
  })

  test('keeps both when the new file cannot be read back', async () => {
    const text = world.read(config)
    world.after.write = () => fault('export', 'status')
    const error = await refusal(rename)
    expect(error.suggestion).toContain(`${target} was written, but could not be read back.`)
    expect(both()).toEqual({ old: text, new: text })
    expect(state().path).toBe(config)
  })

  test('keeps both when the new file holds something else', async () => {
    const text = world.read(config)
    world.after.write = () => world.demo.server.workspace.files.write(target, 'theirs: 1\n')
    expect(await refusal(rename)).toMatchObject({ code: 'conflict' })
    expect(both()).toEqual({ old: text, new: 'theirs: 1\n' })
  })

  test('keeps both when somebody edits the old file meanwhile', async () => {
    const text = world.read(config)
    world.after.write = () => world.demo.server.workspace.files.write(config, 'theirs: 1\n')
    const error = await refusal(rename)
    expect(error).toMatchObject({ code: 'conflict' })
    expect(error.suggestion).toContain(`A copy of how it was is at ${target}.`)
    expect(both()).toEqual({ old: 'theirs: 1\n', new: text })
    expect(state().path).toBe(config)
  })

  test('keeps both when the new path cannot be remembered', async () => {
    const text = world.read(config)
    world.rememberError = new AppError('disk-full', 'The disk is full.')
    expect((await refusal(rename)).code).toBe('disk-full')
    expect(both()).toEqual({ old: text, new: text })
    expect(state().path).toBe(config)
  })

  test('goes on at the new path and tells of the old file that may not be deleted', async () => {
    const text = world.read(config)
    fault('delete', 'status')
    const outcome = await rename()
    expect(outcome).toMatchObject({ outcome: 'done', leftover: { code: 'forbidden' } })
    expect(outcome).toMatchObject({
      leftover: { message: expect.stringContaining('the old file is still there') },
    })
    expect(both()).toEqual({ old: text, new: text })
    expect(state().path).toBe(target)
  })

  test('sees that the old file is gone when only the answer is lost', async () => {
    fault('delete', 'drop-after')
    expect(await rename()).toMatchObject({ outcome: 'done', leftover: null })
    expect(both().old).toBeNull()
  })

  test('tells that the old file may be there when the network stays lost', async () => {
    const text = world.read(config)
    fault('delete', 'reset')
    world.before.delete = () => fault('get-status', 'reset')
    expect(await rename()).toMatchObject({
      outcome: 'done',
      leftover: { message: expect.stringContaining('may still be there') },
    })
    expect(both()).toEqual({ old: text, new: text })
    expect(state().path).toBe(target)
  })

  test('is refused where the file is gone already', async () => {
    await world.demo.call('/api/2.0/workspace/delete', { path: '/Shared/config.yml' })
    expect((await refusal(rename)).code).toBe('config-missing')
    expect(both()).toEqual({ old: null, new: null })
  })
})
