const schemes: Readonly<Record<string, string>> = {
  PROXY: 'http:',
  HTTP: 'http:',
  HTTPS: 'https:',
  SOCKS: 'socks5:',
  SOCKS4: 'socks4:',
  SOCKS5: 'socks5:',
}

/**
 * The ways that the system or a PAC script names, in order of preference: `PROXY proxy:8080; DIRECT`
 * becomes `['http://proxy:8080', null]`, null being the direct way. What cannot be read is left out.
 */
export function parseSystemRoute(text: string): (string | null)[] {
  const ways: (string | null)[] = []
  for (const entry of text.split(';')) {
    const [kind = '', address = ''] = entry.trim().split(/\s+/)
    if (kind.toUpperCase() === 'DIRECT') ways.push(null)
    const scheme = schemes[kind.toUpperCase()]
    if (scheme !== undefined && /^(\[[^\]]+\]|[^:\s]+):\d{1,5}$/.test(address)) {
      ways.push(`${scheme}//${address}`)
    }
  }
  return ways.length > 0 ? ways : [null]
}
