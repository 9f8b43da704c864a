import { homedir } from 'node:os'
import { app } from 'electron'
import type { BackgroundState } from '../../shared/background.ts'
import type { Logger } from '../logging/logger.ts'
import {
  autostartFile,
  readAutostart,
  removeAutostart,
  renewAutostart,
  writeAutostart,
} from './autostart-file.ts'
import { loginCommand, macNote, windowsNote } from './login-command.ts'

/**
 * Start at login. The system keeps it and may change it (the person does so in the system's own
 * settings), so it is asked every time and kept nowhere else.
 */
export class LoginItem {
  readonly #appName: string
  readonly #file = autostartFile(process.env, homedir())

  constructor(appName: string) {
    this.#appName = appName
  }

  state(): BackgroundState['startAtLogin'] {
    switch (process.platform) {
      case 'linux':
        return { on: readAutostart(this.#file), note: '', possible: true }
      case 'darwin': {
        // Without arguments, macOS could only start an empty Electron.
        if (!app.isPackaged) return { on: false, note: macNote('not-packaged'), possible: false }
        const { openAtLogin, status } = app.getLoginItemSettings()
        return {
          on: openAtLogin || status === 'requires-approval',
          note: macNote(status),
          possible: true,
        }
      }
      case 'win32': {
        const item = app.getLoginItemSettings(this.#windowsItem())
        return {
          on: item.openAtLogin,
          note: windowsNote(item),
          possible: true,
        }
      }
      default:
        return { on: false, note: 'This system is not supported.', possible: false }
    }
  }

  /** Throws `disk-full` or `disk-failed`. */
  set(on: boolean): BackgroundState['startAtLogin'] {
    if (process.platform === 'linux') {
      if (on) writeAutostart(this.#file, { appName: this.#appName, command: command() })
      else removeAutostart(this.#file)
    } else if (this.state().possible) {
      app.setLoginItemSettings({
        openAtLogin: on,
        ...(process.platform === 'win32' ? this.#windowsItem() : {}),
      })
    }
    return this.state()
  }

  /** Follows an app that has moved since it was switched on. */
  renew(logger: Logger): void {
    if (process.platform !== 'linux') return
    try {
      renewAutostart(this.#file, { appName: this.#appName, command: command() })
    } catch (error) {
      logger.warn('The file that starts the app at login could not be renewed', { error })
    }
  }

  #windowsItem(): { path: string; args: string[] } {
    const [path, ...args] = command()
    return { path, args: args.map((argument) => `"${argument}"`) }
  }
}

function command(): [string, ...string[]] {
  return loginCommand({
    program: process.env.APPIMAGE ?? process.execPath,
    appFolder: app.isPackaged ? null : app.getAppPath(),
    given: process.argv,
  })
}
