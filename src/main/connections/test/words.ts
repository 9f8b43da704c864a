import type { LookupAddress } from 'node:dns'
import type { Encryption } from '../../network/transport.ts'
import type { Route } from '../../network/network.ts'
import { proxyName, proxyOrigin } from '../../network/proxy-errors.ts'

/** What was found at a layer, for who reads the steps of a test. */

export function routeWords(route: Route): string {
  if (route.kind === 'proxy') return `through ${proxyName(route)}, ${proxyOrigin(route)}`
  switch (route.source) {
    case 'loopback':
      return 'none: it is on this computer'
    case 'environment':
      return 'none: NO_PROXY makes an exception'
    case 'settings':
      return 'none, as set in Settings'
    case 'system':
      return 'none: this computer uses none for it'
  }
}

export function addressWords(addresses: readonly LookupAddress[]): string {
  const shown = addresses.slice(0, 3).map(({ address }) => address)
  const others = addresses.length - shown.length
  return others > 0 ? `${shown.join(', ')} and ${others} more` : shown.join(', ')
}

/** “TLS 1.3, signed by DigiCert Global G2”. */
export function encryptionWords({ version, certificate }: Encryption): string {
  const protocol = version.replace(/^TLSv/, 'TLS ') || 'TLS'
  const issuer = certificate?.issuer ?? ''
  return issuer === '' ? `${protocol}, certificate accepted` : `${protocol}, signed by ${issuer}`
}
