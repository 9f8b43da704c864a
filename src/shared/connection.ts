import { z } from 'zod'
import { errorRecordSchema, timestampSchema } from './schemas.ts'

/** A way to sign in. `demo` runs a workspace on this computer; `token` is a personal access token. */
export const connectionMethodSchema = z.enum(['demo', 'token'])
export type ConnectionMethod = z.infer<typeof connectionMethodSchema>

export const connectionIdSchema = z.string().regex(/^[a-z0-9-]{1,64}$/)

/** A workspace plus a way to sign in. Never holds a secret: that is in the keychain under `id`. */
export const connectionSchema = z.object({
  id: connectionIdSchema,
  name: z.string().min(1).max(80),
  /** https origin of the workspace without a trailing slash (http only for loopback). */
  host: z.string().max(300),
  method: connectionMethodSchema,
  /** Whether the secret is in the OS keychain or only in memory until the app quits. */
  secretKept: z.enum(['keychain', 'session']),
  userName: z.string().nullable(),
  createdAt: timestampSchema,
  lastConnectedAt: timestampSchema.nullable(),
})
export type Connection = z.infer<typeof connectionSchema>

export const connectionStatusSchema = z.object({
  state: z.enum(['disconnected', 'connecting', 'connected', 'failed']),
  error: errorRecordSchema.nullable(),
})
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>

/** All the renderer needs about connections: the list, which one is active, and how it stands. */
export const connectionsStateSchema = z.object({
  connections: z.array(connectionSchema),
  activeId: connectionIdSchema.nullable(),
  status: connectionStatusSchema,
})
export type ConnectionsState = z.infer<typeof connectionsStateSchema>

/** What a user types to connect with a personal access token. Only ever travels renderer → main. */
export const tokenConnectionInputSchema = z.object({
  name: z.string().trim().max(80),
  host: z.string().trim().min(1).max(300),
  token: z.string().trim().min(1).max(4096),
})
export type TokenConnectionInput = z.infer<typeof tokenConnectionInputSchema>

export const connectionTestSchema = z.object({
  host: z.string(),
  userName: z.string(),
})
export type ConnectionTest = z.infer<typeof connectionTestSchema>

/** The id of the one built-in demo connection. */
export const demoConnectionId = 'demo'
