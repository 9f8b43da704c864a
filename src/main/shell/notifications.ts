import { Notification } from 'electron'
import type { Logger } from '../logging/logger.ts'
import type { NotificationText } from './export-notification.ts'
import type { NoticeButton } from './export-notices.ts'
import { showsMarkup, withoutMarkup } from './notification-server.ts'

/** What became of a notification. */
export interface ShownOutcome {
  outcome: 'shown' | 'refused' | 'unsupported'
  /** What the system said, when it refused. */
  reason: string
}

/** A notification that was closed by nobody is forgotten when this many newer ones exist. */
const mostKept = 50
/** A system that has not said by then whether it shows one will not say it any more. */
const longestShowMs = 3000

/**
 * Native notifications. A click works as long as the app runs: each is kept until it is closed. All
 * are of normal urgency, and the system decides when it shows them: "do not disturb", focus and quiet
 * hours are its own, and nothing here asks to get past them.
 */
export class Notifications {
  readonly #logger: Logger
  readonly #icon: string
  readonly #shown = new Set<Notification>()
  /** Whether the text goes to a server that reads markup in it; asked once. */
  #escapes = process.platform === 'linux'

  constructor(options: { icon: string; logger: Logger }) {
    this.#icon = options.icon
    this.#logger = options.logger
    if (process.platform === 'linux') {
      void showsMarkup().then((shows) => {
        this.#escapes = shows
      })
    }
  }

  /**
   * Shows one and answers how to close it; a desktop that shows none costs a log line.
   * @param onSettled hears once what became of it
   */
  show(
    text: NotificationText,
    onClick: () => void,
    buttons: readonly NoticeButton[] = [],
    onSettled: (outcome: ShownOutcome) => void = () => undefined,
  ): () => void {
    const { title } = text
    if (!Notification.isSupported()) {
      this.#logger.warn('This desktop shows no notifications', { title })
      onSettled({ outcome: 'unsupported', reason: '' })
      return () => undefined
    }
    try {
      const notification = new Notification({
        title,
        body: this.#escapes ? withoutMarkup(text.body) : text.body,
        // macOS shows the icon of the app by itself.
        ...(process.platform === 'darwin' ? {} : { icon: this.#icon }),
        actions: buttons.map(({ label }) => ({ type: 'button', text: label })),
      })
      const forget = (): void => {
        this.#shown.delete(notification)
      }
      notification.on('click', () => {
        forget()
        onClick()
      })
      notification.on('action', (details, index) => {
        forget()
        // Older versions of Electron tell the index beside the event only.
        buttons[details.actionIndex ?? index]?.run()
      })
      notification.on('close', forget)
      notification.on('failed', (_event, error) => {
        forget()
        this.#logger.warn('A notification could not be shown', { title, error })
        onSettled({ outcome: 'refused', reason: error })
      })
      notification.on('show', () => {
        this.#logger.info('Notification shown', { title })
        onSettled({ outcome: 'shown', reason: '' })
      })
      this.#keep(notification)
      notification.show()
      return () => {
        forget()
        notification.close()
      }
    } catch (error) {
      this.#logger.warn('A notification could not be shown', { title, error })
      onSettled({ outcome: 'refused', reason: error instanceof Error ? error.message : '' })
      return () => undefined
    }
  }

  /** Shows one to try it out, and answers what the system made of it. */
  test(text: NotificationText, onClick: () => void): Promise<ShownOutcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve({ outcome: 'refused', reason: 'It did not say that it shows the notification.' })
      }, longestShowMs)
      this.show(text, onClick, [], (outcome) => {
        clearTimeout(timer)
        resolve(outcome)
      })
    })
  }

  #keep(notification: Notification): void {
    this.#shown.add(notification)
    for (const oldest of this.#shown) {
      if (this.#shown.size <= mostKept) break
      this.#shown.delete(oldest)
    }
  }
}
