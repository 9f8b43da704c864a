import type { LookupAddress } from 'node:dns'
import dns from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import { requestError } from '../../network/request-errors.ts'
import { withLimits } from './limits.ts'
import type { Limits } from './limits.ts'

/** The addresses of a name, one at least. Rejects with the error of Node.js. */
export type Lookup = (name: string) => Promise<LookupAddress[]>

export const systemLookup: Lookup = async (name) => await dns.lookup(name, { all: true })

const noRequest = { method: 'CONNECT', path: '' }

/** The addresses of a URL's host; null when the host is an address already. Throws in our words. */
export async function lookUp(
  url: URL,
  lookup: Lookup,
  limits: Limits,
): Promise<LookupAddress[] | null> {
  const name = hostName(url)
  if (isIP(name) !== 0) return null
  try {
    return await withLimits(limits, async () => await lookup(name))
  } catch (error) {
    throw requestError(error, noRequest, url.host)
  }
}

/**
 * Opens a connection as requests do, to the first of the `addresses` that takes it, and closes it
 * again. Throws in our words.
 */
export async function reach(
  url: URL,
  addresses: LookupAddress[] | null,
  limits: Limits,
): Promise<void> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const socket = connect({
    host: hostName(url),
    port,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 1_000,
    ...(addresses === null
      ? {}
      : {
          lookup: (_name, _options, done) => {
            done(null, addresses)
          },
        }),
  })
  try {
    await withLimits(
      limits,
      async () =>
        await new Promise<void>((resolve, reject) => {
          socket.once('connect', resolve)
          socket.once('error', reject)
        }),
    )
  } catch (error) {
    throw requestError(error, noRequest, url.host)
  } finally {
    socket.destroy()
  }
}

function hostName({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}
