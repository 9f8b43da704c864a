import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { answering, connect, failureOf, oddServer } from './support.ts'

const demo = useDemoWorkspace({ jobs: 5, pipelines: 5 })
const open = () => connect({ host: demo.server.url, token: demo.server.token })
const bytes = (words: string) => new TextEncoder().encode(words)
const overwrite = { overwrite: true }

describe('a file', () => {
  it('is read as it was written, byte for byte', async () => {
    const gateway = await open()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (content) => {
        await gateway.files.write('/Workspace/Shared/any.bin', content, overwrite)
        expect(await gateway.files.read('/Workspace/Shared/any.bin')).toEqual(content)
      }),
      { numRuns: 20 },
    )
  })

  it('is written from a part of a larger buffer', async () => {
    const gateway = await open()
    await gateway.files.write('/Shared/part.txt', bytes('-content-').subarray(1, 8), overwrite)
    expect(demo.server.workspace.files.read('/Shared/part.txt')).toBe('content')
  })

  it('has a status, by either form of its path', async () => {
    const gateway = await open()
    const status = await gateway.files.getStatus('/Workspace/Shared/config.yml')
    expect(status).toMatchObject({ type: 'file', size: expect.any(Number) })
    expect(status.objectId).toMatch(/^\d+$/)
    expect((await gateway.files.getStatus('/Shared/config.yml')).objectId).toBe(status.objectId)
  })

  it('is deleted, and then not found', async () => {
    const gateway = await open()
    await gateway.files.delete('/Shared/config.yml')
    const failures = [
      await failureOf(gateway.files.read('/Shared/config.yml')),
      await failureOf(gateway.files.getStatus('/Shared/config.yml')),
    ]
    expect(failures.map(({ code, message }) => [code, message])).toEqual([
      ['not-found', 'The file /Shared/config.yml does not exist.'],
      ['not-found', 'The path /Shared/config.yml does not exist.'],
    ])
  })

  it('that is there is kept without overwrite', async () => {
    const gateway = await open()
    const before = demo.server.workspace.files.read('/Shared/config.yml')
    const write = gateway.files.write('/Shared/config.yml', bytes('x'), { overwrite: false })
    expect(await failureOf(write)).toMatchObject({
      code: 'already-exists',
      message: 'The file /Shared/config.yml already exists.',
    })
    expect(demo.server.workspace.files.read('/Shared/config.yml')).toBe(before)
  })

  it('needs its folder', async () => {
    const gateway = await open()
    const write = () => gateway.files.write('/Shared/a/b/new.yml', bytes('x'), overwrite)
    expect(await failureOf(write())).toMatchObject({
      code: 'not-found',
      message: 'The folder /Shared/a/b does not exist.',
      suggestion: 'Make the folder first, or choose another one.',
    })
    await gateway.files.makeFolder('/Shared/a/b')
    await gateway.files.makeFolder('/Shared/a/b')
    await write()
    expect(demo.server.workspace.files.read('/Shared/a/b/new.yml')).toBe('x')
  })

  it('above 10 MB is not sent', async () => {
    const server = await oddServer(answering({}))
    const gateway = await connect({ host: server.url, token: 't' })
    const content = new Uint8Array(10 * 1024 * 1024 + 1)
    const failure = await failureOf(gateway.files.write('/a', content, overwrite))
    expect(failure.code).toBe('too-large')
    expect(server.requests).toEqual([])
  })

  it('that Databricks calls too large is said to be', async () => {
    const body = { error_code: 'MAX_NOTEBOOK_SIZE_EXCEEDED', message: 'File size imported is (…)' }
    const server = await oddServer(answering(body, 400))
    const failure = await failureOf(
      (await connect({ host: server.url, token: 't' })).files.read('/a'),
    )
    expect(failure).toMatchObject({
      code: 'too-large',
      message: 'The file /a is too large: Databricks takes files up to 10 MB here.',
    })
  })

  it.each([
    ['no content', {}, ''],
    ['empty content', { content: '' }, ''],
    ['base64 in lines', { content: 'aGVs\nbG8=\n' }, 'hello'],
  ])('arrives with %s', async (_name, answer, words) => {
    const server = await oddServer(answering(answer))
    const gateway = await connect({ host: server.url, token: 't' })
    expect(new TextDecoder().decode(await gateway.files.read('/a'))).toBe(words)
  })

  it('that arrives as something else than base64 is refused rather than mangled', async () => {
    const server = await oddServer(answering({ content: 'not base64!' }))
    const gateway = await connect({ host: server.url, token: 't' })
    expect((await failureOf(gateway.files.read('/a'))).code).toBe('bad-response')
  })

  it.each(['', 'Shared/config.yml', '/a\0b'])('needs a path, which %j is not', async (path) => {
    expect((await failureOf((await open()).files.read(path))).code).toBe('bad-input')
  })
})

describe('a folder', () => {
  it('lists what is in it', async () => {
    const entries = await (await open()).files.list('/Workspace/Shared')
    const types = Object.fromEntries(
      entries.map(({ path, type }) => [path.split('/').at(-1), type]),
    )
    expect(types).toMatchObject({ 'config.yml': 'file', workflow_exporter: 'folder' })
  })

  it('lists kinds that are not known yet as other', async () => {
    const objects = [{ path: '/a', object_id: 1, object_type: 'HOLOGRAM' }]
    const server = await oddServer(answering({ objects }))
    const gateway = await connect({ host: server.url, token: 't' })
    expect(await gateway.files.list('/')).toEqual([
      { path: '/a', type: 'other', objectId: '1', modifiedAt: null, size: null },
    ])
  })
})
