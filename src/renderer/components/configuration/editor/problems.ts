import { forEachDiagnostic } from '@codemirror/lint'
import type { Diagnostic } from '@codemirror/lint'
import type { ChangeSet, Text } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { Command } from '@codemirror/view'
import type { Problem, ProblemFix } from '../../../../shared/configuration.ts'
import { showAtCursor } from './cursor-tooltip.ts'
import { shownPlace } from './exact-text.ts'
import { element } from './schema-words.ts'

/** Carries out a fix of a problem. */
export type ApplyFix = (problem: Problem, fix: ProblemFix) => void

const severityWords = { error: 'Error', warning: 'Warning', hint: 'Hint' } as const

export interface ProblemPlaces {
  /** The exact text as it is now, and as the editor shows it. */
  exact: Text
  shown: Text
  /** 1 where offsets of problems count a byte order mark. */
  markLength: number
  /** What was typed since the problems were found. */
  since: ChangeSet
}

/** A problem in the editor, with the problem it is made of. */
export interface ProblemDiagnostic extends Diagnostic {
  problem: Problem
}

/** Problems that have a place, where they are in the editor now. */
export function problemDiagnostics(
  problems: readonly Problem[],
  { exact, shown, markLength, since }: ProblemPlaces,
  applyFix: ApplyFix,
): ProblemDiagnostic[] {
  const place = (offset: number, side: -1 | 1): number => {
    const at = Math.max(0, Math.min(offset - markLength, since.length))
    return shownPlace(exact, shown, since.mapPos(at, side))
  }
  const rangeOf = ({ from, to, line }: Problem): { from: number; to: number } | null => {
    if (from !== null) {
      const start = place(from, 1)
      return { from: start, to: Math.max(start, place(to ?? from, -1)) }
    }
    return line === null || line > shown.lines ? null : shown.line(line)
  }
  return problems.flatMap((problem) => {
    const range = rangeOf(problem)
    if (range === null) return []
    const { from, to } = range
    return [
      {
        from,
        // A place without letters gets the one behind it, so that there is something to see.
        to: to === from ? Math.min(from + 1, shown.lineAt(from).to) : to,
        severity: problem.severity,
        message: problem.message,
        renderMessage: () => problemWords(problem),
        actions: problem.fixes.map((fix) => ({
          name: fix.label,
          apply: () => applyFix(problem, fix),
        })),
        problem,
      },
    ]
  })
}

/** What is wrong and what to do, as words. */
export function problemWords({ severity, message, suggestion }: Problem): HTMLElement {
  const words = element('span', 'cm-problem')
  words.append(
    element('strong', `cm-problem-severity cm-sign-${severity}`, `${severityWords[severity]}: `),
    message,
  )
  if (suggestion !== '') words.append(element('span', 'cm-problem-advice', suggestion))
  return words
}

interface PlacedProblem {
  problem: Problem
  from: number
  to: number
}

function placed(view: EditorView): PlacedProblem[] {
  const found: PlacedProblem[] = []
  forEachDiagnostic(view.state, (diagnostic, from, to) => {
    if ('problem' in diagnostic) {
      found.push({ problem: (diagnostic as ProblemDiagnostic).problem, from, to })
    }
  })
  return found.sort((a, b) => a.from - b.from)
}

/** Problems that touch the line of the cursor, those under it first. */
export function problemsAtCursor(view: EditorView): PlacedProblem[] {
  const { head } = view.state.selection.main
  const line = view.state.doc.lineAt(head)
  const under = ({ from, to }: PlacedProblem): number => (from <= head && head <= to ? 0 : 1)
  return placed(view)
    .filter(({ from, to }) => from <= line.to && to >= line.from)
    .sort((a, b) => under(a) - under(b))
}

/** Goes to the next problem, round the end of the file, and says what it is. */
function goToProblem(direction: 1 | -1): Command {
  return (view) => {
    const all = placed(view)
    const { from: here } = view.state.selection.main
    const next =
      direction === 1
        ? (all.find(({ from }) => from > here) ?? all[0])
        : (all.findLast(({ from }) => from < here) ?? all.at(-1))
    if (!next) return false
    view.dispatch({
      selection: { anchor: next.from, head: next.to },
      effects: EditorView.scrollIntoView(next.from, { y: 'center' }),
    })
    showAtCursor(view, { pos: next.from, create: () => ({ dom: problemBox(next.problem) }) })
    return true
  }
}

function problemBox(problem: Problem): HTMLElement {
  const box = element('div', 'cm-help')
  box.setAttribute('role', 'status')
  box.append(problemWords(problem))
  return box
}

export const nextProblem = goToProblem(1)
export const previousProblem = goToProblem(-1)
