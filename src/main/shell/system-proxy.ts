import { session } from 'electron'
import type { Session } from 'electron'

/** By the address of the script; null for the system's settings. */
const sessions = new Map<string | null, Promise<Session>>()

/** Any address does: the answer is not used. */
const someUrl = 'https://workspace.invalid/'

/**
 * What the system says for a URL (its settings, a PAC script it names, Chromium's own switches), or
 * the script at `pacUrl`: `PROXY proxy.example.com:8080; DIRECT`. In sessions of their own, because
 * the page's must not load anything from the network.
 */
export async function resolveSystemProxy(url: string, pacUrl: string | null): Promise<string> {
  let opening = sessions.get(pacUrl)
  if (opening === undefined) {
    opening = open(pacUrl)
    sessions.set(pacUrl, opening)
    opening.catch(() => sessions.delete(pacUrl))
  }
  const network = await opening
  return await network.resolveProxy(url)
}

async function open(pacUrl: string | null): Promise<Session> {
  const network = session.fromPartition(`network ${pacUrl ?? ''}`)
  // Once in a few hundred times a session that was never asked answers before it has its settings,
  // and then says that there is no proxy.
  await network.resolveProxy(someUrl)
  await network.setProxy(
    pacUrl === null ? { mode: 'system' } : { mode: 'pac_script', pacScript: pacUrl },
  )
  await network.forceReloadProxyConfig()
  return network
}
