/** What closing the window means; `ask`: the app quits if the person agrees. */
export type CloseDecision = 'hide' | 'quit' | 'ask'

export interface CloseFacts {
  hasActiveExports: boolean
  /** Edits that are not in the workspace yet. */
  hasUnsavedEdits: boolean
  /** The setting "keep running in the background". */
  keepInBackground: boolean
  /** The app is on its way out: the window must not hold it up. */
  quitting: boolean
}

/** Closing hides while an export is active or when the setting says so; otherwise it quits, but says
 * first that edits are not saved. */
export function closeDecision(facts: CloseFacts): CloseDecision {
  if (facts.quitting) return 'quit'
  if (facts.hasActiveExports || facts.keepInBackground) return 'hide'
  return facts.hasUnsavedEdits ? 'ask' : 'quit'
}

/** Tells, the first time, where the window went and how to get it back. */
export function whereItWent(facts: {
  hasActiveExports: boolean
  trayAvailable: boolean
  platform: NodeJS.Platform
}): { title: string; body: string } {
  const why = facts.hasActiveExports
    ? 'The export is still being watched; you are told when it ends.'
    : 'The app keeps running in the background.'
  return {
    title: 'Databricks Workflow Manager is still running',
    body: `${why} ${wayBack(facts)}`,
  }
}

function wayBack({
  trayAvailable,
  platform,
}: {
  trayAvailable: boolean
  platform: NodeJS.Platform
}): string {
  if (!trayAvailable) return 'Start it again to bring the window back.'
  if (platform === 'darwin') return 'Find it in the menu bar and in the Dock.'
  if (platform === 'win32') return 'Find it in the notification area of the taskbar.'
  return 'Find it in the system tray.'
}
