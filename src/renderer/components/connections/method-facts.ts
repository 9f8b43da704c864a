import type { ConnectionMethod } from '../../../shared/connection.ts'

/** Ways to sign in that have a form. */
export type FormMethod = Exclude<ConnectionMethod, 'demo'>

export interface MethodFacts {
  /** Title of the form. */
  title: string
  /** Beside the other methods of the same card. */
  short: string
  /** What it is, for someone who has not heard of it. */
  about: string
  /** The page of Databricks about it. */
  page: string
}

const databricks = 'https://docs.databricks.com/aws/en/dev-tools'
const azure = 'https://learn.microsoft.com/en-us/azure/databricks/dev-tools'

export const methodFacts: Readonly<Record<FormMethod, MethodFacts>> = {
  browser: {
    title: 'Sign in with the browser',
    short: 'Browser',
    about:
      'You sign in on the page of your company, as you do for Databricks itself. The app never sees your password.',
    page: `${databricks}/auth/oauth-u2m`,
  },
  token: {
    title: 'Personal access token',
    short: 'Access token',
    about: 'Create a token in Databricks under Settings, Developer, Access tokens.',
    page: `${databricks}/auth/pat`,
  },
  'service-principal': {
    title: 'Service principal',
    short: 'Service principal',
    about:
      'An identity for programs. Create an OAuth secret on the page of the service principal, under Secrets.',
    page: `${databricks}/auth/oauth-m2m`,
  },
  'azure-service-principal': {
    title: 'Azure service principal',
    short: 'Azure service principal',
    about:
      'An app registration of Microsoft Entra ID. Create a client secret there, under Certificates & secrets.',
    page: `${azure}/auth/azure-sp`,
  },
  'azure-cli': {
    title: 'Azure CLI',
    short: 'Azure CLI',
    about: 'Uses the login of the az command on this computer. Nothing is stored in the app.',
    page: `${azure}/auth/azure-cli`,
  },
  'databricks-cli': {
    title: 'Databricks CLI',
    short: 'Databricks CLI',
    about:
      'Uses the login of the databricks command on this computer. Nothing is stored in the app.',
    page: `${databricks}/cli/authentication`,
  },
  profile: {
    title: 'Use a profile',
    short: 'Profile',
    about:
      'A profile of the configuration file of the Databricks tools. It is read each time; its secrets are not copied.',
    page: `${databricks}/auth/config-profiles`,
  },
  environment: {
    title: 'Use the environment',
    short: 'Environment',
    about: 'The variables with which the app was started. Their values are not copied.',
    page: `${databricks}/auth/env-vars`,
  },
}

/** Cards of the welcome page and the methods behind each. */
export const ways = {
  browser: ['browser'],
  profile: ['profile'],
  key: ['token', 'service-principal', 'azure-service-principal'],
  cli: ['azure-cli', 'databricks-cli'],
  environment: ['environment'],
} as const satisfies Record<string, readonly FormMethod[]>

export type Way = keyof typeof ways

export function isWay(value: unknown): value is Way {
  return typeof value === 'string' && Object.hasOwn(ways, value)
}

/** Command-line tools that sign in, and where to get them. */
export const commandTools = {
  'azure-cli': {
    command: 'az',
    name: 'Azure CLI',
    install: 'https://learn.microsoft.com/en-us/cli/azure/install-azure-cli',
  },
  'databricks-cli': {
    command: 'databricks',
    name: 'Databricks CLI',
    install: `${databricks}/cli/install`,
  },
} as const
