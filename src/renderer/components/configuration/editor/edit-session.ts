import { Annotation } from '@codemirror/state'
import type { EditorState, StateEffect, Text, Transaction, ChangeSet } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { shallowRef } from 'vue'
import type { DocumentState, DocumentText, TextChange } from '../../../../shared/configuration.ts'
import { AppError } from '../../../../shared/errors.ts'
import { desktop } from '../../../desktop.ts'
import { addEditor } from '../../../pending-edits.ts'
import { EditorSync } from './editor-sync.ts'
import type { MainText } from './editor-sync.ts'
import { exactChanges, shownChanges, shownText } from './exact-text.ts'
import { addLiveText, keyOf } from './live-text.ts'
import type { TextKey } from './live-text.ts'

/** On transactions that bring what somebody else changed. */
export const remote = Annotation.define<boolean>()

/**
 * The editing of one document: its text in step with main, and the editor's state with cursor, folds
 * and scrolling, also while another view or page is shown. It goes when another document takes its
 * place, and not before everything typed is handed over.
 */
export class EditSession {
  readonly key: TextKey
  readonly sync: EditorSync
  /** Why what was typed is not handed over yet. */
  readonly trouble = shallowRef<AppError | null>(null)
  /** Grows when main's text was taken over, so that places in it can be found. */
  readonly taken = shallowRef(0)
  /** The state while no editor shows it. */
  state: EditorState | null = null
  scroll: StateEffect<unknown> | null = null
  #view: EditorView | null = null
  #saved: DocumentText
  #ended = false
  readonly #remove: (() => void)[]

  constructor(key: TextKey, text: DocumentText) {
    this.key = key
    this.#saved = text
    this.sync = new EditorSync({
      start: asMainText(text),
      send: (revision, changes) => this.#send(revision, changes),
      fetch: () => this.#fetch(),
      onRemote: (changes, before, after) => this.#takeOver(changes, before, after),
      onTrouble: (error) => (this.trouble.value = error),
    })
    this.#remove = [
      addEditor({ handOver: () => this.#handOver(), forget: () => void this.end() }),
      addLiveText(key, { current: (state) => this.#current(state) }),
    ]
  }

  /** What an editor shows at first. */
  get shown(): Text {
    return shownText(this.sync.text)
  }

  get ended(): boolean {
    return this.#ended
  }

  attach(view: EditorView): void {
    this.#view = view
  }

  /** The editor goes; what it had stays for the next one. */
  detach(): void {
    if (this.#view === null) return
    this.state = this.#view.state
    this.scroll = this.#view.scrollSnapshot()
    this.#view = null
    void this.#handOver().catch(() => undefined)
  }

  /** Takes what was typed in a transaction. */
  typed(transaction: Transaction): void {
    if (!transaction.docChanged || transaction.annotation(remote) === true) return
    const { changes, startState } = transaction
    this.sync.typed(exactChanges(changes, startState.doc, this.sync.text))
  }

  /** Takes the last edit back, or makes it again, after what was typed before it is in main. */
  async step(direction: 'undo' | 'redo'): Promise<void> {
    await this.sync.flush()
    const { document } = this.key
    try {
      await desktop.configuration[direction]({ document })
    } catch (thrown) {
      // Nothing to take back is no error: the key just does nothing.
      if (!(thrown instanceof AppError) || thrown.code !== 'not-found') throw thrown
    }
  }

  /** Ends the session once everything is handed over; until then it goes on trying. */
  async end(): Promise<void> {
    if (this.#ended) return
    await this.sync.flush().catch(() => undefined)
    if (!this.sync.settled || this.#ended) return
    this.#ended = true
    this.sync.stop()
    for (const remove of this.#remove) remove()
    this.state = null
    sessions.delete(keyOf(this.key))
  }

  async #handOver(): Promise<void> {
    if (!this.sync.settled) await this.sync.flush()
  }

  async #send(revision: number, changes: TextChange[]): Promise<number> {
    const { document } = this.key
    return (await desktop.configuration.editText({ document, revision, changes })).revision
  }

  async #fetch(): Promise<MainText | null> {
    const text = await desktop.configuration.text({ document: this.key.document })
    const isOurs = text.connectionId === this.key.connectionId && text.path === this.key.path
    if (!isOurs || text.draft === null) return null
    this.#saved = text
    return asMainText(text)
  }

  async #current(state: DocumentState): Promise<DocumentText> {
    this.sync.heard(state.revision)
    await this.sync.caughtUp()
    // Saved, or read again with the same edits: only main has what is in the workspace.
    if (state.savedRevision !== this.#saved.savedRevision) await this.#fetch()
    this.taken.value += 1
    return { ...this.#saved, revision: this.sync.revision, draft: this.sync.whole }
  }

  #takeOver(changes: ChangeSet, before: Text, after: Text): void {
    const state = this.#view?.state ?? this.state
    if (!state) return
    const specs = {
      changes: shownChanges(changes, before, after, state.doc),
      annotations: remote.of(true),
    }
    if (this.#view) this.#view.dispatch(specs)
    else this.state = state.update(specs).state
  }
}

function asMainText({ revision, typedRevision, draft }: DocumentText): MainText {
  return { revision, typedRevision, draft: draft ?? '' }
}

const sessions = new Map<string, EditSession>()

/** The session of a document, as it was left; others that nobody looks at end. */
export function openSession(key: TextKey, text: DocumentText): EditSession {
  for (const other of sessions.values()) {
    const { connectionId, document, path } = other.key
    const isReplaced = document === key.document && path !== key.path
    if (connectionId !== key.connectionId || isReplaced) void other.end()
  }
  const known = sessions.get(keyOf(key))
  if (known && !known.ended) {
    known.sync.heard(text.revision)
    return known
  }
  const session = new EditSession(key, text)
  sessions.set(keyOf(key), session)
  return session
}
