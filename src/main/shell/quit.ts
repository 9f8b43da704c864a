import type { ExportRecord } from '../../shared/export.ts'
import type { Logger } from '../logging/logger.ts'

/** What a person is asked before the app quits during an export. */
export interface QuitQuestion {
  message: string
  detail: string
  quitLabel: string
  keepLabel: string
}

export type UnsavedEdits = 'none' | 'kept' | 'lost'

export interface QuitOptions {
  activeExports: () => readonly Pick<ExportRecord, 'jobName'>[]
  /** Unsaved edits, and whether they are on disk: then the next start of the app has them. */
  unsavedEdits: () => UnsavedEdits
  /** How many downloads are under way. */
  activeDownloads: () => number
  /** Has the page hand over what was typed in the moment before. Never rejects. */
  handOver: () => Promise<void>
  /** Asks; true = quit. */
  ask: (question: QuitQuestion) => Promise<boolean>
  /** Ends the services: what they still have to write, they write now. */
  shutDown: () => Promise<void>
  /** Has Electron quit, which asks `beforeQuit` again. */
  quitApp: () => void
  /** Waits at most this long for `shutDown`. */
  deadlineMs: number
  logger: Logger
}

/**
 * The way out. Quitting with an active export says first that it goes on in Databricks, during a
 * download that it stops, and with unsaved edits that they are not in the workspace yet; then the
 * services end, and only then the app.
 * Whatever fails on the way, the app quits in the end: exports are on disk from their first moment.
 */
export class Quit {
  readonly #options: QuitOptions
  #state: 'running' | 'asking' | 'ending' | 'ended' = 'running'

  constructor(options: QuitOptions) {
    this.#options = options
  }

  /** The app is on its way out and will not turn round. */
  get quitting(): boolean {
    return this.#state === 'ending' || this.#state === 'ended'
  }

  /** For Electron's `before-quit`: holds the app until the person has answered and services ended. */
  beforeQuit(event: { preventDefault: () => void }): void {
    if (this.#state === 'ended') return
    event.preventDefault()
    if (this.#state !== 'running') return
    this.#state = 'asking'
    void this.#leave()
  }

  /**
   * The session of the user ends (shutdown, log-out, a signal): nobody is asked and nothing waits,
   * because the system would kill an app that does.
   */
  sessionEnds(): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    void this.#end()
    this.#options.quitApp()
  }

  async #leave(): Promise<void> {
    await this.#options.handOver()
    if (!(await this.#mayQuit())) {
      if (this.#state === 'asking') this.#state = 'running'
      return
    }
    if (this.#state === 'ended') return
    this.#state = 'ending'
    await this.#end()
    this.#state = 'ended'
    this.#options.quitApp()
  }

  async #mayQuit(): Promise<boolean> {
    const active = this.#options.activeExports()
    const unsaved = this.#options.unsavedEdits()
    const downloads = this.#options.activeDownloads()
    if (active.length === 0 && unsaved === 'none' && downloads === 0) return true
    try {
      return await this.#options.ask(quitQuestion(active, unsaved, downloads))
    } catch (error) {
      this.#options.logger.warn('The question before quitting could not be asked', { error })
      return true
    }
  }

  async #end(): Promise<void> {
    const { shutDown, deadlineMs, logger } = this.#options
    let timer: ReturnType<typeof setTimeout> | undefined
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        logger.warn('The services did not end in time', { deadlineMs })
        resolve()
      }, deadlineMs)
    })
    try {
      await Promise.race([shutDown(), tooLate])
    } catch (error) {
      logger.error('The services did not end cleanly', { error })
    } finally {
      clearTimeout(timer)
    }
  }
}

export function quitQuestion(
  active: readonly Pick<ExportRecord, 'jobName'>[],
  unsaved: UnsavedEdits,
  downloads: number,
): QuitQuestion {
  const edits = {
    none: '',
    kept: 'Your unsaved changes are not in the workspace yet. They are kept on this computer and are back at the next start of the app.',
    lost: 'Your unsaved changes to the selection and the configuration cannot be kept on this computer and are lost.',
  }[unsaved]
  const several = downloads > 1
  const stops =
    downloads === 0
      ? ''
      : `The download${several ? 's stop' : ' stops'} and can be resumed at the next start of the app. `
  if (active.length === 0 && unsaved === 'none') {
    return {
      message: several ? 'Quit during the downloads?' : 'Quit during the download?',
      detail: stops.trim(),
      quitLabel: 'Quit',
      keepLabel: 'Keep downloading',
    }
  }
  if (active.length === 0) {
    return {
      message: unsaved === 'lost' ? 'Quit and lose your changes?' : 'Quit without saving?',
      detail: `${stops}${edits}`,
      quitLabel: 'Quit',
      keepLabel: 'Keep editing',
    }
  }
  const [first] = active
  const what = active.length === 1 && first ? first.jobName : `${active.length} exports`
  const verb = active.length === 1 ? 'goes' : 'go'
  const picked = active.length === 1 ? 'It is' : 'They are'
  return {
    message: active.length === 1 ? 'Quit during the export?' : 'Quit during the exports?',
    detail:
      `${what} ${verb} on in Databricks. ${picked} picked up again at the next start of the app; until then nobody tells you the result. ${stops}${edits}`.trim(),
    quitLabel: 'Quit',
    keepLabel: 'Keep running',
  }
}
