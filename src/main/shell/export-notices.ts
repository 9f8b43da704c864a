import type { ExportRecord } from '../../shared/export.ts'
import type { Notice } from '../../shared/notice.ts'
import type { SignInNeed } from '../exports/sign-in-watch.ts'
import type { Timers } from '../timers.ts'
import { EndGroups } from './end-groups.ts'
import { endsText, endText, isTold, overdueText, toneOf } from './export-notification.ts'
import type { NotificationSettings, NotificationText } from './export-notification.ts'
import { signInNotification } from './sign-in-notification.ts'

/** A button of a notification, where the system has such. */
export interface NoticeButton {
  label: string
  run: () => void
}

export interface ExportNoticesOptions {
  /** Shows a notification of the system and answers how to close it. */
  notify: (text: NotificationText, onClick: () => void, buttons: NoticeButton[]) => () => void
  /** Has the page show a message. */
  tellPage: (notice: Notice) => void
  /** Whether the person looks at the page now: then the system stays quiet. */
  inFront: () => boolean
  isLocked: () => boolean
  settings: () => NotificationSettings
  /** Those who were told are not told again, not even after a crash. */
  told: (exportId: string) => void
  actions: {
    /** Shows an export; null: all of them. */
    show: (exportId: string | null) => void
    openRun: (record: ExportRecord) => void
    runAgain: (record: ExportRecord) => void
    signIn: (connectionId: string) => void
  }
  /** UTC ms. */
  now: () => number
  timers: Timers
}

/**
 * Tells what becomes of exports: by the system while nobody looks at the window, by the page while
 * somebody does. Ends that come together are told together. Every notification is of normal urgency,
 * so that "do not disturb" keeps all of them quiet: nothing here is lost by being seen later.
 */
export class ExportNotices {
  readonly #options: ExportNoticesOptions
  readonly #ends: EndGroups
  /** How to close what the system shows, by what it is about. */
  readonly #shown = new Map<string, { about: readonly string[]; close: () => void }>()

  constructor(options: ExportNoticesOptions) {
    this.#options = options
    const { now, timers } = options
    this.#ends = new EndGroups({
      tell: (records) => {
        this.#tellEnds(records)
      },
      now,
      startedAt: now(),
      timers,
    })
  }

  /** An export ended. */
  ended(record: ExportRecord): void {
    this.#close(overdueKey(record.id))
    this.#ends.add(record)
  }

  /** An export is not done when it should be. */
  overdue(record: ExportRecord): void {
    const { actions, isLocked, now, settings } = this.#options
    if (!settings().notifyWhenOverdue) return
    this.#tell({
      key: overdueKey(record.id),
      about: [record.id],
      text: overdueText(record, isLocked(), now()),
      tone: 'info',
      lead: { to: 'export', exportId: record.id },
      buttons: this.#buttons(record),
      open: () => {
        actions.show(record.id)
      },
    })
  }

  /** The exports of a connection wait for a sign-in. */
  signInNeeded(need: SignInNeed): void {
    const { actions, isLocked } = this.#options
    const { connectionId } = need
    const open = (): void => {
      actions.signIn(connectionId)
    }
    this.#tell({
      key: signInKey(connectionId),
      about: [],
      text: signInNotification(need, isLocked()),
      tone: 'info',
      lead: { to: 'sign-in', connectionId },
      buttons: [{ label: 'Sign in', run: open }],
      open,
    })
  }

  /** That is over. */
  signInSettled(connectionId: string): void {
    this.#close(signInKey(connectionId))
  }

  /** The person has looked at these exports, or they are gone: what tells of them only is closed. */
  seen(ids: ReadonlySet<string>): void {
    for (const [key, { about }] of [...this.#shown]) {
      if (about.length > 0 && about.every((id) => ids.has(id))) this.#close(key)
    }
  }

  #tellEnds(all: readonly ExportRecord[]): void {
    const { actions, isLocked, settings } = this.#options
    const records = all.filter((record) => isTold(record, settings()))
    const [first, ...others] = records
    if (first !== undefined) {
      const isOne = others.length === 0
      const exportId = isOne ? first.id : null
      const open = (): void => {
        actions.show(exportId)
      }
      this.#tell({
        key: first.id,
        about: records.map(({ id }) => id),
        text: isOne ? endText(first, isLocked()) : endsText(records),
        tone: toneOf(records),
        lead: { to: 'export', exportId },
        buttons: isOne ? this.#buttons(first) : [{ label: 'Show', run: open }],
        open,
      })
    }
    for (const { id } of all) this.#options.told(id)
  }

  #tell(what: {
    key: string
    about: readonly string[]
    text: NotificationText
    tone: Notice['tone']
    lead: Notice['lead']
    buttons: NoticeButton[]
    open: () => void
  }): void {
    const { inFront, isLocked, notify, tellPage } = this.#options
    const { key, about, text, tone, lead, buttons, open } = what
    this.#close(key)
    // A locked page shows no messages.
    if (inFront() && !isLocked()) {
      tellPage({ tone, ...text, lead })
      return
    }
    const forget =
      (action: () => void): (() => void) =>
      () => {
        this.#close(key)
        action()
      }
    // Nothing but the window itself can be had from a locked app.
    const offered = isLocked() ? [] : buttons
    const close = notify(
      text,
      forget(open),
      offered.map(({ label, run }) => ({ label, run: forget(run) })),
    )
    this.#shown.set(key, { about, close })
  }

  #buttons(record: ExportRecord): NoticeButton[] {
    const { actions } = this.#options
    const { id, runUrl, state } = record
    const canRunAgain = state === 'failed' || state === 'canceled'
    return [
      { label: 'Show', run: () => actions.show(id) },
      ...(runUrl === null ? [] : [{ label: 'Open run', run: () => actions.openRun(record) }]),
      ...(canRunAgain ? [{ label: 'Run again', run: () => actions.runAgain(record) }] : []),
    ]
  }

  #close(key: string): void {
    const shown = this.#shown.get(key)
    if (shown === undefined) return
    this.#shown.delete(key)
    shown.close()
  }
}

function overdueKey(exportId: string): string {
  return `overdue ${exportId}`
}

function signInKey(connectionId: string): string {
  return `sign-in ${connectionId}`
}
