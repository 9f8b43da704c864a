import { readFile, rename } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { FileNode } from './files.ts'
import type { LiveRun } from './runs.ts'

/** All that a demo workspace keeps between two starts. */
export interface DemoState {
  /** When the workspace was made (UTC ms). */
  createdAt: number
  files: FileNode[]
  /** Paths that were there from the beginning and were deleted. */
  removed: string[]
  runs: LiveRun[]
}

const endSchema = z.object({
  result: z.enum(['SUCCESS', 'FAILED', 'CANCELED', 'TIMEDOUT', 'SKIPPED']),
  message: z.string(),
  failedTask: z.string().nullable(),
})

const planSchema = z.object({
  runId: z.number().int(),
  jobId: z.number().int(),
  numberInJob: z.number().int(),
  trigger: z.string(),
  submittedAt: z.number(),
  queueMs: z.number(),
  setupMs: z.number(),
  executionMs: z.number(),
  end: endSchema,
  tasks: z.array(
    z.object({
      key: z.string(),
      startMs: z.number(),
      endMs: z.number(),
      result: z.enum(['SUCCESS', 'FAILED', 'UPSTREAM_FAILED', 'CANCELED', 'TIMEDOUT']),
    }),
  ),
  parameters: z.record(z.string(), z.string()),
  repairs: z
    .array(
      z.object({
        id: z.number().int(),
        at: z.number(),
        endedBefore: z.number(),
        resultBefore: endSchema.shape.result,
        tasks: z.array(z.string()),
      }),
    )
    .optional(),
  cancel: z.object({ at: z.number(), takesMs: z.number() }).nullable(),
})

const outputSchema = z.object({
  configPath: z.string(),
  outputPath: z.string().nullable(),
  items: z.array(
    z.object({
      kind: z.enum(['workflow', 'pipeline']),
      id: z.string(),
      isExisting: z.boolean(),
      libraries: z.boolean(),
    }),
  ),
  skipped: z.number(),
  end: endSchema,
})

const fileSchema = z.object({
  path: z.string().startsWith('/'),
  type: z.enum(['FILE', 'NOTEBOOK', 'DIRECTORY', 'LIBRARY', 'REPO', 'DASHBOARD']),
  objectId: z.number().int(),
  createdAt: z.number(),
  modifiedAt: z.number(),
  language: z.enum(['PYTHON', 'SQL', 'SCALA', 'R']).nullable(),
  /** Text where the bytes are UTF-8, else base64. */
  text: z.string().optional(),
  base64: z.string().optional(),
})

const stateSchema = z.object({
  version: z.literal(1),
  createdAt: z.number(),
  files: z.array(fileSchema),
  removed: z.array(z.string()).default([]),
  runs: z.array(
    z.object({
      plan: planSchema,
      idempotencyToken: z.string().nullable(),
      output: outputSchema.nullable(),
      settled: z.boolean(),
    }),
  ),
})

/**
 * The file a demo workspace lives in. Without a path it lives in memory only.
 * A file that cannot be understood is kept beside as `<name>.bad`, and the workspace starts anew.
 */
export class StateFile {
  readonly #path: string | null
  readonly #snapshot: () => DemoState
  #writing: Promise<void> | null = null
  #again: Promise<void> | null = null

  /** `snapshot` gives the state to be written, at the moment of writing. */
  constructor(path: string | null, snapshot: () => DemoState) {
    this.#path = path
    this.#snapshot = snapshot
  }

  /**
   * Writes the state as it is now; resolves when it is on disk. Calls that come during a write
   * share the next one. Rejects with `disk-full` or `disk-failed`.
   */
  save(): Promise<void> {
    if (this.#path === null) return Promise.resolve()
    if (this.#writing === null) {
      this.#writing = this.#write(this.#path).finally(() => {
        this.#writing = null
      })
      return this.#writing
    }
    this.#again ??= this.#writing
      .catch(() => undefined) // its own callers are told
      .then(() => {
        this.#again = null
        return this.save()
      })
    return this.#again
  }

  async #write(path: string): Promise<void> {
    try {
      await writeFileAtomic(path, encode(this.#snapshot()), { mode: 0o600 })
    } catch (cause) {
      throw diskError('The demo workspace could not be saved', path, cause)
    }
  }
}

/**
 * Reads a state file. `problem` is set when there was one that could not be used; it is then aside.
 */
export async function readState(
  path: string | null,
): Promise<{ state: DemoState | null; problem: AppError | null }> {
  if (path === null) return { state: null, problem: null }
  try {
    return { state: decode(await readFile(path, 'utf8')), problem: null }
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return { state: null, problem: null }
    const aside = `${path}.bad`
    const problem = new AppError(
      'disk-failed',
      'The saved demo workspace could not be read, so it starts anew.',
      { suggestion: `The old file is kept as ${aside}.`, details: { path }, cause },
    )
    await rename(path, aside).catch((error: unknown) => {
      throw diskError(
        'The saved demo workspace cannot be read and cannot be moved aside',
        path,
        error,
      )
    })
    return { state: null, problem }
  }
}

function encode(state: DemoState): string {
  const files = state.files.map(({ content, ...node }) => {
    if (node.type === 'DIRECTORY') return node
    const text = content.toString('utf8')
    return Buffer.from(text).equals(content)
      ? { ...node, text }
      : { ...node, base64: content.toString('base64') }
  })
  const { createdAt, removed, runs } = state
  return JSON.stringify({ version: 1, createdAt, files, removed, runs })
}

function decode(text: string): DemoState {
  const { createdAt, files, removed, runs } = stateSchema.parse(JSON.parse(text))
  return {
    createdAt,
    files: files.map(({ text: plain, base64, ...node }) => ({
      ...node,
      content: base64 === undefined ? Buffer.from(plain ?? '') : Buffer.from(base64, 'base64'),
    })),
    removed,
    runs,
  }
}

function diskError(what: string, path: string, cause: unknown): AppError {
  const code = codeOf(cause)
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  return new AppError(
    full ? 'disk-full' : 'disk-failed',
    `${what}${full ? ': the disk is full.' : '.'}`,
    {
      suggestion: full
        ? 'Free some space and try again.'
        : 'Check that the folder exists and that you may write to it.',
      details: { path, code: code ?? null },
      cause,
    },
  )
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined
}
