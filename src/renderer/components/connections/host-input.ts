export type HostInput =
  { state: 'empty' } | { state: 'ok'; origin: string } | { state: 'bad'; reason: string }

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/

/**
 * What a typed workspace address will become, told while typing. Main decides for good; this accepts
 * the same forgiving forms: without a scheme, with a path, with `?o=…`.
 */
export function readHostInput(typed: string): HostInput {
  const text = typed.trim()
  if (text === '') return { state: 'empty' }
  if (/\s/.test(text)) return { state: 'bad', reason: 'An address has no spaces.' }
  let url: URL
  try {
    url = new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  } catch {
    return { state: 'bad', reason: 'This is not an address.' }
  }
  const local = loopback.test(url.hostname)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { state: 'bad', reason: 'The address starts with https://.' }
  }
  if (url.protocol === 'http:' && !local) {
    return { state: 'bad', reason: 'Plain http would send the token unprotected. Use https.' }
  }
  if (!local && !url.hostname.includes('.')) {
    return {
      state: 'bad',
      reason: 'The address is not complete, for example adb-123.azuredatabricks.net.',
    }
  }
  if (/^accounts\./.test(url.hostname)) {
    return { state: 'bad', reason: 'This is the account console. Use the address of a workspace.' }
  }
  return { state: 'ok', origin: url.origin }
}

/** A typed or stored address as people name it: the host alone, with `http://` only where that holds. */
export function hostShown(typed: string): string {
  const host = readHostInput(typed)
  return host.state === 'ok' ? host.origin.replace(/^https:\/\//, '') : typed
}
