import { applyPatch, inverted, joined, patchBetween, touches } from './text-patch.ts'
import type { TextPatch } from './text-patch.ts'

/** A step that can be taken back. */
interface Step {
  patch: TextPatch
  /** What it did, in words: “Pick 12 workflows”. */
  words: string
  /** Whether the text before it, and after it, had edits by hand. */
  byHand: { before: boolean; after: boolean }
  /** When it was typed at last (UTC ms), while more typing may still join it; else null. */
  openSince: number | null
}

/** What a step led from and to. */
export interface StepFacts {
  words: string
  byHand: { before: boolean; after: boolean }
}

/** A text that was gone back or forward to. */
export interface Outcome {
  text: string
  byHand: boolean
}

const mostSteps = 500
const mostCharacters = 50_000_000
/** Typing that goes on after a longer pause is a step of its own, in ms. */
const longestPause = 1000

/** The last edits of a draft, newest last, within a bearable amount of memory, there and back. */
export class UndoSteps {
  #done: Step[] = []
  #undone: Step[] = []
  #characters = 0

  /** What taking back the newest would take back; null when there is none. */
  get next(): string | null {
    return this.#done.at(-1)?.words ?? null
  }

  /** What making again would make again; null when there is nothing. */
  get nextRedo(): string | null {
    return this.#undone.at(-1)?.words ?? null
  }

  add(before: string, after: string, facts: StepFacts): void {
    this.#push({ ...facts, patch: patchBetween(before, after), openSince: null })
  }

  /**
   * Keeps typing. It joins the step before when that was typed just now, at the same place and in the
   * same line: so one undo takes a line or a burst back, not a letter and not an hour's work.
   */
  addTyped(typed: TextPatch, now: number, facts: StepFacts): void {
    const open = /[\r\n]/.test(typed.inserted + typed.removed) ? null : now
    const last = this.#done.at(-1)
    const joins =
      last !== undefined &&
      last.openSince !== null &&
      now - last.openSince <= longestPause &&
      touches(last.patch, typed)
    if (!joins) {
      this.#push({ ...facts, patch: typed, openSince: open })
      return
    }
    this.#done.pop()
    this.#characters -= sizeOf(last)
    const byHand = { before: last.byHand.before, after: facts.byHand.after }
    const patch = joined(last.patch, typed)
    // What was typed and deleted again is no step.
    if (patch.removed === patch.inserted) this.#forgetUndone()
    else this.#push({ ...last, patch, byHand, openSince: open })
  }

  /** The text before the newest step; null when there is none. */
  undo(text: string): Outcome | null {
    const step = this.#done.pop()
    if (!step) return null
    const last = this.#done.at(-1)
    if (last) last.openSince = null
    this.#undone.push({ ...step, openSince: null })
    return { text: applyPatch(text, inverted(step.patch)), byHand: step.byHand.before }
  }

  /** The text after the step that was taken back last; null when there is none. */
  redo(text: string): Outcome | null {
    const step = this.#undone.pop()
    if (!step) return null
    this.#done.push(step)
    return { text: applyPatch(text, step.patch), byHand: step.byHand.after }
  }

  clear(): void {
    this.#done = []
    this.#undone = []
    this.#characters = 0
  }

  #forgetUndone(): void {
    for (const step of this.#undone) this.#characters -= sizeOf(step)
    this.#undone = []
  }

  #push(step: Step): void {
    this.#forgetUndone()
    this.#done.push(step)
    this.#characters += sizeOf(step)
    while (this.#done.length > mostSteps || this.#characters > mostCharacters) {
      const oldest = this.#done.shift()
      if (!oldest) return
      this.#characters -= sizeOf(oldest)
    }
  }
}

function sizeOf({ patch }: Step): number {
  return patch.removed.length + patch.inserted.length
}
