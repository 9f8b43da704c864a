import { ipcMain } from 'electron'
import type { BrowserWindow, IpcMainInvokeEvent } from 'electron'
import type { Answer, EventName, PayloadOf } from '../../shared/ipc.ts'
import { callChannel, eventChannel } from '../../shared/channels.ts'
import type { Logger } from '../logging/logger.ts'
import type { IncomingCall } from './answer-call.ts'
import { isOwnSender } from './origins.ts'

export interface IpcHostOptions {
  /** What answers, once the services are there: calls that come earlier wait for it. */
  answering: Promise<(call: IncomingCall) => Promise<Answer>>
  /** The window that may call; null while there is none. */
  window: () => BrowserWindow | null
  /** URL of the development server; null in a built app. */
  developmentServer: string | null
  logger: Logger
}

/**
 * The main side of the contract. All calls share one channel with the name inside, so that a name
 * that does not exist gets an answer and a log line like every other mistake.
 */
export class IpcHost {
  readonly #options: IpcHostOptions

  constructor(options: IpcHostOptions) {
    this.#options = options
  }

  start(): void {
    ipcMain.handle(callChannel, async (event, name: unknown, input: unknown): Promise<Answer> => {
      const senderIsOurs = this.#isOurs(event)
      const answer = await this.#options.answering
      return await answer({ name, input, senderIsOurs })
    })
  }

  stop(): void {
    ipcMain.removeHandler(callChannel)
  }

  /** Tells the page. Without a window (or with one that is closing) nobody needs to know. */
  send<Name extends EventName>(name: Name, payload: PayloadOf<Name>): void {
    const { window, logger } = this.#options
    const target = window()
    if (!target || target.isDestroyed() || target.webContents.isDestroyed()) return
    try {
      target.webContents.send(eventChannel(name), payload)
    } catch (error) {
      logger.warn('An event could not be sent', { event: name, error })
    }
  }

  #isOurs(event: IpcMainInvokeEvent): boolean {
    const { window, developmentServer } = this.#options
    const own = window()
    const frame = event.senderFrame
    return isOwnSender(
      {
        contentsId: event.sender.id,
        frame: frame && { url: frame.url, isMain: frame.parent === null },
      },
      { contentsId: own && !own.isDestroyed() ? own.webContents.id : null, developmentServer },
    )
  }
}
