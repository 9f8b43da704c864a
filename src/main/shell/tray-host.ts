import { askSessionBus } from './session-bus.ts'

/**
 * Whether there is a place for tray icons. Linux desktops have one only when something owns the name
 * of the StatusNotifierItem specification on the session bus; Electron does not say, so the bus is
 * asked. No answer means no.
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
 */
export async function hasTrayHost(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return true
  const answer = await askSessionBus(
    'org.freedesktop.DBus',
    '/org/freedesktop/DBus',
    'org.freedesktop.DBus.NameHasOwner',
    'string:org.kde.StatusNotifierWatcher',
  )
  return answer?.includes('true') ?? false
}

/**
 * Waits for that place: at login the panel may come later than the app.
 * @param has whether it is there now
 * @param pause waits for a moment
 * @param tries how often to look
 */
export async function waitForTrayHost(
  has: () => Promise<boolean>,
  pause: () => Promise<void>,
  tries: number,
): Promise<boolean> {
  for (let left = tries; left > 0; left--) {
    if (await has()) return true
    if (left > 1) await pause()
  }
  return false
}
