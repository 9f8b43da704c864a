/** Starts the app without a window. */
export const hiddenSwitch = '--hidden'

/** What a start at login must have in common with this one, or it would be another app. */
const kept = /^--(user-data-dir=.*|no-sandbox)$/s

export function loginCommand(from: {
  /** The app, or Electron during development. */
  program: string
  /** The folder of the app for Electron; null in a packaged app. */
  appFolder: string | null
  /** How this one was started. */
  given: readonly string[]
}): [string, ...string[]] {
  const folder = from.appFolder === null ? [] : [from.appFolder]
  return [from.program, ...folder, ...from.given.filter((each) => kept.test(each)), hiddenSwitch]
}

/** What to say about the state of a login item of macOS. */
export function macNote(status: string): string {
  switch (status) {
    case 'not-packaged':
      return 'Only the installed app can do this on macOS.'
    case 'requires-approval':
      return 'macOS has it switched off. Allow it in System Settings, General, Login Items.'
    case 'not-found':
      return 'macOS does not find the app. Move it to the Applications folder.'
    default:
      return ''
  }
}

/** What to say about the state of a login item of Windows. */
export function windowsNote(item: {
  openAtLogin: boolean
  executableWillLaunchAtLogin: boolean
}): string {
  return item.openAtLogin && !item.executableWillLaunchAtLogin
    ? 'Windows has it switched off. Allow it in Settings, Apps, Startup.'
    : ''
}
