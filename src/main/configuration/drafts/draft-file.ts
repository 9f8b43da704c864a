import fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { documentKindSchema } from '../../../shared/configuration.ts'
import type { DocumentKind } from '../../../shared/configuration.ts'
import { timestampSchema, workspacePathSchema } from '../../../shared/schemas.ts'
import { readText } from '../../durable-files.ts'

const storedDraftSchema = z.object({
  version: z.literal(1),
  document: documentKindSchema,
  path: workspacePathSchema,
  /** The text in the workspace that was edited; null when there was none. */
  base: z.string().nullable(),
  /** `modified_at` of that text. */
  modifiedAt: timestampSchema.nullable(),
  draft: z.string(),
  /** When the draft last changed. */
  editedAt: timestampSchema,
})

/** Unsaved edits of a document, with the text that they were made from. */
export type StoredDraft = Omit<z.infer<typeof storedDraftSchema>, 'version'>

/** Two texts of the largest size that the workspace takes, each character of them escaped. */
const mostBytes = 128 * 1024 * 1024

export function writeDraftText(draft: StoredDraft): string {
  return `${JSON.stringify({ version: 1, ...draft })}\n`
}

/**
 * The draft in a file; null when there is none. Throws when the file cannot be read or is not as
 * expected.
 */
export function readDraftFile(file: string, document: DocumentKind): StoredDraft | null {
  const text = readText(file, mostBytes)
  if (text === null) return null
  const { version: _, ...draft } = storedDraftSchema.parse(JSON.parse(text))
  if (draft.document !== document) throw new Error('It belongs to the other document')
  return draft
}

/** Puts a file out of the way, where it is still found; its new name. Throws what renaming throws. */
export function setAside(file: string, why: 'unreadable' | 'other-path', now: number): string {
  const aside = `${file}.${why}-${now}`
  fs.renameSync(file, aside)
  return basename(aside)
}

/** Removes what interrupted writes of a file left behind. */
export function removeLeftovers(file: string): void {
  const folder = dirname(file)
  if (!fs.existsSync(folder)) return
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith(`${basename(file)}.`) && name.endsWith('.tmp')) {
      fs.rmSync(join(folder, name), { force: true })
    }
  }
}
