import { Notification } from 'electron'
import type { Logger } from '../logging/logger.ts'
import type { NotificationText } from './export-notification.ts'

/** A notification that was closed by nobody is forgotten when this many newer ones exist. */
const mostKept = 50

/** Native notifications. A click works as long as the app runs: each is kept until it is closed. */
export class Notifications {
  readonly #logger: Logger
  readonly #icon: string
  readonly #shown = new Set<Notification>()

  constructor(options: { icon: string; logger: Logger }) {
    this.#icon = options.icon
    this.#logger = options.logger
  }

  /** Shows one and answers how to close it; a desktop that shows none costs a log line. */
  show(text: NotificationText, onClick: () => void): () => void {
    if (!Notification.isSupported()) {
      this.#logger.warn('This desktop shows no notifications', { title: text.title })
      return () => undefined
    }
    try {
      const notification = new Notification({
        ...text,
        // macOS shows the icon of the app by itself.
        ...(process.platform === 'darwin' ? {} : { icon: this.#icon }),
      })
      notification.on('click', () => {
        this.#shown.delete(notification)
        onClick()
      })
      notification.on('close', () => {
        this.#shown.delete(notification)
      })
      notification.on('failed', (_event, error) => {
        this.#shown.delete(notification)
        this.#logger.warn('A notification could not be shown', { title: text.title, error })
      })
      notification.on('show', () => {
        this.#logger.info('Notification shown', { title: text.title })
      })
      this.#keep(notification)
      notification.show()
      return () => {
        this.#shown.delete(notification)
        notification.close()
      }
    } catch (error) {
      this.#logger.warn('A notification could not be shown', { title: text.title, error })
      return () => undefined
    }
  }

  #keep(notification: Notification): void {
    this.#shown.add(notification)
    for (const oldest of this.#shown) {
      if (this.#shown.size <= mostKept) break
      this.#shown.delete(oldest)
    }
  }
}
