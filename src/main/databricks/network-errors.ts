import type { ErrorCode } from '../../shared/errors.ts'
import { AppError } from '../../shared/errors.ts'
import type { ErrorSubject } from './errors.ts'
import type { TransportFailure } from './failures.ts'

interface Words {
  code: ErrorCode
  message: string
  suggestion: string
}

/**
 * A request that got no answer as words. Codes: https://nodejs.org/api/errors.html#common-system-errors
 * and, for certificates, https://nodejs.org/api/tls.html#x509-certificate-error-codes.
 */
export function networkError(
  failure: TransportFailure,
  { host }: Pick<ErrorSubject, 'host'>,
): AppError {
  const { code, message, suggestion } =
    connectionWords(failure.code, host) ?? tlsWords(failure, host) ?? otherWords(failure.code, host)
  return new AppError(code, message, {
    suggestion,
    details: { ...failure.request, networkCode: failure.code },
    cause: failure,
  })
}

function connectionWords(code: string, host: string): Words | null {
  switch (code) {
    case 'ENOTFOUND':
      return {
        code: 'host-not-found',
        message: `There is no host named ${host}.`,
        suggestion:
          'Check the workspace address for typing mistakes, and connect to the VPN if the workspace needs one.',
      }
    case 'EAI_AGAIN':
      return {
        code: 'host-not-found',
        message: `The name ${host} could not be looked up.`,
        suggestion: 'Check that this computer is online, and the VPN if the workspace needs one.',
      }
    case 'ECONNREFUSED':
      return {
        code: 'connection-refused',
        message: `${host} refused the connection.`,
        suggestion:
          'Check the workspace address and its port, and whether a firewall or the VPN stands in between.',
      }
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
      return {
        code: 'connection-reset',
        message: `The connection to ${host} broke off.`,
        suggestion: 'Try again. If it happens again, check the network, the VPN and the proxy.',
      }
    case 'ETIMEDOUT':
    case 'ESOCKETTIMEDOUT':
      return {
        code: 'timeout',
        message: `${host} could not be reached in time.`,
        suggestion: 'Check the network and the VPN, then try again.',
      }
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
      return {
        code: 'network',
        message: `There is no way from this computer to ${host}.`,
        suggestion: 'Check that this computer is online, and the VPN if the workspace needs one.',
      }
    default:
      return null
  }
}

const companyCertificate =
  'If your company inspects encrypted traffic or has certificates of its own, choose the PEM file of its certificate authority under Settings, Network. Otherwise do not go on, and tell your IT department.'

function tlsWords({ code, certificate }: TransportFailure, host: string): Words | null {
  const tls = (message: string, suggestion: string): Words => ({ code: 'tls', message, suggestion })
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return tls(
        `The certificate of ${host} is self-signed, so it proves nothing.`,
        `Check the workspace address. ${companyCertificate}`,
      )
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_UNTRUSTED':
    case 'INVALID_CA':
      return tls(
        `The certificate of ${host} comes from ${issuerWords(certificate)} that this computer does not know.`,
        companyCertificate,
      )
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return tls(
        `The certificate of ${host} is ${validityWords(code, certificate)}.`,
        "Check this computer's date and time. If they are right, tell the administrator of the workspace.",
      )
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return tls(
        `The certificate that ${host} shows belongs to another name${namesWords(certificate)}.`,
        'Check the workspace address for typing mistakes. If it is right, a proxy or another server answers in its place: tell your IT department.',
      )
    case 'CERT_REVOKED':
      return tls(
        `The certificate of ${host} has been revoked.`,
        'Do not go on. Tell the administrator of the workspace.',
      )
    default:
      if (/^(EPROTO|ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|CRL_)/.test(code)) {
        return tls(
          `No encrypted connection to ${host} could be agreed on.`,
          'Check the workspace address and its port. A proxy or firewall in between can be the reason too.',
        )
      }
      return null
  }
}

function issuerWords(certificate: TransportFailure['certificate']): string {
  const issuer = certificate?.issuer ?? ''
  return issuer === '' ? 'an issuer' : `an issuer (“${issuer}”)`
}

function validityWords(code: string, certificate: TransportFailure['certificate']): string {
  const isExpired = code === 'CERT_HAS_EXPIRED'
  const at = (isExpired ? certificate?.validTo : certificate?.validFrom) ?? Number.NaN
  const day = Number.isNaN(at) ? '' : new Date(at).toISOString().slice(0, 10)
  if (isExpired) return day === '' ? 'no longer valid' : `no longer valid: it ended on ${day}`
  return day === '' ? 'not yet valid' : `not yet valid: it begins on ${day}`
}

function namesWords(certificate: TransportFailure['certificate']): string {
  const names = certificate?.names.slice(0, 3) ?? []
  return names.length === 0 ? '' : ` (${names.join(', ')})`
}

function otherWords(code: string, host: string): Words {
  if (code.startsWith('HPE_') || code.startsWith('Z_')) {
    return {
      code: 'bad-response',
      message: `${host} sent an answer that is not proper HTTP.`,
      suggestion: 'Check the workspace address and its port, and the proxy if there is one.',
    }
  }
  return {
    code: 'network',
    message: `The request to ${host} failed on its way${code === '' ? '' : ` (${code})`}.`,
    suggestion: 'Check the network, then try again.',
  }
}
