import dns from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import type { AppError } from '../../../shared/errors.ts'
import { requestError } from '../../network/request-errors.ts'

/** The first address of a name. Rejects with the error of Node.js. */
export type Lookup = (name: string) => Promise<string>

export const systemLookup: Lookup = async (name) => (await dns.lookup(name)).address

const noRequest = { method: 'CONNECT', path: '' }

/** The address of a URL's host; null when the host is an address already. Throws in our words. */
export async function lookUp(
  url: URL,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<string | null> {
  const name = hostName(url)
  if (isIP(name) !== 0) return null
  try {
    return await unlessAborted(lookup(name), signal)
  } catch (error) {
    throw inWords(error, url, signal)
  }
}

/** Opens a connection and closes it again. `address` is what the host's name led to. */
export async function reach(url: URL, address: string | null, signal: AbortSignal): Promise<void> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const socket = connect({ host: address ?? hostName(url), port })
  try {
    await unlessAborted(
      new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve)
        socket.once('error', reject)
      }),
      signal,
    )
  } catch (error) {
    throw inWords(error, url, signal)
  } finally {
    socket.destroy()
  }
}

function hostName({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}

function inWords(error: unknown, url: URL, signal: AbortSignal): AppError {
  const isLate = signal.aborted
  const cause = isLate ? Object.assign(new Error('too late'), { code: 'ETIMEDOUT' }) : error
  return requestError(cause, noRequest, url.host)
}

async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const cut = (): void => {
    reject(signal.reason)
  }
  signal.addEventListener('abort', cut, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', cut)
  }
}
