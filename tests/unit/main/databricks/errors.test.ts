import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toAppError } from '../../../../src/main/databricks/errors.ts'
import { HttpFailure, TransportFailure } from '../../../../src/main/databricks/failures.ts'

const subject = { host: 'dbc-1.cloud.databricks.com', thing: 'the job 7', now: 0 }
const request = { method: 'GET', path: '/api/2.2/jobs/get' }
const origin = 'https://dbc-1.cloud.databricks.com'

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return toAppError(new HttpFailure(request, { status, headers, text, origin }), subject)
}

describe('an error of Databricks', () => {
  it.each([
    [400, 'INVALID_PARAMETER_VALUE', 'Job 7 does not exist.', 'not-found'],
    [400, 'INVALID_PARAMETER_VALUE', 'Limit must be positive.', 'invalid-request'],
    [400, 'RESOURCE_ALREADY_EXISTS', 'Path (/a) already exists.', 'already-exists'],
    [400, 'MAX_NOTEBOOK_SIZE_EXCEEDED', 'Too big', 'too-large'],
    [400, 'DIRECTORY_NOT_EMPTY', 'Folder is not empty', 'conflict'],
    [400, '', 'io.jsonwebtoken.IncorrectClaimException: …', 'unauthorized'],
    [400, 'SOMETHING_NEW', 'Words', 'invalid-request'],
    [401, '', '', 'unauthorized'],
    [403, 'PERMISSION_DENIED', 'User x does not have View permission.', 'forbidden'],
    [403, '403', 'Invalid access token.', 'unauthorized'],
    [403, '403', 'Unauthorized access to Org: 12345', 'unauthorized'],
    [403, 'PERMISSION_DENIED', 'Source IP is blocked by the IP access list', 'forbidden'],
    [404, 'RESOURCE_DOES_NOT_EXIST', "Path (/a) doesn't exist.", 'not-found'],
    [404, 'ENDPOINT_NOT_FOUND', "No API found for 'GET /api'", 'bad-response'],
    [409, 'RESOURCE_CONFLICT', 'Words', 'conflict'],
    [409, 'ALREADY_EXISTS', 'Words', 'already-exists'],
    [413, '', '', 'too-large'],
    [429, 'REQUEST_LIMIT_EXCEEDED', 'Words', 'rate-limited'],
    [429, 'RESOURCE_EXHAUSTED', 'Words', 'rate-limited'],
    [500, 'INTERNAL_ERROR', 'Words', 'unavailable'],
    [503, 'TEMPORARILY_UNAVAILABLE', 'Words', 'unavailable'],
    [
      400,
      'BAD_REQUEST',
      'File size imported is (11 bytes), exceeded max size (10 bytes)',
      'too-large',
    ],
    [400, 'QUOTA_EXCEEDED', 'The quota has been reached.', 'invalid-request'],
    [403, 'QUOTA_EXCEEDED', 'The quota has been reached.', 'invalid-request'],
    [418, '', '', 'invalid-request'],
    [599, '', '', 'unavailable'],
  ])('%i %s "%s" is %s', (status, error_code, message, code) => {
    expect(answer(status, { error_code, message }).code).toBe(code)
  })

  it('in the form of SCIM is read too', () => {
    const body = { schemas: [], detail: 'No such user', scimType: 'invalidValue', status: '400' }
    expect(answer(400, body).details).toMatchObject({
      errorCode: 'invalidValue',
      databricksMessage: 'No such user',
    })
  })

  it('is quoted in one line of a bearable length', () => {
    const message = `First\n  second ${'x'.repeat(2000)}`
    const error = answer(400, { error_code: 'BAD_REQUEST', message })
    expect(error.message).toContain('“First second xxx')
    expect(error.message.length).toBeLessThan(400)
  })
})

describe('a host that is not Databricks', () => {
  it.each([
    [404, '<!DOCTYPE html><html>Not found</html>'],
    [404, ''],
    [404, 'Not Found'],
    [400, '<html><body>400 Bad Request</body></html>'],
  ])('%i %j is told from a missing thing', (status, body) => {
    const error = answer(status, body)
    expect(error.code).toBe('bad-response')
    expect(error.message).toContain(`${subject.host} is not a Databricks workspace`)
  })

  it.each([301, 302, 303, 307, 308])(
    'a redirect with %i is told, with where it leads',
    (status) => {
      const error = answer(status, '', { location: 'https://login.example.com/x?token=1' })
      expect(error.message).toContain('it sends callers on to login.example.com.')
    },
  )

  it('a proxy in the way is told from the workspace', () => {
    expect(answer(407, '<html></html>')).toMatchObject({
      code: 'network',
      message: 'The proxy of this network wants a sign-in of its own.',
    })
    expect(answer(503, '<html>Bad gateway</html>').code).toBe('unavailable')
  })
})

describe('a request without an answer', () => {
  it.each([
    ['ENOTFOUND', 'host-not-found'],
    ['EAI_AGAIN', 'host-not-found'],
    ['ECONNREFUSED', 'connection-refused'],
    ['ECONNRESET', 'connection-reset'],
    ['EPIPE', 'connection-reset'],
    ['ETIMEDOUT', 'timeout'],
    ['ENETUNREACH', 'network'],
    ['EHOSTUNREACH', 'network'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['CERT_NOT_YET_VALID', 'tls'],
    ['CERT_REVOKED', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['EPROTO', 'tls'],
    ['HPE_INVALID_CONSTANT', 'bad-response'],
    ['ESOMETHINGNEW', 'network'],
  ])('%s is %s, with what to do', (code, expected) => {
    const failure = new TransportFailure(request, Object.assign(new Error('secret'), { code }))
    const error = toAppError(failure, subject)
    expect(error.code).toBe(expected)
    expect(error.message).toContain(subject.host)
    expect(error.suggestion).not.toBe('')
    expect(error.details).toEqual({ ...request, networkCode: code })
  })

  it('of any of several addresses is told by the first', () => {
    const refused = Object.assign(new Error(), { code: 'ECONNREFUSED' })
    const failure = new TransportFailure(request, new AggregateError([refused]))
    expect(toAppError(failure, subject).code).toBe('connection-refused')
  })
})

it('always has words, whatever came', () => {
  const body = fc.oneof(fc.string(), fc.json(), fc.constantFrom('null', '[]', '{"message":{}}'))
  fc.assert(
    fc.property(
      fc.integer({ min: 300, max: 599 }),
      body,
      fc.string(),
      (status, text, retryAfter) => {
        const error = answer(status, text, { 'retry-after': retryAfter, location: text })
        expect(error.message).not.toBe('')
        expect(error.suggestion).not.toBe('')
      },
    ),
    { numRuns: 1000 },
  )
})
