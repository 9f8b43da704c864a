import { z } from 'zod'
import { errorRecordSchema } from './schemas.ts'

/** How requests leave this computer, for the Settings page. */
export const networkStateSchema = z.object({
  /** The proxy that the environment names, without credentials; null when it names none. */
  environmentProxy: z.object({ url: z.string(), exceptions: z.string() }).nullable(),
  /** Whether a password for the proxy set by hand is kept. */
  hasProxyPassword: z.boolean(),
  /** What is wrong with the proxy settings. */
  proxyError: errorRecordSchema.nullable(),
  /** How many certificate authorities each source gives; null when the runtime cannot read it. */
  certificates: z.object({
    builtIn: z.number().int(),
    system: z.number().int().nullable(),
    file: z.number().int().nullable(),
  }),
  /** Why the PEM file of the settings cannot be used. */
  certificatesError: errorRecordSchema.nullable(),
})
export type NetworkState = z.infer<typeof networkStateSchema>

/** The way to one host: “directly”, or “through proxy.example.com:8080 (system setting)”. */
export const routeDescriptionSchema = z.object({ host: z.string(), route: z.string() })
export type RouteDescription = z.infer<typeof routeDescriptionSchema>
