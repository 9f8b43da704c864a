import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

x509.cryptoProvider.set(webcrypto as Crypto)

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 86_400_000

/** What a server shows: its key and its certificate, as PEM. */
export interface ServerCertificate {
  key: string
  cert: string
}

export interface LeafOptions {
  /** Host names and IP addresses that it is for. */
  names: string[]
  /** UTC ms; a day ago unless told. */
  notBefore?: number
  /** UTC ms; in a day unless told. */
  notAfter?: number
}

/** A certificate authority of a company, as its proxies and servers use one. */
export class CertificateAuthority {
  /** Its own certificate, as PEM: what users put into Settings. */
  readonly pem: string
  readonly #certificate: x509.X509Certificate
  readonly #keys: CryptoKeyPair

  private constructor(certificate: x509.X509Certificate, keys: CryptoKeyPair) {
    this.#certificate = certificate
    this.#keys = keys
    this.pem = certificate.toString('pem')
  }

  static async create(name = 'Test Company Root CA'): Promise<CertificateAuthority> {
    const keys = await newKeys()
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}, O=Test Company`,
      notBefore: new Date(Date.now() - day),
      notAfter: new Date(Date.now() + 2 * day),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    })
    return new CertificateAuthority(certificate, keys)
  }

  async issue({ names, notBefore, notAfter }: LeafOptions): Promise<ServerCertificate> {
    const keys = await newKeys()
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${names[0] ?? 'nobody'}`,
      issuer: this.#certificate.subject,
      notBefore: new Date(notBefore ?? Date.now() - day),
      notAfter: new Date(notAfter ?? Date.now() + day),
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      extensions: [alternativeNames(names)],
    })
    return await pemOf(certificate, keys)
  }
}

/** A certificate that vouches for itself. */
export async function selfSigned(names: string[]): Promise<ServerCertificate> {
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${names[0] ?? 'nobody'}`,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    signingAlgorithm: algorithm,
    keys,
    extensions: [alternativeNames(names)],
  })
  return await pemOf(certificate, keys)
}

function alternativeNames(names: string[]): x509.SubjectAlternativeNameExtension {
  return new x509.SubjectAlternativeNameExtension(
    names.map((value) => ({ type: isAddress(value) ? ('ip' as const) : ('dns' as const), value })),
  )
}

function isAddress(name: string): boolean {
  return isIP(name) !== 0
}

async function newKeys(): Promise<CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
}

async function pemOf(
  certificate: x509.X509Certificate,
  keys: CryptoKeyPair,
): Promise<ServerCertificate> {
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') }
}
