import type { SignInNeed } from '../exports/sign-in-watch.ts'
import { shownName } from '../shown-name.ts'
import type { NotificationText } from './export-notification.ts'

/** What to tell when the exports of a connection wait for a sign-in. No setting silences it. */
export function signInNotification(
  { connectionName, exports }: SignInNeed,
  locked = false,
): NotificationText {
  const [what, run] =
    exports > 1 ? [`${exports} exports`, 'The runs go on'] : ['export', 'The run goes on']
  const who = locked ? 'A connection' : `“${shownName(connectionName)}”`
  return {
    title: `Sign in again to follow your ${what}`,
    body: `${who} is signed out. ${run} in Databricks meanwhile.`,
  }
}
