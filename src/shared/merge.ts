import { z } from 'zod'
import { timestampSchema } from './schemas.ts'

/**
 * A stretch of whole lines in a three-way merge. `agreed`: at most one side changed it, or both in the
 * same way; `from` says who. `conflict`: both sides changed it, each in its way, and the user decides.
 * Every text ends with a line end, except at the end of its version.
 */
export const mergeRegionSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('agreed'),
    from: z.enum(['base', 'mine', 'theirs', 'both']),
    text: z.string(),
  }),
  z.object({
    type: z.literal('conflict'),
    base: z.string(),
    mine: z.string(),
    theirs: z.string(),
  }),
])
export type MergeRegion = z.infer<typeof mergeRegionSchema>

/** Mine (the draft) and theirs (the workspace) brought together over the text that both come from. */
export const mergeSchema = z.object({
  regions: z.array(mergeRegionSchema),
  /** How many regions are conflicts. */
  conflicts: z.number().int(),
  /** The merged text; null while there are conflicts. */
  text: z.string().nullable(),
})
export type Merge = z.infer<typeof mergeSchema>

/** Somebody else changed the file in the workspace after the draft was begun. */
export const versionConflictSchema = z.object({
  /** What is there now; null when the file was deleted. */
  remoteText: z.string().nullable(),
  /** When it was saved there; null when the workspace does not tell. */
  remoteModifiedAt: timestampSchema.nullable(),
  /** The text that the draft was made from; null when there was none. */
  baseText: z.string().nullable(),
  mine: z.string(),
  /** Null when there is nothing to bring together: the file was deleted, or had no text before. */
  merge: mergeSchema.nullable(),
})
export type VersionConflict = z.infer<typeof versionConflictSchema>
