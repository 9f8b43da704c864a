import { execFile } from 'node:child_process'

const deadlineMs = 2000

/**
 * Whether there is a place for tray icons. Linux desktops have one only when something owns the name
 * of the StatusNotifierItem specification on the session bus; Electron does not say, so the bus is
 * asked. No answer means no.
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
 */
export function hasTrayHost(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return Promise.resolve(true)
  return new Promise((resolve) => {
    execFile(
      'dbus-send',
      [
        '--session',
        '--print-reply=literal',
        '--dest=org.freedesktop.DBus',
        '/org/freedesktop/DBus',
        'org.freedesktop.DBus.NameHasOwner',
        'string:org.kde.StatusNotifierWatcher',
      ],
      { timeout: deadlineMs },
      (error, output) => {
        resolve(error === null && output.includes('true'))
      },
    )
  })
}
