import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import tls from 'node:tls'
import { AppError } from '../../shared/errors.ts'

/** Certificate authorities that are trusted beyond those built in. */
export interface TrustedAuthorities {
  /** PEM blocks, none of them built in. */
  additional: string[]
  /** How many each source gives; null when it cannot be read or is not set. */
  counts: { builtIn: number; system: number | null; file: number | null }
  /** Why the file of the settings cannot be used. */
  fileError: AppError | null
}

/** Where Linux distributions keep what their administrators trust. */
const linuxBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]
const largestFile = 10 * 1024 * 1024

export interface AuthoritiesOptions {
  /** The PEM file of the settings; empty for none. */
  file: string
  /** `NODE_EXTRA_CA_CERTS` is honoured, as Node.js does where no list of its own is given. */
  environment: Readonly<Record<string, string | undefined>>
  platform: NodeJS.Platform
}

/** Reads what is trusted. Never throws: what cannot be read is not trusted, and `fileError` says why. */
export async function readAuthorities(options: AuthoritiesOptions): Promise<TrustedAuthorities> {
  const { file, environment, platform } = options
  const builtIn = new Set(tls.rootCertificates.map(normalized))
  const system = await systemAuthorities(platform)
  const extraFile = environment.NODE_EXTRA_CA_CERTS ?? ''
  const extra = extraFile === '' ? [] : await readPemFile(extraFile).catch(() => [])
  let own: string[] | null = null
  let fileError: AppError | null = null
  if (file !== '') {
    try {
      own = await readPemFile(file)
    } catch (error) {
      fileError = AppError.from(error)
    }
  }
  const all = [...(system ?? []), ...extra, ...(own ?? [])].map(normalized)
  return {
    additional: [...new Set(all)].filter((pem) => !builtIn.has(pem)),
    counts: { builtIn: builtIn.size, system: system?.length ?? null, file: own?.length ?? null },
    fileError,
  }
}

/** The certificates of a PEM file. Throws `bad-input` with what is wrong with it. */
export async function readPemFile(file: string): Promise<string[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw unusable('The file with certificate authorities cannot be read.', file, cause)
  }
  const blocks = text.length > largestFile ? [] : pemBlocks(text)
  if (blocks.length === 0) {
    throw unusable('The file with certificate authorities holds no certificate.', file)
  }
  for (const block of blocks) {
    try {
      new X509Certificate(block)
    } catch (cause) {
      throw unusable('A certificate in the file cannot be read.', file, cause)
    }
  }
  return blocks
}

/** Null where the runtime cannot read the store of the operating system. */
async function systemAuthorities(platform: NodeJS.Platform): Promise<string[] | null> {
  // Node.js 22.15 and later; older runtimes know the built-in authorities only.
  if (typeof tls.getCACertificates === 'function') return tls.getCACertificates('system')
  if (platform !== 'linux') return null
  for (const bundle of linuxBundles) {
    try {
      const blocks = pemBlocks(await readFile(bundle, 'utf8'))
      if (blocks.length > 0) return blocks
    } catch {
      // Each distribution has one of them.
    }
  }
  return null
}

function pemBlocks(text: string): string[] {
  return (
    text.match(
      /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED )?CERTIFICATE-----/g,
    ) ?? []
  )
}

function normalized(pem: string): string {
  return pem.replace(/\r/g, '').trim()
}

function unusable(message: string, file: string, cause?: unknown): AppError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return new AppError('bad-input', message, {
    suggestion:
      'Choose a PEM file, which begins with “-----BEGIN CERTIFICATE-----”, under Settings, Network.',
    details: { file, reason },
    cause,
  })
}
