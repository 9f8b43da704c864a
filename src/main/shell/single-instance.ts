import { app } from 'electron'
import { hiddenSwitch } from './login-command.ts'

/**
 * Makes this the only running app of this user. False: there is one already, it was told, and this
 * one must leave without touching any file.
 */
export function claimSingleInstance(onSecondStart: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', (_event, argv) => {
    // The start at login finds an app that runs already: nobody asked for its window.
    if (!argv.includes(hiddenSwitch)) onSecondStart()
  })
  return true
}
