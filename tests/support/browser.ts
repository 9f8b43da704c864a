/** What a person sees after following a redirect by hand. */
export interface BrowserPage {
  status: number
  text: string
  headers: Headers
}

/** The page that the sign-in service shows for an authorization URL. */
export async function openPage(url: string): Promise<BrowserPage> {
  const response = await fetch(url, { redirect: 'manual' })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

/**
 * Answers the demo workspace's question as a person at the browser does, and returns where the browser
 * is sent then.
 */
export async function pressButton(url: string, button: 'allow' | 'deny'): Promise<string> {
  const { text } = await openPage(url)
  const link = new RegExp(`id="${button}"\\s+href="([^"]+)"`).exec(text)?.[1]
  if (link === undefined) throw new Error(`The page has no ${button} button.`)
  const decision = new URL(link.replaceAll('&amp;', '&'), url)
  const answer = await fetch(decision, { redirect: 'manual' })
  const location = answer.headers.get('location')
  if (location === null) throw new Error(`The decision was not taken (${answer.status}).`)
  return location
}

/** A browser whose person allows (or denies) the sign-in and lands on the app's page. */
export function browserOf(button: 'allow' | 'deny'): {
  open: (url: string) => Promise<void>
  /** The page of the app that it shows in the end. */
  shown: Promise<BrowserPage>
} {
  const shown = Promise.withResolvers<BrowserPage>()
  return {
    shown: shown.promise,
    open: async (url) => {
      shown.resolve(await openPage(await pressButton(url, button)))
    },
  }
}
