const proxyProtocols = ['http:', 'https:', 'socks4:', 'socks5:']

/** Chromium takes a space in a host name for a part of it. */
function parsed(text: string): URL | null {
  return !/\s/.test(text) && URL.canParse(text) ? new URL(text) : null
}

/** People write `proxy.example.com:8080`; that is a proxy that is spoken to in plain HTTP. */
export function withScheme(text: string): string {
  return text === '' || text.includes('://') ? text : `http://${text}`
}

/** What is wrong with the address of a proxy, in words; empty when it is fine. */
export function checkProxyUrl(text: string): string {
  if (text === '') return 'Enter the address of the proxy, or choose another way.'
  const url = parsed(withScheme(text))
  if (url === null || url.hostname === '') return 'Write it like http://proxy.example.com:8080.'
  if (!proxyProtocols.includes(url.protocol)) {
    return 'It begins with http://, https://, socks4:// or socks5://.'
  }
  if (url.username !== '' || url.password !== '') {
    return 'Without user name and password here: they have fields of their own.'
  }
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    return 'Only host and port. The address of a script belongs under “Script (PAC)”.'
  }
  return ''
}

/** What is wrong with the address of a PAC script, in words; empty when it is fine. */
export function checkPacUrl(text: string): string {
  if (text === '') return 'Enter the address of the script, or choose another way.'
  const url = parsed(text)
  if (url === null || !['http:', 'https:', 'file:'].includes(url.protocol)) {
    return 'Write it like http://wpad.example.com/proxy.pac.'
  }
  return ''
}
