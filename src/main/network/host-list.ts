import { BlockList, isIP } from 'node:net'

/**
 * Whether a list as in `NO_PROXY` names the host of a URL: `example.com` and `.example.com` (with all
 * that is below), `*.example.com`, `host:8443`, addresses, networks (`10.0.0.0/8`), and `*` for every
 * host. Separated by commas, semicolons or spaces. What cannot be read names nothing.
 */
export function isListed(list: string, url: URL): boolean {
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '')
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  return list
    .toLowerCase()
    .split(/[\s,;]+/)
    .some((entry) => entry !== '' && matches(entry, host, port))
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  if (entry.includes('/')) return isInNetwork(entry, host)
  const withPort = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry)
  if (withPort !== null && withPort[2] !== port) return false
  const name = (withPort?.[1] ?? entry).replace(/^\[|\]$/g, '').replace(/^\*?\.+/, '')
  if (isIP(name) !== 0 || isIP(host) !== 0) return name === host
  return host === name || host.endsWith(`.${name}`)
}

function isInNetwork(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/')
  const version = isIP(network)
  if (version === 0 || isIP(host) !== version || !/^\d{1,3}$/.test(bits)) return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const prefix = Number(bits)
  if (prefix > (version === 4 ? 32 : 128)) return false
  const networks = new BlockList()
  networks.addSubnet(network, prefix, family)
  return networks.check(host, family)
}
