/** A failure of the set-up that a person can act on. */
export class SetupError extends Error {}

/** The user or the system ended the command; nothing is to be done after it. */
export class Interrupted extends SetupError {
  /** @param {number} exitCode 128 + the number of the signal */
  constructor(exitCode) {
    super('Interrupted.')
    this.exitCode = exitCode
  }
}

const causes = [
  {
    pattern: /ENOSPC|EDQUOT|no space left/i,
    text: 'The disk is full. Make room (about 1.5 GB) and run the command again, or set XDG_CACHE_HOME to a folder on another disk.',
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ENETUNREACH|network is unreachable/i,
    text: 'There is no network, or names cannot be resolved. Behind a proxy, set HTTPS_PROXY and run the command again.',
  },
  {
    pattern:
      /ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|socket hang up|tunneling socket/i,
    text: 'The connection was refused or broke off. Check HTTPS_PROXY and your network, and run the command again.',
  },
  {
    pattern: /CERT|self.signed|unable to (verify|get local issuer)/i,
    text: 'A certificate is not trusted. In a company network set NODE_EXTRA_CA_CERTS to the file of your certificate authority.',
  },
  {
    pattern: /E404|ETARGET/,
    text: 'The registry does not have it. If it is a mirror, ask who runs it.',
  },
  {
    pattern: /EINTEGRITY/,
    text: 'A package is not what its publisher made: something on the way changes files. Run `npm cache verify` and try again; if it happens again, ask who runs your registry.',
  },
  {
    pattern: /\b(401|403|407)\b|E401|E403|ENEEDAUTH/i,
    text: 'The download was refused. Check the credentials of your registry and HTTPS_PROXY.',
  },
  {
    pattern: /EACCES|EPERM|EROFS|ENOTDIR|permission denied/i,
    text: 'A folder cannot be written. Check who owns the checkout and the cache folder.',
  },
]

/** Whether a failure of npm says that nothing answered, as opposed to an answer that refuses. */
export function isUnreachable(output) {
  return /code (ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|FETCH_ERROR)/.test(
    output,
  )
}

/** What a person should do about the output of a failed download or install. */
export function explainFailure(output) {
  const cause = causes.find(({ pattern }) => pattern.test(output))
  return cause?.text ?? 'See the messages above.'
}

export const electronRefused =
  'The official Electron could not be downloaded. Set ELECTRON_MIRROR to a mirror that your network reaches, or HTTPS_PROXY to your proxy.'

/** The end of a long output, where programs say why they failed. */
export function lastLines(output, count = 20) {
  return output.trimEnd().split('\n').slice(-count).join('\n')
}
