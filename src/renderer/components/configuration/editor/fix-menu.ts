import type { EditorView } from '@codemirror/view'
import type { Command } from '@codemirror/view'
import { closeCursorTooltip, showAtCursor } from './cursor-tooltip.ts'
import { problemsAtCursor } from './problems.ts'
import type { ApplyFix } from './problems.ts'
import { element } from './schema-words.ts'

/** A menu with what one click can do about the problems of the cursor's line. */
export function openFixMenu(applyFix: ApplyFix): Command {
  return (view) => {
    const problems = problemsAtCursor(view)
    const entries = problems.flatMap(({ problem }) =>
      problem.fixes.map((fix) => ({ label: fix.label, run: () => applyFix(problem, fix) })),
    )
    const dom = entries.length > 0 ? menu(view, entries) : nothingToFix(problems.length > 0)
    showAtCursor(view, {
      pos: view.state.selection.main.head,
      create: () => ({ dom, mount: () => dom.querySelector('button')?.focus() }),
    })
    return true
  }
}

function menu(
  view: EditorView,
  entries: readonly { label: string; run: () => void }[],
): HTMLElement {
  const list = element('div', 'cm-help cm-fixes')
  list.setAttribute('role', 'menu')
  list.setAttribute('aria-label', 'Fixes')
  for (const { label, run } of entries) {
    const button = element('button', 'cm-fix', label)
    button.type = 'button'
    button.setAttribute('role', 'menuitem')
    button.addEventListener('click', () => {
      closeCursorTooltip(view)
      run()
    })
    list.append(button)
  }
  list.addEventListener('keydown', (event) => {
    const buttons = [...list.querySelectorAll('button')]
    const now = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Escape' || event.key === 'Tab') closeCursorTooltip(view)
    else if (step !== undefined) buttons.at((now + step) % buttons.length)?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  return list
}

function nothingToFix(isProblem: boolean): HTMLElement {
  const box = element('div', 'cm-help')
  box.setAttribute('role', 'status')
  const words = isProblem
    ? 'There is no fix for this problem that one click could make.'
    : 'There is no problem on this line.'
  box.append(element('p', '', words))
  return box
}
