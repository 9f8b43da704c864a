import { app } from 'electron'

/**
 * Makes this the only running app of this user. False: there is one already, it was told, and this
 * one must leave without touching any file.
 */
export function claimSingleInstance(onSecondStart: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', onSecondStart)
  return true
}
