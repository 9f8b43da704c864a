import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'

const encode = (text: string) => Buffer.from(text).toString('base64')

describe('the Workspace API', () => {
  const demo = useDemoWorkspace()
  const status = (path: string) =>
    demo.call(`/api/2.0/workspace/get-status?path=${encodeURIComponent(path)}`)
  const upload = (path: string, text: string, more: Record<string, unknown> = {}) =>
    demo.call('/api/2.0/workspace/import', { path, format: 'AUTO', content: encode(text), ...more })
  const download = async (path: string) => {
    const { body } = await demo.call(
      `/api/2.0/workspace/export?format=AUTO&path=${encodeURIComponent(path)}`,
    )
    return Buffer.from(String(body['content']), 'base64').toString()
  }

  it('shows the same object with and without /Workspace', async () => {
    const long = await status('/Workspace/Shared/config.yml')
    expect(long).toEqual(await status('/Shared/config.yml'))
    expect(long.body).toMatchObject({ object_type: 'FILE', path: '/Shared/config.yml' })
    expect(long.body['size']).toBe(Buffer.byteLength(await download('/Shared/config.yml')))
  })

  it('has a config whose items exist, with comments, both flags and foreign sections', async () => {
    const text = await download('/Workspace/Shared/config.yml')
    const config = parse(text) as Record<string, Record<string, unknown>[]>
    expect(text).toContain('# Exported every Friday')
    expect(config['workflows']).toHaveLength(3)
    expect(config['pipelines']).toHaveLength(2)
    expect(config['x_team_notes']).toBeDefined()
    for (const flow of config['workflows'] ?? []) {
      const { body } = await demo.call(`/api/2.2/jobs/get?job_id=${String(flow['job_id'])}`)
      expect(body).toMatchObject({ settings: { name: flow['job_name'] } })
    }
    for (const flow of config['pipelines'] ?? []) {
      const { body } = await demo.call(`/api/2.0/pipelines/${String(flow['pipeline_id'])}`)
      expect(body['name']).toBe(flow['pipeline_name'])
    }
    expect(parse(await download('/Workspace/Shared/app_config.yml'))).toEqual({
      'export-job': { job_name: 'Export_Workflow_Job', job_id: 1290381902 },
    })
  })

  it('shows a notebook as a notebook and a folder as a folder', async () => {
    const notebook = await status('/Shared/workflow_exporter/validate_config')
    expect(notebook.body).toMatchObject({ object_type: 'NOTEBOOK', language: 'PYTHON' })
    expect(notebook.body['size']).toBeUndefined()
    expect((await status('/Shared')).body['object_type']).toBe('DIRECTORY')
    expect((await status('/')).body['object_type']).toBe('DIRECTORY')
  })

  it('lists what is directly in a folder, and nothing for an empty one', async () => {
    const { body } = await demo.call('/api/2.0/workspace/list?path=/Workspace/Shared')
    const paths = (body['objects'] as { path: string }[]).map((object) => object.path)
    expect(paths).toContain('/Shared/config.yml')
    expect(paths.every((path) => path.split('/').length === 3)).toBe(true)
    const empty = await demo.call('/api/2.0/workspace/list?path=/Users/maria.silva@example.com')
    expect(empty.body).toEqual({})
  })

  it('answers 404 for what is not there', async () => {
    const expected = {
      status: 404,
      body: {
        error_code: 'RESOURCE_DOES_NOT_EXIST',
        message: "Path (/Shared/no.yml) doesn't exist.",
      },
    }
    expect(await status('/Shared/no.yml')).toEqual(expected)
    expect(await demo.call('/api/2.0/workspace/export?path=/Shared/no.yml')).toEqual(expected)
    expect(await demo.call('/api/2.0/workspace/delete', { path: '/Shared/no.yml' })).toEqual(
      expected,
    )
  })

  it('imports into a folder that exists only', async () => {
    const missing = await upload('/Workspace/Shared/new/a.yml', 'a: 1')
    expect([missing.status, missing.body['error_code']]).toEqual([404, 'RESOURCE_DOES_NOT_EXIST'])
    expect(
      (await demo.call('/api/2.0/workspace/mkdirs', { path: '/Shared/new/deep' })).status,
    ).toBe(200)
    expect((await demo.call('/api/2.0/workspace/mkdirs', { path: '/Shared/new' })).status).toBe(200)
    expect((await upload('/Workspace/Shared/new/a.yml', 'a: 1')).status).toBe(200)
    expect(await download('/Shared/new/a.yml')).toBe('a: 1')
  })

  it('overwrites only when told to, and keeps the object id', async () => {
    await upload('/Shared/a.yml', 'first')
    const before = (await status('/Shared/a.yml')).body
    const refused = await upload('/Shared/a.yml', 'second')
    expect([refused.status, refused.body['error_code']]).toEqual([400, 'RESOURCE_ALREADY_EXISTS'])
    expect((await upload('/Shared/a.yml', 'second', { overwrite: true })).status).toBe(200)
    const after = (await status('/Shared/a.yml')).body
    expect(after['object_id']).toBe(before['object_id'])
    expect(Number(after['modified_at'])).toBeGreaterThan(Number(before['modified_at']))
    expect(await download('/Shared/a.yml')).toBe('second')
  })

  it('keeps bytes that are no text', async () => {
    const bytes = Buffer.from([0, 255, 254, 13, 10, 128])
    await demo.call('/api/2.0/workspace/import', {
      path: '/Shared/bytes.bin',
      format: 'AUTO',
      content: bytes.toString('base64'),
    })
    const { body } = await demo.call('/api/2.0/workspace/export?path=/Shared/bytes.bin&format=AUTO')
    expect(Buffer.from(String(body['content']), 'base64')).toEqual(bytes)
    expect(body['file_type']).toBe('bin')
  })

  it('takes content up to 10 MB', async () => {
    const most = 10 * 1024 * 1024
    expect((await upload('/Shared/big.txt', 'x'.repeat(most))).status).toBe(200)
    const refused = await upload('/Shared/bigger.txt', 'x'.repeat(most + 1))
    expect([refused.status, refused.body['error_code']]).toEqual([
      400,
      'MAX_NOTEBOOK_SIZE_EXCEEDED',
    ])
  })

  it('refuses content that is not base64 and paths that are not absolute', async () => {
    expect(
      (await demo.call('/api/2.0/workspace/import', { path: '/Shared/a', content: '%%' })).status,
    ).toBe(400)
    expect((await status('Shared')).status).toBe(400)
    expect((await status('/Shared/../x')).status).toBe(400)
    expect((await demo.call('/api/2.0/workspace/get-status')).status).toBe(400)
  })

  it('makes a notebook of source with the notebook mark, and refuses a file in its place', async () => {
    await upload('/Shared/report.py', '# Databricks notebook source\n1 + 1\n')
    expect((await status('/Shared/report')).body).toMatchObject({
      object_type: 'NOTEBOOK',
      language: 'PYTHON',
    })
    const refused = await upload('/Shared/report', 'a: 1', { overwrite: true })
    expect(refused.status).toBe(400)
    expect(refused.body['message']).toContain('different from the existing node type [NOTEBOOK]')
  })

  it('deletes a folder only with recursive, and protected ones never', async () => {
    const remove = (path: string, recursive = false) =>
      demo.call('/api/2.0/workspace/delete', { path, recursive })
    expect((await remove('/Shared/workflow_exporter')).body['error_code']).toBe(
      'DIRECTORY_NOT_EMPTY',
    )
    expect((await remove('/Shared/workflow_exporter', true)).status).toBe(200)
    expect((await status('/Shared/workflow_exporter/validate_config')).status).toBe(404)
    expect((await remove('/Shared', true)).body['error_code']).toBe('DIRECTORY_PROTECTED')
  })
})

describe('the tree that was there before', () => {
  const demo = useDemoWorkspace({ jobs: 20, pipelines: 5 })
  type Info = { path: string; object_type: string; modified_at?: number; size?: number }
  const list = async (path: string) => {
    const { body } = await demo.call(
      `/api/2.0/workspace/list?path=${encodeURIComponent(`/Workspace${path}`)}`,
    )
    return (body['objects'] ?? []) as Info[]
  }
  const call = (name: string, body: object) => demo.call(`/api/2.0/workspace/${name}`, body)
  const status = (path: string) =>
    demo.call(`/api/2.0/workspace/get-status?path=${encodeURIComponent(path)}`)

  it('has every kind of object, a few hundred of them and one folder with 3,000', async () => {
    const counts = new Map<string, number>()
    const types = new Set<string>()
    const walk = async (folder: string): Promise<void> => {
      for (const { path, object_type: type } of await list(folder)) {
        types.add(type)
        counts.set(folder, (counts.get(folder) ?? 0) + 1)
        const isOpen = path !== '/Shared/restricted'
        if (isOpen && (type === 'DIRECTORY' || type === 'REPO')) await walk(path)
      }
    }
    await walk('/')
    expect([...types].sort()).toEqual([
      'DASHBOARD',
      'DIRECTORY',
      'FILE',
      'LIBRARY',
      'NOTEBOOK',
      'REPO',
    ])
    expect(counts.get('/Shared/archive')).toBe(3000)
    const others = [...counts.values()].reduce((sum, each) => sum + each, -3000)
    expect(others).toBeGreaterThan(200)
    expect(others).toBeLessThan(600)
  })

  it('is the same each time, and tells times and sizes of files', async () => {
    const [newest] = (await list('/Shared/archive')).slice(-1)
    expect((await status(newest?.path ?? '')).body).toMatchObject({ ...newest })
    expect(newest?.modified_at).toBeLessThan(Date.now())
    const { body } = await demo.call(
      `/api/2.0/workspace/export?format=AUTO&path=${newest?.path ?? ''}`,
    )
    const text = Buffer.from(String(body['content']), 'base64').toString()
    expect(Buffer.byteLength(text)).toBe(newest?.size)
    expect(parse(text)).toMatchObject({ initial_variables: {}, workflows: expect.anything() })
  })

  it('has names of all sorts, one of 200 characters', async () => {
    const names = (await list('/Shared/odd names')).map(({ path }) => path.split('/').at(-1) ?? '')
    expect(names.some((name) => name.length === 200)).toBe(true)
    expect(names.some((name) => name.includes('🚀'))).toBe(true)
    expect(names.some((name) => /\p{Script=Arabic}/u.test(name))).toBe(true)
    for (const name of names) {
      expect((await status(`/Shared/odd names/${name}`)).status).toBe(200)
    }
  })

  it('has a folder that nobody may open', async () => {
    expect((await status('/Shared/restricted')).status).toBe(200)
    const refused = [
      await demo.call('/api/2.0/workspace/list?path=/Shared/restricted'),
      await status('/Workspace/Shared/restricted/config.yml'),
      await call('import', { path: '/Shared/restricted/a.yml', format: 'AUTO', content: '' }),
      await call('mkdirs', { path: '/Shared/restricted/deep' }),
      await call('delete', { path: '/Shared/restricted', recursive: true }),
    ]
    expect(refused.map(({ status, body }) => [status, body['error_code']])).toEqual(
      refused.map(() => [403, 'PERMISSION_DENIED']),
    )
  })

  it('has a folder that may be read only', async () => {
    const path = '/Shared/released/config.yml'
    expect((await status(path)).status).toBe(200)
    expect(
      (await call('import', { path, format: 'AUTO', content: '', overwrite: true })).status,
    ).toBe(403)
    expect((await call('delete', { path })).status).toBe(403)
    expect((await status(path)).status).toBe(200)
  })

  it('is written over, and what is deleted stays away', async () => {
    const path = '/Shared/teams/crm/config.yml'
    const id = (await status(path)).body['object_id']
    await call('import', { path, format: 'AUTO', content: encode('mine'), overwrite: true })
    expect((await status(path)).body).toMatchObject({ object_id: id, size: 4 })
    expect((await list('/Shared/teams/crm')).filter((each) => each.path === path)).toHaveLength(1)
    await call('delete', { path })
    expect((await status(path)).status).toBe(404)
    await call('delete', { path: '/Shared/teams/crm', recursive: true })
    await call('mkdirs', { path: '/Shared/teams/crm' })
    expect(await list('/Shared/teams/crm')).toEqual([])
    expect((await status('/Shared/teams/crm/notebooks/load')).status).toBe(404)
  })
})
