import type { Connection, SignInOptions } from '../../../shared/connection.ts'

/** What to do to sign in again with a connection that has no secret to type. */
export interface Renewal {
  about: string
  /** To be run in a terminal; null when there is none. */
  command: string | null
  /** Label of the button that goes on. */
  action: string
}

export function renewalOf(connection: Connection, options: SignInOptions | null): Renewal {
  const { signIn, host } = connection
  switch (signIn.method) {
    case 'browser':
      return {
        about: `Opens the sign-in page of ${host} in your browser.`,
        command: null,
        action: 'Sign in with the browser',
      }
    case 'azure-cli':
      return {
        about: 'Sign in with the Azure CLI. Run this in a terminal, then try again.',
        command: signIn.tenantId === null ? 'az login' : `az login --tenant ${signIn.tenantId}`,
        action: 'Try again',
      }
    case 'databricks-cli':
      return {
        about: 'Sign in with the Databricks CLI. Run this in a terminal, then try again.',
        command: `databricks auth login --host ${host}`,
        action: 'Try again',
      }
    case 'profile': {
      const profile = options?.profiles.list.find(({ name }) => name === signIn.profile)
      const file = options?.profiles.file ?? 'the configuration file'
      const kind = profile ? ` (${profile.kind})` : ''
      return {
        about: `Renew the profile ${signIn.profile}${kind} in ${file}, then try again. If it uses the login of the Databricks CLI, run this in a terminal:`,
        command: `databricks auth login --profile ${quoted(signIn.profile)}`,
        action: 'Try again',
      }
    }
    case 'environment': {
      const names = options?.environment?.variables.join(', ')
      const which = names ? ` (${names})` : ''
      return {
        about: `The app knows the variables${which} as they were when it started. Set them anew and start the app again, or try again if what they name has been renewed.`,
        command: null,
        action: 'Try again',
      }
    }
    default:
      return { about: `Signs in to ${host} again.`, command: null, action: 'Try again' }
  }
}

function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`
}
