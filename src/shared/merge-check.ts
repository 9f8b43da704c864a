import { z } from 'zod'
import { kindSchema } from './catalog.ts'
import { documentKindSchema, problemSchema } from './configuration.ts'
import { longestText } from './limits.ts'

/** A text that came from the draft and from what the workspace has now. */
export const mergedTextSchema = z.object({
  document: documentKindSchema,
  remoteText: z.string().max(longestText),
  text: z.string().max(longestText),
})

/** Whether a merged text can be used: line by line everything may fit together and still be wrong. */
export const mergeCheckSchema = z.object({
  /** False when it is not valid YAML; then nothing but `problems` is known. */
  valid: z.boolean(),
  /** Errors and warnings of the merged text that are not in one of the two versions already. */
  problems: z.array(problemSchema),
  /** Items that are in the merged text more often than in either version: both sides picked them. */
  duplicates: z.array(
    z.object({
      kind: kindSchema,
      name: z.string(),
      /** 1-based lines of the item that stays and of the one too many. */
      firstLine: z.number().int(),
      line: z.number().int(),
      /** Whether the two say the same. */
      same: z.boolean(),
    }),
  ),
  /** Changes of one side that the other did not touch, and that the merged text lacks. */
  lost: z.array(
    z.object({
      side: z.enum(['mine', 'theirs', 'both']),
      /** For example: the workflow “nightly_load” was added. */
      words: z.string(),
    }),
  ),
})
export type MergeCheck = z.infer<typeof mergeCheckSchema>
