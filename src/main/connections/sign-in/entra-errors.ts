import { AppError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { tidyWords } from './command-words.ts'

export interface EntraSubject {
  tenantId: string
  clientId: string
  /** Of the sign-in server. */
  host: string
}

interface Words {
  message: string
  suggestion: string
}

const portal = 'in the Azure portal under Microsoft Entra ID, App registrations'

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
function wordsOf(code: string, { tenantId, clientId }: EntraSubject): Words | null {
  switch (code) {
    case '7000215':
    case '50012':
      return {
        message: 'Microsoft Entra ID does not accept this client secret.',
        suggestion: `Enter the secret's value, not its id. It is shown only when it is made: make another one ${portal}, Certificates & secrets.`,
      }
    case '7000222':
      return {
        message: 'The client secret has expired.',
        suggestion: `Make another one ${portal}, Certificates & secrets, and enter it here.`,
      }
    case '7000216':
    case '7000218':
      return {
        message: 'Microsoft Entra ID wants a client secret of this application.',
        suggestion: `Make one ${portal}, Certificates & secrets, and enter it here.`,
      }
    case '700016':
      return {
        message: `The tenant has no application with the client id ${clientId}.`,
        suggestion: `Check the application (client) id ${portal}, and that the tenant is the one it belongs to.`,
      }
    case '7000112':
      return {
        message: `The application ${clientId} is disabled.`,
        suggestion: 'Ask an administrator of the tenant to enable it.',
      }
    case '90002':
    case '900023':
      return {
        message: `Microsoft Entra ID knows no tenant “${tenantId}”.`,
        suggestion:
          'Check the tenant id: it is shown in the Azure portal under Microsoft Entra ID. A tenant of another cloud needs that cloud to be chosen.',
      }
    case '900382':
    case '900384':
      return {
        message: `The tenant “${tenantId}” belongs to another cloud.`,
        suggestion: 'Choose the cloud that the workspace is in.',
      }
    case '500011':
    case '650057':
      return {
        message: 'The tenant does not know Azure Databricks.',
        suggestion:
          'Check that it is the tenant of the workspace. Somebody must have opened a workspace in it once.',
      }
    case '53003':
    case '53000':
      return {
        message: 'A conditional access policy keeps the service principal out.',
        suggestion: 'Ask an administrator of the tenant, and connect to the VPN if it needs one.',
      }
    default:
      return null
  }
}

/** Why Microsoft Entra ID gave no token, from its status and the JSON of its answer. */
export function entraFailure(
  status: number,
  answer: Record<string, unknown> | null,
  subject: EntraSubject,
): AppError {
  const description = String(answer?.['error_description'] ?? '')
  const code = /\bAADSTS(\d+)/.exec(description)?.[1] ?? ''
  const details: AppError['details'] = {
    status,
    oauthError: tidyWords(String(answer?.['error'] ?? '')),
    entraCode: code === '' ? null : `AADSTS${code}`,
    // After the first line come ids of the request and times, which a bug report may need.
    said: tidyWords(description),
  }
  const fail = (kind: ErrorCode, { message, suggestion }: Words) =>
    new AppError(kind, message, { suggestion, details })
  if (status === 429) {
    return fail('rate-limited', {
      message: 'Microsoft Entra ID gets more requests than it allows at the moment.',
      suggestion: 'Wait a minute, then try again.',
    })
  }
  if (status >= 500 || answer?.['error'] === 'temporarily_unavailable') {
    return fail('unavailable', {
      message: 'Microsoft Entra ID has a problem of its own at the moment.',
      suggestion:
        'Try again in a minute. The state of Azure is shown at https://status.azure.com/status.',
    })
  }
  const words = wordsOf(code, subject)
  if (words !== null) return fail('unauthorized', words)
  if (answer?.['error'] === undefined) {
    return fail('bad-response', {
      message: `${subject.host} did not answer as Microsoft Entra ID does.`,
      suggestion:
        'Check the proxy and the network: a network sign-in page may answer in its place.',
    })
  }
  return fail('unauthorized', {
    message: `Microsoft Entra ID refused the sign-in${code === '' ? '' : ` (AADSTS${code})`}.`,
    suggestion:
      code === ''
        ? 'Check tenant, client id and secret.'
        : `Check tenant, client id and secret. What the code means is at https://login.microsoftonline.com/error?code=${code}.`,
  })
}
