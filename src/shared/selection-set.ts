import { z } from 'zod'
import { longestSetName } from './limits.ts'
import { itemIdSchema, kindSchema, pickFlagsSchema } from './catalog.ts'

export const selectionSetItemSchema = z.object({
  kind: kindSchema,
  id: itemIdSchema,
  name: z.string().max(4096),
  flags: pickFlagsSchema,
})
export type SelectionSetItem = z.infer<typeof selectionSetItemSchema>

export const setIdSchema = z.string().regex(/^[a-z0-9-]{1,64}$/)

/** A saved selection of a connection, without its items. */
export const selectionSetSchema = z.object({
  id: setIdSchema,
  name: z.string().min(1).max(longestSetName),
  workflows: z.number().int(),
  pipelines: z.number().int(),
  savedAt: z.number().int().nonnegative(),
})
export type SelectionSet = z.infer<typeof selectionSetSchema>
