import { AppError } from '../../shared/errors.ts'
import type { DocumentKind, FixInput, Problem, TextChange } from '../../shared/configuration.ts'
import { applyEdit } from './edit.ts'
import { discardWords, typedWords } from './edit-words.ts'
import { placed } from './finding.ts'
import type { Finding } from './finding.ts'
import { findProblems } from './problems.ts'
import type { Surroundings } from './problems.ts'
import { readLater, readText } from './read-text.ts'
import type { ParsedText } from './document.ts'
import { applyChanges, patchOfChanges } from './text-patch.ts'
import { UndoSteps } from './undo.ts'
import type { Outcome } from './undo.ts'

export interface EditedTextOptions {
  document: DocumentKind
  now: () => number
  /** A number that no text has had yet, greater than all before. */
  nextRevision: () => number
  /** What the checks know of the workspace; the same object until that changes. */
  surroundings: () => Surroundings
}

/**
 * The text of a document as it is in the workspace and as the user has edited it, with the steps
 * between that can be taken back. Knows nothing of where the text comes from and goes to.
 */
export class EditedText {
  readonly #options: EditedTextOptions
  #saved: ParsedText | null = null
  #draft: ParsedText | null = null
  #byHand = false
  #revision = 0
  #typedRevision = 0
  #savedSince: { text: string | null; revision: number } = { text: null, revision: 0 }
  #findings: {
    of: ParsedText
    within: Surroundings
    found: Finding[]
    problems: Problem[]
  } | null = null
  readonly #undo = new UndoSteps()

  constructor(options: EditedTextOptions) {
    this.#options = options
  }

  /** What the workspace has, as last read or written; null when there is nothing. */
  get saved(): ParsedText | null {
    return this.#saved
  }

  get draft(): ParsedText | null {
    return this.#draft
  }

  get unsaved(): boolean {
    return this.#draft?.text !== this.#saved?.text
  }

  /**
   * Whether the draft holds more than edits of the selection. Then it cannot be put together again from
   * the saved text and the selection: what was typed or set elsewhere would be lost.
   */
  get byHand(): boolean {
    return this.#byHand
  }

  /** Grows with every change of the draft or the saved text. */
  get revision(): number {
    return this.#revision
  }

  /** The revision that typing made last. */
  get typedRevision(): number {
    return this.#typedRevision
  }

  /** The first revision that was seen with the saved text of now. */
  get savedRevision(): number {
    const text = this.#saved?.text ?? null
    if (text !== this.#savedSince.text) this.#savedSince = { text, revision: this.#revision }
    return this.#savedSince.revision
  }

  /** What `undo` would take back, in words; null when there is nothing. */
  get undoable(): string | null {
    return this.#undo.next
  }

  /** What `redo` would make again, in words; null when there is nothing. */
  get redoable(): string | null {
    return this.#undo.nextRedo
  }

  get problems(): Problem[] {
    return this.#check()?.problems ?? []
  }

  /** A text that was kept from before, with the one that it was made from. */
  restore(base: string | null, draft: string): void {
    this.#saved = base === null ? null : readText(base)
    this.#draft = readText(draft, this.#saved)
    this.#byHand = true
    this.touch()
  }

  /**
   * Changes a draft; `words` say what for. Not `byHand` is what can be told from the selection alone.
   * Throws what `change` throws.
   *
   * @returns whether anything changed
   */
  edit(
    draft: ParsedText,
    words: string,
    change: (draft: ParsedText, saved: ParsedText | null) => ParsedText,
    byHand: boolean,
  ): boolean {
    const next = change(draft, this.#saved)
    if (next === draft) return false
    this.#undo.add(draft.text, next.text, {
      words,
      byHand: this.#become(next, byHand || this.#byHand),
    })
    this.touch()
    return true
  }

  /**
   * Types into a draft of a revision.
   *
   * @returns whether anything changed
   * @throws AppError `conflict` when the draft is of another revision by now; nothing was changed
   */
  type(draft: ParsedText, revision: number, changes: readonly TextChange[]): boolean {
    if (revision !== this.#revision) {
      throw new AppError('conflict', 'The draft has changed since this was typed.', {
        suggestion: 'Nothing to do: the editor puts both together.',
      })
    }
    const text = applyChanges(draft.text, changes)
    const patch = patchOfChanges(draft.text, changes)
    if (!patch) return false
    const { document, now } = this.#options
    const byHand = this.#become(readLater(text, draft), true)
    this.#undo.addTyped(patch, now(), { words: typedWords(document), byHand })
    this.touch()
    this.#typedRevision = this.#revision
    return true
  }

  /**
   * Carries out a fix of one of the problems, as one step.
   *
   * @throws AppError `conflict` when the draft is not the one that has the problem any more
   */
  fix(draft: ParsedText, { revision, code, from, fix }: Omit<FixInput, 'document'>): boolean {
    const findings = this.#check()?.found ?? []
    const finding = findings.find((each) => each.code === code && each.from === from)
    const remedy = finding?.fixes.find(({ id }) => id === fix)
    if (revision !== this.#revision || !remedy || remedy.edits.length === 0) {
      throw new AppError('conflict', 'The draft has changed since this problem was found.', {
        suggestion: 'Look at the problems as they are now, and try again.',
      })
    }
    return this.edit(draft, remedy.label, (text) => remedy.edits.reduce(applyEdit, text), true)
  }

  /** Goes back to the saved text, as one step. Whether there was anything to give up. */
  discard(): boolean {
    const draft = this.#draft
    if (!this.unsaved || !draft) return false
    const byHand = this.#become(this.#saved, false)
    this.#undo.add(draft.text, this.#saved?.text ?? '', { words: discardWords, byHand })
    this.touch()
    return true
  }

  /** Puts a text in the place of the draft, or where there is none, as one step. */
  replace(words: string, text: string): boolean {
    const draft = this.#draft
    if (draft) {
      const change = (now: ParsedText) => (now.text === text ? now : readText(text, now))
      return this.edit(draft, words, change, true)
    }
    const byHand = this.#become(readText(text), true)
    this.#undo.add('', text, { words, byHand })
    this.touch()
    return true
  }

  /** Takes the last edit back. Throws `not-found` when there is none. */
  undo(): void {
    this.#go(this.#undo.undo(this.#draft?.text ?? ''), 'There is nothing to take back.')
  }

  /** Makes the edit again that was taken back last. Throws `not-found` when there is none. */
  redo(): void {
    this.#go(this.#undo.redo(this.#draft?.text ?? ''), 'There is nothing to make again.')
  }

  /** Takes over what the workspace has; edits are given up for it, as one step where that makes sense. */
  adopt(text: string | null): void {
    const same = this.#saved && text === this.#saved.text ? this.#saved : null
    const changed = !same || this.#draft !== same
    // Steps of an older text would take back what others have written since.
    if (!same) this.#undo.clear()
    else if (this.#draft && this.#draft !== same) {
      const byHand = { before: this.#byHand, after: false }
      this.#undo.add(this.#draft.text, same.text, { words: discardWords, byHand })
    }
    this.#saved = text === null ? null : (same ?? readText(text, this.#saved))
    this.#draft = this.#saved
    this.#byHand = false
    if (changed) this.touch()
  }

  /** The workspace has this text now; a draft that was edited meanwhile goes on from there. */
  isSaved(written: ParsedText | null): void {
    this.#saved = written
    if (!this.unsaved) {
      this.#draft = written
      this.#byHand = false
    }
    this.touch()
  }

  /** Both texts are others now, because the user decided so. */
  settle(saved: ParsedText | null, draft: ParsedText): void {
    // Taking an older step back would take back what others have written since.
    this.#undo.clear()
    this.#saved = saved
    this.#become(draft, true)
    this.touch()
  }

  /** Says that this is another state than before, though the texts may be the same. */
  touch(): void {
    this.#revision = this.#options.nextRevision()
  }

  /** Makes a text the draft. Returns whether the one before and this one were edited by hand. */
  #become(next: ParsedText | null, byHand: boolean): { before: boolean; after: boolean } {
    const before = this.#byHand
    this.#draft = next?.text === this.#saved?.text ? this.#saved : next
    this.#byHand = this.unsaved && byHand
    return { before, after: this.#byHand }
  }

  #go(outcome: Outcome | null, otherwise: string): void {
    if (!outcome) throw new AppError('not-found', otherwise)
    // Where there was no file, the step before the first text is none.
    const isNone = outcome.text === '' && !this.#saved && !outcome.byHand
    this.#become(isNone ? null : readLater(outcome.text, this.#draft), outcome.byHand)
    this.touch()
  }

  #check(): { found: Finding[]; problems: Problem[] } | null {
    const draft = this.#draft
    if (!draft) return null
    const within = this.#options.surroundings()
    if (this.#findings?.of !== draft || this.#findings.within !== within) {
      const found = findProblems(this.#options.document, draft, within)
      const problems = found.map((finding) => placed(draft, finding))
      this.#findings = { of: draft, within, found, problems }
    }
    return this.#findings
  }
}
