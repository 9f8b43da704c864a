import type { ErrorCode } from '../../shared/errors.ts'
import { AppError } from '../../shared/errors.ts'
import type { ErrorSubject } from './errors.ts'
import type { HttpFailure } from './failures.ts'
import { retryAfterMs } from './retry.ts'

/**
 * An answer with an error status as words. Status codes and error codes as in
 * https://docs.databricks.com/api/workspace/introduction; where both are there, the error code wins,
 * because Databricks sends 400 for many things.
 */
export function httpError(failure: HttpFailure, subject: ErrorSubject): AppError {
  const { host } = subject
  const details: AppError['details'] = {
    ...failure.request,
    status: failure.status,
    errorCode: failure.errorCode,
    databricksMessage: tidy(failure.serverMessage),
  }
  if (failure.status >= 300 && failure.status < 400) {
    const where = failure.redirectedTo ?? 'another address'
    return notDatabricks(host, `it sends callers on to ${where}`, { details, cause: failure })
  }
  const code = codeOf(failure)
  if (code === 'not-databricks') {
    return notDatabricks(host, 'it does not know the Databricks API', { details, cause: failure })
  }
  const waitMs = retryAfterMs(failure.retryAfter, subject.now)
  if (waitMs !== null) details.retryAfterSeconds = Math.ceil(waitMs / 1000)
  const { message, suggestion } = words(code, failure, subject, waitMs)
  return new AppError(code, message, { suggestion, details, cause: failure })
}

/** The host answers, but not as Databricks does. */
export function notDatabricks(
  host: string,
  what: string,
  options: { details: AppError['details']; cause: unknown },
): AppError {
  return new AppError('bad-response', `${host} is not a Databricks workspace: ${what}.`, {
    suggestion:
      'Check the workspace address: open it in a browser and copy the part before the first single slash, for example https://adb-1234567890123456.7.azuredatabricks.net. A proxy or a network sign-in page can be the reason too.',
    ...options,
  })
}

/** What the identity call is about; its refusals have words of their own. */
export const signedInUser = 'the signed-in user'

const byErrorCode: Readonly<Record<string, ErrorCode>> = {
  RESOURCE_DOES_NOT_EXIST: 'not-found',
  NOT_FOUND: 'not-found',
  DIRECTORY_NOT_FOUND: 'not-found',
  RESOURCE_ALREADY_EXISTS: 'already-exists',
  ALREADY_EXISTS: 'already-exists',
  MAX_NOTEBOOK_SIZE_EXCEEDED: 'too-large',
  MAX_READ_SIZE_EXCEEDED: 'too-large',
  MAX_BLOCK_SIZE_EXCEEDED: 'too-large',
  PERMISSION_DENIED: 'forbidden',
  QUOTA_EXCEEDED: 'invalid-request',
  UNAUTHENTICATED: 'unauthorized',
  REQUEST_LIMIT_EXCEEDED: 'rate-limited',
  RESOURCE_EXHAUSTED: 'rate-limited',
  RESOURCE_CONFLICT: 'conflict',
  ABORTED: 'conflict',
  INVALID_STATE: 'conflict',
  DIRECTORY_NOT_EMPTY: 'conflict',
  TEMPORARILY_UNAVAILABLE: 'unavailable',
  INTERNAL_ERROR: 'unavailable',
  DEADLINE_EXCEEDED: 'timeout',
}

const byStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  407: 'network',
  408: 'timeout',
  409: 'conflict',
  413: 'too-large',
  429: 'rate-limited',
}

function codeOf({
  status,
  errorCode,
  serverMessage,
  html,
}: HttpFailure): ErrorCode | 'not-databricks' {
  if (status === 401 || (status < 500 && aboutToken.test(serverMessage))) return 'unauthorized'
  // "No API found for 'GET /…'": the host speaks like Databricks but has no such API.
  const knowsNoApi = errorCode === 'ENDPOINT_NOT_FOUND' || /^no api found/i.test(serverMessage)
  if (status === 404 && (knowsNoApi || html || (errorCode === '' && serverMessage === ''))) {
    return 'not-databricks'
  }
  if (status === 400 && errorCode === 'INVALID_PARAMETER_VALUE' && isMissing(serverMessage)) {
    return 'not-found'
  }
  if (status === 400 && html) return 'not-databricks'
  if (status === 400 && aboutSize.test(serverMessage)) return 'too-large'
  const code = byErrorCode[errorCode] ?? byStatus[status]
  if (code !== undefined) return code
  return status >= 500 ? 'unavailable' : 'invalid-request'
}

/** How Databricks speaks of a bad token with a status other than 401. */
export const aboutToken =
  /(invalid|expired|missing|malformed) (access )?token|token (is |has |was )?(expired|invalid|revoked)|unauthorized access to org|jsonwebtoken/i

/** "File size imported is (11396743 bytes), exceeded max size (10485760 bytes)", with BAD_REQUEST. */
const aboutSize = /\b(content|file) size\b.*\bexceed(s|ed)?\b/i

function isMissing(message: string): boolean {
  return /(does not|doesn't) exist|not found|no such/i.test(message)
}

function words(
  code: ErrorCode,
  failure: HttpFailure,
  { host, thing }: ErrorSubject,
  waitMs: number | null,
): { message: string; suggestion: string } {
  const said = tidy(failure.serverMessage)
  const quoted = said === '' ? `status ${failure.status}` : `“${said}”`
  const wait = waitMs === null ? 'a minute' : seconds(waitMs)
  switch (code) {
    case 'unauthorized':
      return {
        message: `${host} did not accept the sign-in.`,
        suggestion:
          'It may have expired, been revoked, or belong to another workspace. Sign in again; a new access token is made in Databricks under Settings, Developer, Access tokens.',
      }
    case 'forbidden':
      if (blockedAddress.test(failure.serverMessage))
        return blockedWords(failure.serverMessage, host)
      if (thing === signedInUser) {
        return {
          message: `${host} knows you, but does not let you in: ${quoted}.`,
          suggestion: 'Ask an administrator of the workspace to add you to it.',
        }
      }
      return {
        message: `You are not allowed to use ${thing}: ${quoted}.`,
        suggestion:
          'Ask an administrator of the workspace, or the owner, for permission, or sign in as somebody who has it.',
      }
    case 'not-found':
      return {
        message: `${capital(thing)} does not exist.`,
        suggestion:
          'It may have been deleted or renamed, or you may not have permission to see it. Refresh and choose again.',
      }
    case 'already-exists':
      return {
        message: `${capital(thing)} already exists.`,
        suggestion: 'Choose another name, or load what is there first.',
      }
    case 'conflict':
      return {
        message: `Databricks refused this for ${thing} as it is now: ${quoted}.`,
        suggestion: 'Refresh to see how it is now, then try again.',
      }
    case 'too-large':
      return {
        message: `${capital(thing)} is too large: Databricks takes files up to 10 MB here.`,
        suggestion: 'Make it smaller, or choose another file.',
      }
    case 'rate-limited':
      return {
        message: `${host} gets more requests than it allows at the moment.`,
        suggestion: `Wait ${wait}, then try again. Other tools that use the same workspace count too.`,
      }
    case 'timeout':
      return {
        message: `${host} took too long for ${thing}.`,
        suggestion: 'Try again in a minute.',
      }
    case 'unavailable':
      return {
        message: `${host} has a problem of its own at the moment (status ${failure.status}).`,
        suggestion: `Try again in ${wait}. The state of Databricks is shown at https://status.databricks.com.`,
      }
    case 'network':
      return {
        message: 'The proxy of this network wants a sign-in of its own.',
        suggestion: 'Ask your IT department how programs get through the proxy.',
      }
    default:
      if (aboutQuota.test(`${failure.errorCode} ${failure.serverMessage}`)) {
        return {
          message: `The workspace has reached a limit, so ${thing} was not written: ${quoted}.`,
          suggestion:
            'Delete files or folders that are no longer needed there, choose another folder, or ask an administrator to raise the limit.',
        }
      }
      return {
        message: `Databricks refused the request for ${thing}: ${quoted}.`,
        suggestion: 'Check what was entered. The log on the Activity page has the technical facts.',
      }
  }
}

const aboutQuota = /quota|limit_exceeded|too many (objects|files|notebooks)/i

/** https://docs.databricks.com/aws/en/security/network/front-end/ip-access-list-workspace */
const blockedAddress = /blocked by (a )?databricks ip acl|ip access list|not in the allowed ip/i

function blockedWords(said: string, host: string): { message: string; suggestion: string } {
  const address = /\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[\da-f]{1,4}:){2,}[\da-f:]+\b/i.exec(said)?.[0]
  const yours = address === undefined ? 'Your address' : `Your address ${address}`
  return {
    message: `${yours} is not on the IP access list of ${host}.`,
    suggestion:
      'Connect to the network or VPN of your company, or ask an administrator of the workspace to allow your address.',
  }
}

function seconds(ms: number): string {
  const count = Math.max(1, Math.ceil(ms / 1000))
  return count === 1 ? '1 second' : `${count} seconds`
}

function capital(thing: string): string {
  return thing.charAt(0).toUpperCase() + thing.slice(1)
}

/** One line of a bearable length, without a full stop, and without anything shaped like a token. */
function tidy(message: string): string {
  const line = message
    .replace(/\b(dapi|dkea|dose|eyJ)[\w.~+/-]{8,}=*/g, '[secret]')
    .replace(/\bbearer\s+\S+/gi, '[secret]')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '')
  return line.length > 300 ? `${line.slice(0, 299)}…` : line
}
