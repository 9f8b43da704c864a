import type { ObjectInfo } from '@databricks/sdk-experimental/dist/apis/workspace/index.js'
import { AppError } from '../../shared/errors.ts'
import type { Call } from './call.ts'
import type { CallOptions, WorkspaceFilesApi, WorkspaceFileStatus } from './gateway.ts'
import { fromNumber } from './ids.ts'
import { text, time } from './read.ts'

/** Limit of workspace/export and workspace/import. */
const maxBytes = 10 * 1024 * 1024

/** https://docs.databricks.com/api/workspace/workspace */
export function createFilesApi({ call }: { call: Call }): WorkspaceFilesApi {
  return {
    async getStatus(path, options = {}) {
      checkPath(path)
      const plan = { thing: `the path ${path}`, safe: true }
      const status = await call(plan, options, (sdk, context) =>
        sdk.workspace.getStatus({ path }, context),
      )
      return toStatus(status, path)
    },

    async list(path, options = {}) {
      checkPath(path)
      const plan = { thing: `the folder ${path}`, safe: true }
      const entries = await call(plan, options, async (sdk, context) => {
        const all: ObjectInfo[] = []
        for await (const entry of sdk.workspace.list({ path }, context)) all.push(entry)
        return all
      })
      return entries.map((entry) => toStatus(entry, path))
    },

    async read(path, options = {}) {
      return (await exported(call, path, options)).content
    },

    export: (path, options = {}) => exported(call, path, options),

    async write(path, content, { overwrite }, options = {}) {
      checkPath(path)
      if (content.byteLength > maxBytes) {
        throw new AppError('too-large', `The file ${path} would be larger than 10 MB.`, {
          suggestion: 'Databricks takes files up to 10 MB here. Make it smaller.',
        })
      }
      // Without `overwrite` a repeat finds the file of the first attempt and reports it as foreign.
      const plan = { thing: `the file ${path}`, safe: overwrite, deadline: 'contentMs' } as const
      const request = {
        path,
        format: 'AUTO',
        content: Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString(
          'base64',
        ),
        overwrite,
      } as const
      try {
        await call(plan, options, (sdk, context) => sdk.workspace.import(request, context))
      } catch (error) {
        throw missingFolder(error, path)
      }
    },

    async makeFolder(path, options = {}) {
      checkPath(path)
      const plan = { thing: `the folder ${path}`, safe: true }
      await call(plan, options, (sdk, context) => sdk.workspace.mkdirs({ path }, context))
    },

    async delete(path, options = {}) {
      checkPath(path)
      const plan = { thing: `the path ${path}`, safe: false }
      await call(plan, options, (sdk, context) => sdk.workspace.delete({ path }, context))
    },
  }
}

async function exported(
  call: Call,
  path: string,
  options: CallOptions,
): ReturnType<WorkspaceFilesApi['export']> {
  checkPath(path)
  const plan = { thing: `the file ${path}`, safe: true, deadline: 'contentMs' } as const
  const answer = await call(plan, options, (sdk, context) =>
    sdk.workspace.export({ path, format: 'AUTO' }, context),
  )
  return { content: fromBase64(answer.content, path), fileType: text(answer.file_type) }
}

function toStatus(info: ObjectInfo, asked: string): WorkspaceFileStatus {
  return {
    path: text(info.path) ?? asked,
    type: types.get(info.object_type ?? '') ?? 'other',
    objectId: fromNumber(info.object_id, 'workspace object'),
    modifiedAt: time(info.modified_at),
    size: typeof info.size === 'number' ? info.size : null,
  }
}

const types: ReadonlyMap<string, WorkspaceFileStatus['type']> = new Map([
  ['FILE', 'file'],
  ['NOTEBOOK', 'notebook'],
  ['DIRECTORY', 'folder'],
  ['LIBRARY', 'library'],
  ['REPO', 'repo'],
  ['DASHBOARD', 'dashboard'],
])

function checkPath(path: string): void {
  if (path.startsWith('/') && path.length <= 4096 && !path.includes('\0')) return
  throw new AppError('bad-input', 'This is not a workspace path: it must begin with a slash.', {
    suggestion: 'Enter it as in the workspace browser, for example /Workspace/Shared/config.yml.',
  })
}

/** An empty file has no `content` in the answer. Node.js drops what is no base64, so look first. */
function fromBase64(content: unknown, path: string): Uint8Array {
  if (content === undefined || content === null || content === '') return new Uint8Array()
  if (typeof content === 'string' && /^[\w+/-]*={0,2}$/.test(content.replace(/\s+/g, ''))) {
    return new Uint8Array(Buffer.from(content, 'base64'))
  }
  throw new AppError(
    'bad-response',
    `The content of ${path} arrived in a form the app cannot read.`,
    {
      suggestion: 'Try again. If it happens again, open the file in Databricks.',
    },
  )
}

/** Importing into a folder that is not there answers like a missing file does. */
function missingFolder(error: unknown, path: string): unknown {
  if (!(error instanceof AppError) || error.code !== 'not-found') return error
  const folder = path.slice(0, Math.max(1, path.lastIndexOf('/')))
  return new AppError('not-found', `The folder ${folder} does not exist.`, {
    suggestion: 'Make the folder first, or choose another one.',
    details: error.details,
    cause: error,
  })
}
