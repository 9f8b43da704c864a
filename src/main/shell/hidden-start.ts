import { app } from 'electron'
import { hiddenSwitch } from './login-command.ts'

/** Whether this start is to stay in the tray: the system started the app at login. */
export function startsHidden(): boolean {
  if (process.argv.includes(hiddenSwitch)) return true
  // A login item of macOS starts without arguments.
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}
