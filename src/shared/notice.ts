import { z } from 'zod'
import { exportIdSchema } from './export.ts'

/** What a notification of the system would tell, for the page while its window is in front. */
export const noticeSchema = z.object({
  tone: z.enum(['success', 'info', 'error']),
  title: z.string(),
  body: z.string(),
  /** Where its button leads: to an export (null: to all of them), or to the sign-in of a connection. */
  lead: z.discriminatedUnion('to', [
    z.object({ to: z.literal('export'), exportId: exportIdSchema.nullable() }),
    z.object({ to: z.literal('sign-in'), connectionId: z.string() }),
  ]),
})
export type Notice = z.infer<typeof noticeSchema>
