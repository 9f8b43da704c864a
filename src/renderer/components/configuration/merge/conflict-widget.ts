import { WidgetType } from '@codemirror/view'
import type { EditorView } from '@codemirror/view'
import { formatCount } from '../../../format.ts'
import { choicesFor, chosenWords, conflictWords, sideLines } from './conflict-words.ts'
import type { Choice, Conflict } from './merge-text.ts'

/** More lines of a side are not drawn: the tabs beside the result show whole versions. */
const mostLines = 30

const sideNames = { mine: 'Mine', theirs: 'Theirs' } as const

/** A conflict above its lines in the result: both sides, and what to do; once decided, a line that says so. */
export class ConflictWidget extends WidgetType {
  readonly #conflict: Conflict
  readonly #choice: Choice | null
  readonly #count: number
  readonly #choose: (view: EditorView, number: number, choice: Choice) => void

  constructor(
    conflict: Conflict,
    choice: Choice | null,
    count: number,
    choose: (view: EditorView, number: number, choice: Choice) => void,
  ) {
    super()
    this.#conflict = conflict
    this.#choice = choice
    this.#count = count
    this.#choose = choose
  }

  override eq(other: ConflictWidget): boolean {
    return other.#conflict === this.#conflict && other.#choice === this.#choice
  }

  override toDOM(view: EditorView): HTMLElement {
    const box = element('section', 'cm-conflict')
    box.append(element('div', 'cm-conflict-bar'), element('div', 'cm-conflict-sides'))
    box.addEventListener('click', (event) => {
      const button = (event.target as HTMLElement).closest<HTMLElement>('button[data-choice]')
      const choice = button?.dataset['choice'] as Choice | undefined
      if (choice !== undefined) this.#choose(view, this.#conflict.number, choice)
    })
    this.updateDOM(box)
    return box
  }

  /** Changes what is there, so that the button that was pressed keeps the focus. */
  override updateDOM(box: HTMLElement): boolean {
    const { number } = this.#conflict
    const before = box.dataset['number']
    if (before !== undefined && before !== String(number)) return false
    box.dataset['number'] = String(number)
    box.classList.toggle('cm-decided', this.#choice !== null)
    box.setAttribute('aria-label', `Conflict ${number} of ${this.#count}`)
    const [bar, sides] = box.children
    if (bar instanceof HTMLElement) this.#fillBar(bar)
    sides?.replaceChildren(...(this.#choice === null ? this.#sides() : []))
    return true
  }

  override ignoreEvent(): boolean {
    return true
  }

  #fillBar(bar: HTMLElement): void {
    const { number } = this.#conflict
    const state = this.#choice === null ? conflictWords(this.#conflict) : chosenWords[this.#choice]
    const title = `Conflict ${number} of ${this.#count}: ${state}`
    if (bar.firstElementChild === null) {
      const buttons = element('span', 'cm-conflict-choices')
      buttons.setAttribute('role', 'group')
      buttons.setAttribute('aria-label', `What counts in conflict ${number}`)
      for (const { choice, label } of choicesFor(this.#conflict)) {
        const button = element('button', 'cm-choice', label)
        button.setAttribute('type', 'button')
        button.dataset['choice'] = choice
        buttons.append(button)
      }
      bar.append(element('span', 'cm-conflict-title'), buttons)
    }
    const [name] = bar.children
    name?.replaceChildren(
      element('span', 'cm-conflict-sign', this.#choice === null ? '!' : '✓'),
      document.createTextNode(title),
    )
    for (const button of bar.querySelectorAll<HTMLElement>('button')) {
      const chosen = button.dataset['choice'] === this.#choice
      button.setAttribute('aria-pressed', String(chosen))
    }
  }

  #sides(): HTMLElement[] {
    return (['mine', 'theirs'] as const).map((side) => {
      const box = element('div', `cm-side cm-by-${side}`)
      box.append(element('div', 'cm-side-name', sideNames[side]))
      const { lines, hidden } = sideLines(this.#conflict.base, this.#conflict[side], mostLines)
      const pre = element('div', 'cm-side-lines')
      for (const { sign, text } of lines) {
        const line = element('div', sign === '−' ? 'cm-side-gone' : 'cm-side-line')
        line.append(element('span', 'cm-side-sign', sign), document.createTextNode(text))
        pre.append(line)
      }
      if (hidden > 0) {
        pre.append(element('div', 'cm-side-more', `${formatCount(hidden, 'more line')}`))
      }
      box.append(pre)
      return box
    })
  }
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}
