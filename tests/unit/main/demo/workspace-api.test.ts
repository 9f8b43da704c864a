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
    expect((await demo.call('/api/2.0/workspace/list?path=/Repos')).body).toEqual({})
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
