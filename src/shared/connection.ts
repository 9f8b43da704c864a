import { z } from 'zod'
import { longestConnectionName } from './limits.ts'
import { errorRecordSchema, timestampSchema } from './schemas.ts'
import { connectionColors } from './sign-in-methods.ts'

const hostInputSchema = z.string().trim().min(1).max(300)
const guidOrNameSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,127}$/, 'must be a GUID or a domain name')
const clientIdSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9._-]{1,128}$/, 'must be an id')
/** A section of an INI file. */
const profileNameSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\0\r\n\]]+$/, 'must be the name of a profile')

/** Clouds of Microsoft, which have sign-in servers of their own. */
export const azureCloudSchema = z.enum(['public', 'us-government', 'china'])
export type AzureCloud = z.infer<typeof azureCloudSchema>

/**
 * How a connection signs in, without anything secret.
 *
 * | method | secret in the keychain |
 * | --- | --- |
 * | `demo` | token of the workspace on this computer |
 * | `browser` (OAuth user to machine) | refresh token |
 * | `token` (personal access token) | the token |
 * | `service-principal` (OAuth machine to machine) | OAuth secret |
 * | `azure-service-principal` | client secret |
 * | `azure-cli`, `databricks-cli`, `profile`, `environment` | none: asked for or read each time |
 */
export const signInSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('demo') }),
  z.object({ method: z.literal('browser') }),
  z.object({ method: z.literal('token') }),
  z.object({ method: z.literal('service-principal'), clientId: clientIdSchema }),
  z.object({
    method: z.literal('azure-service-principal'),
    tenantId: guidOrNameSchema,
    clientId: clientIdSchema,
    cloud: azureCloudSchema,
  }),
  /** Without a tenant, the one that `az login` chose. */
  z.object({ method: z.literal('azure-cli'), tenantId: guidOrNameSchema.nullable() }),
  z.object({ method: z.literal('databricks-cli') }),
  /** A section of `~/.databrickscfg`, or of the file that `DATABRICKS_CONFIG_FILE` names. */
  z.object({ method: z.literal('profile'), profile: profileNameSchema }),
  /** `DATABRICKS_HOST` and the variables that belong to it. */
  z.object({ method: z.literal('environment') }),
])
export type SignIn = z.infer<typeof signInSchema>
export type ConnectionMethod = SignIn['method']

export const connectionIdSchema = z.string().regex(/^[a-z0-9-]{1,64}$/)

export const connectionColorSchema = z.enum(connectionColors)
export type ConnectionColor = z.infer<typeof connectionColorSchema>

/**
 * Where the secret of a connection is: in the OS keychain, only in memory until the app quits, or
 * not with us at all (`azure-cli` and the like).
 */
export const secretPlaceSchema = z.enum(['keychain', 'session', 'none'])
export type SecretPlace = z.infer<typeof secretPlaceSchema>

/** A workspace plus a way to sign in. Never holds a secret: that is in the keychain under `id`. */
export const connectionSchema = z.object({
  id: connectionIdSchema,
  name: z.string().min(1).max(longestConnectionName),
  color: connectionColorSchema,
  /** https origin of the workspace without a trailing slash (http only for loopback). */
  host: z.string().max(300),
  signIn: signInSchema,
  secretKept: secretPlaceSchema,
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

/**
 * What a user enters to connect. Secrets only ever travel renderer → main. `host` is ignored for
 * `profile` and `environment`, which bring their own. A `secret` of null means the one that is kept
 * already, when a connection is edited.
 */
export const connectionInputSchema = z.object({
  name: z.string().trim().max(longestConnectionName),
  color: connectionColorSchema,
  host: hostInputSchema.nullable(),
  signIn: signInSchema,
  secret: z.string().trim().min(1).max(4096).nullable(),
  /** Where to keep the secret, where there is one. */
  keepSecret: z.enum(['keychain', 'session']),
})
export type ConnectionInput = z.infer<typeof connectionInputSchema>

/** The layers between this computer and a signed-in user, in the order in which they are tried. */
export const connectionLayers = [
  'address',
  'proxy',
  'name',
  'reach',
  'encryption',
  'databricks',
  'clock',
  'sign-in',
  'access',
] as const

export const testStepSchema = z.object({
  layer: z.enum(connectionLayers),
  state: z.enum(['waiting', 'running', 'passed', 'skipped', 'failed']),
  /** What was found, in words: “through proxy.example.com:8080”. Empty while waiting. */
  detail: z.string(),
  /** Why it failed, with what to do next. */
  error: errorRecordSchema.nullable(),
})
export type TestStep = z.infer<typeof testStepSchema>

/** How a test of a connection went; `userName` is null when it did not get to the end. */
export const connectionTestSchema = z.object({
  steps: z.array(testStepSchema),
  host: z.string().nullable(),
  userName: z.string().nullable(),
})
export type ConnectionTest = z.infer<typeof connectionTestSchema>

/** A profile of the Databricks CLI's configuration file, without its secrets. */
export const cliProfileSchema = z.object({
  name: z.string(),
  host: z.string().nullable(),
  /** How it signs in, in words: “personal access token”. */
  kind: z.string(),
  /** Why it cannot be used here, in words; null when it can. */
  problem: z.string().nullable(),
})
export type CliProfile = z.infer<typeof cliProfileSchema>

/** What this computer offers for signing in. */
export const signInOptionsSchema = z.object({
  keychain: z.object({
    available: z.boolean(),
    /** Why not, in words; empty when it is. */
    reason: z.string(),
  }),
  profiles: z.object({
    /** The file, with `~` for the home folder. */
    file: z.string(),
    list: z.array(cliProfileSchema),
    /** Why the file cannot be read, in words; null when it can, and when there is none. */
    problem: z.string().nullable(),
  }),
  /** Null when `DATABRICKS_HOST` is not set. */
  environment: z
    .object({
      host: z.string(),
      kind: z.string(),
      /** Names of the variables, never values. */
      variables: z.array(z.string()),
      problem: z.string().nullable(),
    })
    .nullable(),
  commands: z.object({ az: z.boolean(), databricks: z.boolean() }),
})
export type SignInOptions = z.infer<typeof signInOptionsSchema>

/** What goes when a connection is removed. */
export const removalFactsSchema = z.object({
  hasSecret: z.boolean(),
  cachedWorkflows: z.number().int(),
  cachedPipelines: z.number().int(),
  hasUnsavedEdits: z.boolean(),
  /** Earlier versions of its files that are kept on this computer. */
  keptVersions: z.number().int(),
  activeExports: z.number().int(),
  finishedExports: z.number().int(),
})
export type RemovalFacts = z.infer<typeof removalFactsSchema>

/** The id of the one built-in demo connection. */
export const demoConnectionId = 'demo'
