import { z } from 'zod'
import { versionConflictSchema } from './merge.ts'
import { errorRecordSchema, timestampSchema } from './schemas.ts'
import { itemIdSchema, kindSchema, pickFlagsSchema } from './catalog.ts'
import { longestText } from './limits.ts'

/** The two YAML documents in the workspace: `config.yml` (main) and `app_config.yml` (app). */
export const documentKindSchema = z.enum(['main', 'app'])
export type DocumentKind = z.infer<typeof documentKindSchema>

/**
 * What one click can do about a problem. With `find`, the page goes to the list of that kind with that
 * search text; any other is carried out by `configuration.fix`.
 */
export const problemFixSchema = z.object({
  id: z.string().max(100),
  label: z.string(),
  find: z.object({ kind: kindSchema, text: z.string() }).nullable(),
})
export type ProblemFix = z.infer<typeof problemFixSchema>

/** Something wrong or odd in a draft. Its place is null when it is about the whole document. */
export const problemSchema = z.object({
  /** What kind of problem it is, for example `id-not-digits`; the same in every version. */
  code: z.string(),
  severity: z.enum(['error', 'warning', 'hint']),
  message: z.string(),
  suggestion: z.string(),
  /** 1-based. */
  line: z.number().int().nullable(),
  /** 1-based, in UTF-16 code units. */
  column: z.number().int().nullable(),
  /** The marked text, as UTF-16 offsets in the draft of the state's revision. */
  from: z.number().int().nullable(),
  to: z.number().int().nullable(),
  fixes: z.array(problemFixSchema).max(3),
})
export type Problem = z.infer<typeof problemSchema>

/**
 * One document and its draft.
 * `missing`: nothing at that path, defaults can be created. `failed`: could not be read, see `error`.
 */
export const documentTextSchema = z.object({
  /** Whose text it is: another connection or another file may have come meanwhile. */
  connectionId: z.string().nullable(),
  path: z.string(),
  /** See `documentStateSchema`: what `draft` and `saved` are of. */
  revision: z.number().int(),
  /** The newest revision that came by `editText`; 0 without one. */
  typedRevision: z.number().int(),
  /** See `documentStateSchema`. */
  savedRevision: z.number().int(),
  /** Text in the workspace when last read or written; null when there is none. */
  saved: z.string().nullable(),
  /** Text with the unsaved edits; equals `saved` when there are none. */
  draft: z.string().nullable(),
})
export type DocumentText = z.infer<typeof documentTextSchema>

export const documentStateSchema = z.object({
  document: documentKindSchema,
  path: z.string(),
  status: z.enum(['unloaded', 'loading', 'loaded', 'missing', 'failed']),
  error: errorRecordSchema.nullable(),
  /**
   * Grows with every change of the saved text or the draft; ask `configuration.text` for these. No two
   * texts have the same one, whatever the document or the connection.
   */
  revision: z.number().int(),
  /** Another one than before when the saved text is another one. */
  savedRevision: z.number().int(),
  /** Whether the draft differs from the text in the workspace. */
  unsaved: z.boolean(),
  /** `modified_at` of the file in the workspace. */
  modifiedAt: timestampSchema.nullable(),
  /** Unsaved edits are made from an older text than what is in the workspace now; null while not. */
  outdated: z
    .object({
      /** When the newer text was saved; null when the workspace does not tell. */
      modifiedAt: timestampSchema.nullable(),
      /** The file is not there any more. */
      deleted: z.boolean(),
    })
    .nullable(),
  /** What `undo` and `redo` would take back or make again, in words; null when there is nothing. */
  undo: z.string().nullable(),
  redo: z.string().nullable(),
  problems: z.array(problemSchema),
  /** When the unsaved edits were made that were brought back at the start; null once they were seen. */
  restoredAt: timestampSchema.nullable(),
  /** Why the unsaved edits are not kept on this computer, or why those of before cannot be read. */
  draftError: errorRecordSchema.nullable(),
  /** When the file was deleted with this app and can be brought back; null unless it is missing. */
  deletedAt: timestampSchema.nullable(),
})
export type DocumentState = z.infer<typeof documentStateSchema>

/** UTF-16 offsets in the text before all changes of the call, in ascending order, not overlapping. */
export const textChangeSchema = z.object({
  from: z.number().int().nonnegative(),
  to: z.number().int().nonnegative(),
  insert: z.string().max(longestText),
})
export type TextChange = z.infer<typeof textChangeSchema>

/** What was typed into the draft of a revision since. */
export const editTextInputSchema = z.object({
  document: documentKindSchema,
  revision: z.number().int(),
  changes: z.array(textChangeSchema).min(1).max(200_000),
})
export type EditTextInput = z.infer<typeof editTextInputSchema>

/** What the selection bar says. */
export const selectionSummarySchema = z.object({
  workflows: z.number().int(),
  pipelines: z.number().int(),
  activeWorkflows: z.number().int(),
  activePipelines: z.number().int(),
  withLibraries: z.number().int(),
  /** Items added, removed or switched, plus 1 for each other edited document. */
  unsavedChanges: z.number().int(),
  /** `global_settings.export_libraries: false` overrides every item. */
  librariesOff: z.boolean(),
  /** What `undo` would take back, in words (“Pick 12 workflows”); null when there is nothing. */
  undo: z.string().nullable(),
  /** False while config.yml is not loaded, so nothing can be picked yet. */
  ready: z.boolean(),
})
export type SelectionSummary = z.infer<typeof selectionSummarySchema>

export const configurationStateSchema = z.object({
  connectionId: z.string().nullable(),
  main: documentStateSchema,
  app: documentStateSchema,
  selection: selectionSummarySchema,
  /** `v_start_path` of the draft: where the export goes; null when unset. */
  outputPath: z.string().nullable(),
  exportJob: z.object({ jobId: z.string(), jobName: z.string() }).nullable(),
})
export type ConfigurationState = z.infer<typeof configurationStateSchema>

/** One of a problem's fixes, named by the problem's code and place. */
export const fixInputSchema = z.object({
  document: documentKindSchema,
  /** Of the state that told the problem. */
  revision: z.number().int(),
  code: z.string().max(100),
  from: z.number().int().nonnegative().nullable(),
  fix: z.string().max(100),
})
export type FixInput = z.infer<typeof fixInputSchema>

export const pickInputSchema = z.object({
  kind: kindSchema,
  items: z
    .array(z.object({ id: itemIdSchema, name: z.string().max(4096) }))
    .min(1)
    .max(200_000),
  picked: z.boolean(),
})
export type PickInput = z.infer<typeof pickInputSchema>

export const switchInputSchema = z.object({
  kind: kindSchema,
  ids: z.array(itemIdSchema).min(1).max(200_000),
  flag: z.enum(['isExisting', 'isActive', 'exportLibraries']),
  value: z.boolean(),
})
export type SwitchInput = z.infer<typeof switchInputSchema>

/** Picks some items and takes others out, as one step that one undo takes back. */
export const setPicksInputSchema = z.object({
  kind: kindSchema,
  pick: z
    .array(
      z.object({
        id: itemIdSchema,
        name: z.string().max(4096),
        /** The settings' defaults unless told. */
        flags: pickFlagsSchema.optional(),
      }),
    )
    .max(200_000),
  unpick: z.array(itemIdSchema).max(200_000),
})
export type SetPicksInput = z.infer<typeof setPicksInputSchema>

/** A kept version: a key for its file, and its number there. */
export const versionIdSchema = z.string().regex(/^[0-9a-f]{32}-\d{8}$/)

/**
 * A text that is kept on this computer because something took its place.
 * `save`: a save of this app replaced it. `overwrite`: somebody else had written it, and the user's
 * version replaced it. `delete`: the file was deleted. `draft`: unsaved edits that were given up for
 * what is in the workspace.
 */
export const versionSchema = z.object({
  id: versionIdSchema,
  path: z.string(),
  reason: z.enum(['save', 'overwrite', 'delete', 'draft']),
  /** When it was replaced. */
  keptAt: timestampSchema,
  /** `modified_at` of the file that held it; null for unsaved edits, or when it is not known. */
  modifiedAt: timestampSchema.nullable(),
  bytes: z.number().int().nonnegative(),
  lines: z.number().int().nonnegative(),
  /** Lines that came with what replaced it, and lines that went. */
  added: z.number().int().nonnegative(),
  removed: z.number().int().nonnegative(),
})
export type Version = z.infer<typeof versionSchema>

/** Newest first; `unreadable` counts those that are damaged. */
export const versionListSchema = z.object({
  versions: z.array(versionSchema),
  unreadable: z.number().int().nonnegative(),
})
export type VersionList = z.infer<typeof versionListSchema>

const savedSchema = z.object({ outcome: z.literal('saved') })
const conflictSchema = versionConflictSchema.extend({ outcome: z.literal('conflict') })
const notKeptSchema = z.object({ outcome: z.literal('not-kept'), error: errorRecordSchema })

/**
 * What happened to a save. `conflict`: the file in the workspace changed since it was read; nothing
 * was written, and the user decides. `not-kept`: what would be replaced could not be kept on this
 * computer; nothing was written, and the user decides.
 */
export const saveResultSchema = z.discriminatedUnion('outcome', [
  savedSchema,
  z.object({ outcome: z.literal('unchanged') }),
  conflictSchema,
  notKeptSchema,
])
export type SaveResult = z.infer<typeof saveResultSchema>

/** The user's decision about a conflict. */
export const resolveInputSchema = z.object({
  document: documentKindSchema,
  /** What the user saw in the workspace; when something else is there now, nothing happens. */
  remoteText: z.string().max(longestText).nullable(),
  /** What is to be in the document. */
  text: z.string().max(longestText),
  /**
   * `save` refuses with `config-invalid` a text that is not valid YAML, `save-invalid` writes it all the
   * same, `keep` makes it the draft without writing.
   */
  then: z.enum(['save', 'save-invalid', 'keep']),
  /** Saves also when what is replaced cannot be kept in the history. */
  withoutKeeping: z.boolean().optional(),
})
export type ResolveInput = z.infer<typeof resolveInputSchema>

/** `kept`: the text is the draft now. `conflict`: the file changed again, and the user decides again. */
export const resolveResultSchema = z.discriminatedUnion('outcome', [
  savedSchema,
  z.object({ outcome: z.literal('kept') }),
  conflictSchema,
  notKeptSchema,
])
export type ResolveResult = z.infer<typeof resolveResultSchema>
