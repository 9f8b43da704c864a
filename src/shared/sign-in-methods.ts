import type { ConnectionMethod } from './connection.ts'

// Apart from the schemas, so that the page can use them without loading the schema library.

/** Tags that tell connections apart at a glance; `none` is the app's own colour. */
export const connectionColors = ['none', 'red', 'orange', 'green', 'blue', 'violet'] as const

/** Methods whose secret a user types. */
export const secretMethods = ['token', 'service-principal', 'azure-service-principal'] as const
export type SecretMethod = (typeof secretMethods)[number]

export function hasTypedSecret(method: ConnectionMethod): method is SecretMethod {
  return (secretMethods as readonly ConnectionMethod[]).includes(method)
}
