import type { AzureCloud } from '../../../shared/connection.ts'
import { readHostInput } from './host-input.ts'

/** What is said about the text of a field: a problem stands in the way, advice does not. */
export interface FieldCheck {
  problem: string | null
  advice: string | null
}

const fine: FieldCheck = { problem: null, advice: null }
const problem = (text: string): FieldCheck => ({ problem: text, advice: null })
const advice = (text: string): FieldCheck => ({ problem: null, advice: text })

const guid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const domain = /^[a-z\d][a-z\d-]*(\.[a-z\d][a-z\d-]*)+$/i
const quotes = /^(["'`“‘])(.*)["'`”’]$/s

/** What was meant: without the blanks, quotes and `Bearer` that come along when copying. */
export function cleanTyped(typed: string): string {
  const text = typed.trim().replace(quotes, '$2').trim()
  return text.replace(/^bearer\s+/i, '')
}

export function checkHost(typed: string, wantsAzure: boolean): FieldCheck {
  const host = readHostInput(cleanTyped(typed))
  if (host.state === 'empty') return problem('Enter the address of the workspace.')
  if (host.state === 'bad') return problem(host.reason)
  const { hostname } = new URL(host.origin)
  const elsewhere = /\.(cloud|gcp)\.databricks\.com$/.test(hostname)
  if (wantsAzure && elsewhere) {
    return advice('This workspace is not on Azure; its login will not be accepted there.')
  }
  return advice(`Connects to ${host.origin}`)
}

/** The cloud of Microsoft that a workspace address belongs to; null when it does not tell. */
export function cloudOfHost(typed: string): AzureCloud | null {
  const host = readHostInput(cleanTyped(typed))
  if (host.state !== 'ok') return null
  const { hostname } = new URL(host.origin)
  if (hostname.endsWith('.databricks.azure.us')) return 'us-government'
  if (hostname.endsWith('.databricks.azure.cn')) return 'china'
  return hostname.endsWith('.azuredatabricks.net') ? 'public' : null
}

export function checkTenant(typed: string, needed: boolean): FieldCheck {
  const text = cleanTyped(typed)
  if (text === '') return needed ? problem('Enter the id of the tenant.') : fine
  if (guid.test(text) || domain.test(text)) return fine
  return problem('A tenant is a GUID or a domain such as contoso.onmicrosoft.com.')
}

export function checkClientId(typed: string): FieldCheck {
  const text = cleanTyped(typed)
  if (text === '') return problem('Enter the client id.')
  if (/^(dose|dapi)/.test(text)) return problem('This looks like a secret. Enter the id here.')
  if (!/^[\w.-]{1,128}$/.test(text)) return problem('An id has letters, digits and hyphens only.')
  if (!guid.test(text)) return advice('An id is usually a GUID; check that it is complete.')
  return fine
}

/** The shape of secrets, so that a wrong one is noticed before it is sent. */
export function checkSecret(
  method: 'token' | 'service-principal' | 'azure-service-principal',
  typed: string,
): FieldCheck {
  const text = cleanTyped(typed)
  if (text === '') {
    return problem(method === 'token' ? 'Enter the token.' : 'Enter the secret.')
  }
  if (/\s/.test(text)) return problem('It contains spaces or line breaks. Copy it once more.')
  if (method === 'token') {
    if (text.startsWith('dose')) {
      return advice('This looks like the secret of a service principal, not like a token.')
    }
    if (!text.startsWith('dapi')) return advice('A personal access token starts with dapi.')
  }
  if (method === 'service-principal') {
    if (text.startsWith('dapi')) return advice('This looks like a personal access token.')
    if (!text.startsWith('dose')) return advice('An OAuth secret of Databricks starts with dose.')
  }
  if (method === 'azure-service-principal' && guid.test(text)) {
    return problem('This is the id of the secret. Enter its value, which Azure shows only once.')
  }
  return fine
}
