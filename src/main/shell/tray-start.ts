import { setTimeout as sleep } from 'node:timers/promises'
import { hasTrayHost, waitForTrayHost } from './tray-host.ts'

/** At login the panel with the tray may come later than the app. */
const trayTries = 8
const trayPauseMs = 1000

export interface TrayStart {
  /** Started at login: the icon waits for its place. */
  hidden: boolean
  /** Puts the icon up. */
  open: () => void
  /** A hidden start, and there is no place for the icon. */
  onMissing: () => void
}

/**
 * Puts the icon up in the tray.
 * @returns whether there is a tray, as far as is known by now
 */
export function startTray({ hidden, open, onMissing }: TrayStart): () => boolean {
  let available = true
  const look = (): Promise<boolean> => hasTrayHost(process.platform)
  if (hidden) {
    const pause = (): Promise<void> => sleep(trayPauseMs)
    void waitForTrayHost(look, pause, trayTries).then((found) => {
      available = found
      open()
      if (!found) onMissing()
    })
  } else {
    open()
    void look().then((found) => {
      available = found
    })
  }
  return () => available
}
