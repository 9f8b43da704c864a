import type { Hono } from 'hono'
import { invalidParameter } from './api-errors.ts'
import { mostBytes, tooLarge } from './files.ts'
import type { FileNode } from './files.ts'
import { bodyOf, flagIn, requiredText, textIn } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import type { World } from './world.ts'

const extensions = { PYTHON: 'py', SQL: 'sql', SCALA: 'scala', R: 'r' } as const
const languages = ['PYTHON', 'SQL', 'SCALA', 'R'] as const
/** The first line of a notebook's source by language. */
const notebookMark = /^(#|--|\/\/) Databricks notebook source\r?\n/

/** The Workspace API 2.0: status, list, export, import, mkdirs, delete. */
export function addWorkspaceApi(app: Hono, world: World): void {
  app.get('/api/2.0/workspace/get-status', (context) => {
    const path = requiredText(context.req.query(), 'path')
    return context.json(infoOf(world.files.get(path)))
  })

  app.get('/api/2.0/workspace/list', (context) => {
    const objects = world.files.list(requiredText(context.req.query(), 'path')).map(infoOf)
    return context.json(objects.length === 0 ? {} : { objects })
  })

  app.get('/api/2.0/workspace/export', (context) => {
    const query = context.req.query()
    const node = world.files.get(requiredText(query, 'path'))
    const format = textIn(query, 'format') ?? 'SOURCE'
    if (!['AUTO', 'SOURCE', 'RAW'].includes(format)) {
      throw invalidParameter(`Format ${format} is not supported by the demo workspace.`)
    }
    if (node.type !== 'FILE' && node.type !== 'NOTEBOOK') {
      throw invalidParameter(`Path (${node.path}) is no file; the demo workspace exports files.`)
    }
    if (node.content.length > mostBytes) throw tooLarge()
    const extension = node.language === null ? extensionOf(node.path) : extensions[node.language]
    return context.json({ content: node.content.toString('base64'), file_type: extension })
  })

  app.post('/api/2.0/workspace/import', async (context) => {
    const body = await bodyOf(context)
    const path = requiredText(body, 'path')
    const format = textIn(body, 'format') ?? 'SOURCE'
    const content = contentIn(body)
    world.files.write(notebookPath(path, format, content), content, {
      overwrite: flagIn(body, 'overwrite'),
      now: world.now(),
      ...kindOf(path, format, content, body),
    })
    await world.save()
    return context.json({})
  })

  app.post('/api/2.0/workspace/mkdirs', async (context) => {
    world.files.makeFolder(requiredText(await bodyOf(context), 'path'), world.now())
    await world.save()
    return context.json({})
  })

  app.post('/api/2.0/workspace/delete', async (context) => {
    const body = await bodyOf(context)
    world.files.delete(requiredText(body, 'path'), flagIn(body, 'recursive'))
    await world.save()
    return context.json({})
  })
}

/** An object as the Workspace API describes it: times and size for files only. */
function infoOf(node: FileNode): Record<string, unknown> {
  return {
    object_type: node.type,
    path: node.path,
    object_id: node.objectId,
    resource_id: String(node.objectId),
    ...(node.type === 'FILE'
      ? { created_at: node.createdAt, modified_at: node.modifiedAt, size: node.content.length }
      : {}),
    ...(node.language === null ? {} : { language: node.language }),
  }
}

function contentIn(body: Parameters): Buffer {
  const encoded = textIn(body, 'content') ?? ''
  if (/[^A-Za-z0-9+/=\s]/.test(encoded)) {
    throw invalidParameter('content must be base64-encoded.')
  }
  const content = Buffer.from(encoded, 'base64')
  if (content.length > mostBytes) throw tooLarge()
  return content
}

function isNotebook(format: string, content: Buffer): boolean {
  if (format === 'SOURCE') return true
  return format === 'AUTO' && notebookMark.test(content.subarray(0, 80).toString('utf8'))
}

/** With AUTO, a notebook's source loses its extension, as in Databricks. */
function notebookPath(path: string, format: string, content: Buffer): string {
  if (format !== 'AUTO' || !isNotebook(format, content)) return path
  return path.replace(/\.(py|sql|scala|r)$/i, '')
}

function kindOf(
  path: string,
  format: string,
  content: Buffer,
  body: Parameters,
): { type: 'FILE' | 'NOTEBOOK'; language?: FileNode['language'] } {
  if (!['AUTO', 'RAW', 'SOURCE'].includes(format)) {
    throw invalidParameter(`Format ${format} is not supported by the demo workspace.`)
  }
  if (!isNotebook(format, content)) return { type: 'FILE' }
  const named = textIn(body, 'language')?.toUpperCase()
  const byExtension = extensionOf(path)
  const language =
    languages.find((each) => each === named) ??
    languages.find((each) => extensions[each] === byExtension)
  if (format === 'SOURCE' && language === undefined) {
    throw invalidParameter('Missing required field: language')
  }
  return { type: 'NOTEBOOK', language: language ?? 'PYTHON' }
}

function extensionOf(path: string): string {
  return /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
}
