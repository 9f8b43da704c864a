import { z } from 'zod'
import { documentKindSchema } from './configuration.ts'
import { errorRecordSchema, timestampSchema, workspacePathSchema } from './schemas.ts'

/** A folder or file of the workspace; the top is `/Workspace`. Blanks at the ends may belong to it. */
export const treePathSchema = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^\/[^\0]*$/, 'must start with /')

/** What an object is. `repo` is a Git folder; `other` is a kind that the app does not know. */
export const entryKindSchema = z.enum([
  'folder',
  'repo',
  'file',
  'notebook',
  'library',
  'dashboard',
  'other',
])
export type EntryKind = z.infer<typeof entryKindSchema>

export const workspaceEntrySchema = z.object({
  /** With `/Workspace`. */
  path: z.string(),
  name: z.string(),
  kind: entryKindSchema,
  /** Null where Databricks tells none: for all but files. */
  modifiedAt: timestampSchema.nullable(),
  /** Bytes; null for what has no size. */
  size: z.number().int().nonnegative().nullable(),
})
export type WorkspaceEntry = z.infer<typeof workspaceEntrySchema>

/** What is in a folder: folders first, then the rest, both by name. */
export const folderListingSchema = z.object({
  path: z.string(),
  entries: z.array(workspaceEntrySchema),
})
export type FolderListing = z.infer<typeof folderListingSchema>

/** A search below a folder, as far as it got. */
export const fileSearchSchema = z.object({
  under: z.string(),
  text: z.string(),
  /** The best ones, at most 200. */
  matches: z.array(
    z.object({
      entry: workspaceEntrySchema,
      /** Parts of the name that match, as pairs of UTF-16 offsets. */
      ranges: z.array(z.tuple([z.number().int(), z.number().int()])),
    }),
  ),
  /** All of them. */
  found: z.number().int(),
  /** Folders that were looked through, and those that are known but not yet looked through. */
  folders: z.number().int(),
  waiting: z.number().int(),
  /** Folders that may not be looked into, or that vanished meanwhile. */
  closed: z.number().int(),
  state: z.enum(['running', 'complete', 'limit', 'failed']),
  /** Why it `failed`. */
  error: errorRecordSchema.nullable(),
})
export type FileSearch = z.infer<typeof fileSearchSchema>

/** What a list of recent paths is for: one of the documents, or the output folder. */
export const recentUseSchema = z.enum([...documentKindSchema.options, 'output'])
export type RecentUse = z.infer<typeof recentUseSchema>

export const recentPathSchema = z.object({
  path: z.string(),
  name: z.string(),
  /** Null when it could not be looked up now. */
  kind: entryKindSchema.nullable(),
  modifiedAt: timestampSchema.nullable(),
  size: z.number().int().nonnegative().nullable(),
  usedAt: timestampSchema,
})
export type RecentPath = z.infer<typeof recentPathSchema>

/** Where the file of a document is to be put, and what the user has agreed to. */
export const fileTargetSchema = z.object({
  document: documentKindSchema,
  path: workspacePathSchema,
  /** Replaces a file that is there. */
  overwrite: z.boolean(),
  /** Makes the folder when it is missing. */
  makeFolder: z.boolean(),
})
export type FileTarget = Omit<z.infer<typeof fileTargetSchema>, 'document'>

/**
 * What became of a file that was to be put at a path. `exists`: something is there and was left alone.
 * `no-folder`: its folder is missing. In both cases nothing was written, and the user decides.
 */
export const fileOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('done'),
    path: z.string(),
    /** Why a file that should be gone is still there, or may be. */
    leftover: errorRecordSchema.nullable(),
  }),
  z.object({ outcome: z.literal('exists'), entry: workspaceEntrySchema }),
  z.object({ outcome: z.literal('no-folder'), folder: z.string() }),
])
export type FileOutcome = z.infer<typeof fileOutcomeSchema>

/** `changed`: somebody changed the file since it was read; nothing was deleted, and the user decides. */
export const deleteOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('deleted'), path: z.string() }),
  z.object({ outcome: z.literal('changed'), modifiedAt: timestampSchema.nullable() }),
  z.object({ outcome: z.literal('gone'), path: z.string() }),
])
export type DeleteOutcome = z.infer<typeof deleteOutcomeSchema>
