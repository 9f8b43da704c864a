import { session } from 'electron'

let asked: Promise<string | null> | null = null
let askedFor: string | null = null

/**
 * What the system says for a URL (its settings, a PAC script it names, Chromium's own switches), or
 * the script at `pacUrl`: `PROXY proxy.example.com:8080; DIRECT`. In a session of its own, because
 * the page's must not load anything from the network.
 */
export async function resolveSystemProxy(url: string, pacUrl: string | null): Promise<string> {
  const network = session.fromPartition('network')
  if (asked === null || askedFor !== pacUrl) {
    askedFor = pacUrl
    asked = network
      .setProxy(pacUrl === null ? { mode: 'system' } : { mode: 'pac_script', pacScript: pacUrl })
      .then(() => pacUrl)
  }
  await asked
  return await network.resolveProxy(url)
}
