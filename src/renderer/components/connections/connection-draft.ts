import type {
  AzureCloud,
  Connection,
  ConnectionColor,
  ConnectionInput,
  SignIn,
} from '../../../shared/connection.ts'
import { hasTypedSecret } from '../../../shared/sign-in-methods.ts'
import { checkClientId, checkHost, checkSecret, checkTenant, cleanTyped } from './field-checks.ts'
import type { FieldCheck } from './field-checks.ts'
import type { FormMethod } from './method-facts.ts'

/** What is typed into a form, of whatever method. */
export interface ConnectionDraft {
  host: string
  tenantId: string
  clientId: string
  cloud: AzureCloud
  profile: string
  secret: string
  name: string
  color: ConnectionColor
}

export type DraftField = 'host' | 'tenantId' | 'clientId' | 'secret' | 'profile'

/** The form of a known connection starts with what is kept of it, which is never its secret. */
export function newDraft(known: Connection | null, host = ''): ConnectionDraft {
  const signIn = known?.signIn
  return {
    host: known?.host ?? host,
    tenantId: (signIn && 'tenantId' in signIn ? signIn.tenantId : null) ?? '',
    clientId: signIn && 'clientId' in signIn ? signIn.clientId : '',
    cloud: signIn && 'cloud' in signIn ? signIn.cloud : 'public',
    profile: signIn && 'profile' in signIn ? signIn.profile : '',
    secret: '',
    name: known?.name ?? '',
    color: known?.color ?? 'none',
  }
}

function signInOf(method: FormMethod, draft: ConnectionDraft): SignIn {
  const clientId = cleanTyped(draft.clientId)
  const tenantId = cleanTyped(draft.tenantId)
  switch (method) {
    case 'service-principal':
      return { method, clientId }
    case 'azure-service-principal':
      return { method, tenantId, clientId, cloud: draft.cloud }
    case 'azure-cli':
      return { method, tenantId: tenantId || null }
    case 'profile':
      return { method, profile: draft.profile }
    default:
      return { method }
  }
}

/** Profiles and the environment bring their own address. */
export function bringsHost(method: FormMethod): boolean {
  return method === 'profile' || method === 'environment'
}

export function inputOf(
  method: FormMethod,
  draft: ConnectionDraft,
  keepSecret: ConnectionInput['keepSecret'],
): ConnectionInput {
  return {
    name: draft.name.trim(),
    color: draft.color,
    host: bringsHost(method) ? null : cleanTyped(draft.host),
    signIn: signInOf(method, draft),
    secret: hasTypedSecret(method) ? cleanTyped(draft.secret) || null : null,
    keepSecret,
  }
}

/** Only name or colour differ: nothing to sign in for. */
export function changesLookOnly(known: Connection, input: ConnectionInput): boolean {
  const sameHost = input.host === null || input.host === known.host
  const sameSignIn = sortedText(input.signIn) === sortedText(known.signIn)
  const samePlace = known.secretKept === 'none' || known.secretKept === input.keepSecret
  return sameHost && sameSignIn && samePlace && input.secret === null
}

function sortedText(value: SignIn): string {
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)))
}

/** The fields of a method with what is to say about each, in the order of the form. */
export function checksOf(
  method: FormMethod,
  draft: ConnectionDraft,
  keepsSecret: boolean,
): Partial<Record<DraftField, FieldCheck>> {
  if (method === 'environment') return {}
  if (method === 'profile') {
    const missing = draft.profile === '' ? 'Choose a profile.' : null
    return { profile: { problem: missing, advice: null } }
  }
  const azure = method === 'azure-cli' || method === 'azure-service-principal'
  const checks: Partial<Record<DraftField, FieldCheck>> = { host: checkHost(draft.host, azure) }
  if (azure) checks.tenantId = checkTenant(draft.tenantId, method !== 'azure-cli')
  if (method === 'service-principal' || method === 'azure-service-principal') {
    checks.clientId = checkClientId(draft.clientId)
  }
  if (hasTypedSecret(method)) {
    checks.secret =
      keepsSecret && draft.secret === ''
        ? { problem: null, advice: 'Empty keeps the one that is stored.' }
        : checkSecret(method, draft.secret)
  }
  return checks
}
