import type { SignInNeed } from '../exports/sign-in-watch.ts'
import type { NotificationText } from './export-notification.ts'

/** What to tell when the exports of a connection wait for a sign-in. No setting silences it. */
export function signInNotification({ connectionName, exports }: SignInNeed): NotificationText {
  const [what, run] =
    exports > 1 ? [`${exports} exports`, 'The runs go on'] : ['export', 'The run goes on']
  return {
    title: `Sign in again to follow your ${what}`,
    body: `“${connectionName}” is signed out. ${run} in Databricks meanwhile.`,
  }
}

export interface SignInNoticesOptions {
  /** Shows a notification and answers how to close it. */
  show: (text: NotificationText, onClick: () => void) => () => void
  /** Leads to the sign-in of a connection. */
  signIn: (connectionId: string) => void
}

/** One notification for each connection that is signed out, closed when that is over. */
export class SignInNotices {
  readonly #options: SignInNoticesOptions
  readonly #shown = new Map<string, () => void>()

  constructor(options: SignInNoticesOptions) {
    this.#options = options
  }

  needed(need: SignInNeed): void {
    const { connectionId } = need
    this.settled(connectionId)
    const close = this.#options.show(signInNotification(need), () => {
      this.#shown.delete(connectionId)
      this.#options.signIn(connectionId)
    })
    this.#shown.set(connectionId, close)
  }

  settled(connectionId: string): void {
    this.#shown.get(connectionId)?.()
    this.#shown.delete(connectionId)
  }
}
