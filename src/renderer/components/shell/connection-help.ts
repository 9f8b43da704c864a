import { hasTypedSecret } from '../../../shared/sign-in-methods.ts'
import type { Connection, ConnectionMethod } from '../../../shared/connection.ts'
import { signInCodes } from '../../../shared/errors.ts'
import type { ErrorRecord } from '../../../shared/errors.ts'
import { networkHelps } from '../connections/test-words.ts'

export interface ConnectionHelp {
  /** Where a new sign-in happens: in the browser, in our form, or with a tool or file of others. */
  signIn: 'browser' | 'form' | 'elsewhere'
  /** The button that leads to the sign-in; empty when that does not help or is not ours to do. */
  label: string
  /** A command to run in a terminal, ready to be copied; empty when there is none. */
  command: string
  /** Whether another proxy or certificate may help. */
  network: boolean
}

const secretNames: Partial<Record<ConnectionMethod, string>> = {
  token: 'Enter a new token',
  'service-principal': 'Enter a new secret',
  'azure-service-principal': 'Enter a new secret',
}

/** The command in words such as: Run “az login --tenant contoso.com” in a terminal, then try again. */
export function commandIn(words: string): string {
  const [, command = ''] = /“((?:az|databricks) [^”<>]+)”/.exec(words) ?? []
  return command
}

/** What helps a connection that failed. */
export function helpFor(
  { signIn }: Pick<Connection, 'signIn'>,
  error: ErrorRecord,
): ConnectionHelp {
  const { method } = signIn
  const place =
    method === 'browser' ? 'browser' : hasTypedSecret(method) ? 'form' : ('elsewhere' as const)
  const label = place === 'browser' ? 'Sign in again' : (secretNames[method] ?? '')
  return {
    signIn: place,
    label: signInCodes.includes(error.code) ? label : '',
    command: commandIn(error.suggestion),
    network: method !== 'demo' && networkHelps(error.code),
  }
}
