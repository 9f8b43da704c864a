import { history, historyKeymap, invertedEffects, standardKeymap } from '@codemirror/commands'
import { RangeSet, StateEffect, StateField } from '@codemirror/state'
import type { EditorState, Extension, Range, Transaction } from '@codemirror/state'
import { Decoration, EditorView, GutterMarker, WidgetType, gutter, keymap } from '@codemirror/view'
import type { DecorationSet, ViewUpdate } from '@codemirror/view'
import { formatCount } from '../../../format.ts'
import { ConflictWidget } from './conflict-widget.ts'
import { chosenLines } from './merge-text.ts'
import type { Choice, Conflict, MergeLayout } from './merge-text.ts'

/** A conflict with where its lines are now, and what was decided; null: nothing yet. */
export interface PlacedConflict {
  conflict: Conflict
  from: number
  to: number
  choice: Choice | null
}

/** Longer stretches that nobody changed are folded but for the lines next to changes. */
const longestUnchanged = 8
const margin = 3

interface Decided {
  number: number
  choice: Choice | null
}

const decided = StateEffect.define<Decided>()
const unfold = StateEffect.define<{ from: number; to: number }>({
  map: ({ from, to }, changes) => ({ from: changes.mapPos(from), to: changes.mapPos(to) }),
})

const conflictsField = StateField.define<readonly PlacedConflict[]>({
  create: () => [],
  update(conflicts, transaction) {
    const choices = new Map<number, Choice | null>()
    for (const effect of transaction.effects) {
      if (effect.is(decided)) choices.set(effect.value.number, effect.value.choice)
    }
    if (!transaction.docChanged && choices.size === 0) return conflicts
    return conflicts.map((placed) => place(placed, transaction, choices))
  },
})

/** What is typed right below the lines of a conflict is not part of them; what replaces them is. */
function place(
  placed: PlacedConflict,
  { changes }: Transaction,
  choices: ReadonlyMap<number, Choice | null>,
): PlacedConflict {
  const choice = choices.get(placed.conflict.number)
  const from = changes.mapPos(placed.from, -1)
  if (choice === undefined) return { ...placed, from, to: changes.mapPos(placed.to, -1) }
  return { ...placed, from, to: changes.mapPos(placed.to, 1), choice }
}

const bySide = (by: string): Decoration => Decoration.line({ class: `cm-by-${by}` })
const lineDecorations = { mine: bySide('mine'), theirs: bySide('theirs'), both: bySide('both') }
type Side = keyof typeof lineDecorations

/** Whose lines stand where a conflict was decided. */
const sideOfChoice: Readonly<Record<Choice, Side>> = {
  mine: 'mine',
  theirs: 'theirs',
  'mine-theirs': 'both',
  'theirs-mine': 'both',
}

class SideMarker extends GutterMarker {
  readonly #word: string

  constructor(word: string) {
    super()
    this.#word = word
  }

  override toDOM(): Node {
    return document.createTextNode(this.#word)
  }
}

const sideMarkers: Readonly<Record<Side, GutterMarker>> = {
  mine: new SideMarker('mine'),
  theirs: new SideMarker('theirs'),
  both: new SideMarker('both'),
}

/** Stretches that one side changed, as marks that move with the text. */
const changedField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => marks.map(transaction.changes),
})
const changedMark = (side: Side): Decoration => Decoration.mark({ side, inclusive: false })

class FoldWidget extends WidgetType {
  readonly #lines: number

  constructor(lines: number) {
    super()
    this.#lines = lines
  }

  override eq(other: FoldWidget): boolean {
    return other.#lines === this.#lines
  }

  override toDOM(view: EditorView): HTMLElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'cm-fold'
    button.textContent = `${formatCount(this.#lines, 'unchanged line')}`
    button.title = 'Show them'
    button.addEventListener('click', () => {
      const at = view.posAtDOM(button)
      view.dispatch({ effects: unfold.of({ from: at, to: at }) })
      view.focus()
    })
    return button
  }

  override ignoreEvent(): boolean {
    return true
  }
}

const foldsField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(folds, transaction) {
    let next = folds.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (!effect.is(unfold)) continue
      const { from, to } = effect.value
      next = next.update({ filter: (start, end) => end < from || start > to })
    }
    return next
  },
  provide: (field) => [
    EditorView.decorations.from(field),
    EditorView.atomicRanges.of((view) => view.state.field(field)),
  ],
})

/** Stretches with a side: what one side changed, and what was decided. */
function sidedStretches(view: { state: EditorState }): { from: number; to: number; side: Side }[] {
  const stretches: { from: number; to: number; side: Side }[] = []
  const { state } = view
  for (const marks = state.field(changedField).iter(); marks.value !== null; marks.next()) {
    const side = marks.value.spec.side as Side
    stretches.push({ from: marks.from, to: marks.to, side })
  }
  for (const { from, to, choice } of state.field(conflictsField)) {
    if (choice !== null && from < to) stretches.push({ from, to, side: sideOfChoice[choice] })
  }
  return stretches.sort((a, b) => a.from - b.from)
}

function sideDecorations(state: EditorState, choose: Choose): DecorationSet {
  const ranges: Range<Decoration>[] = []
  for (const { from, to, side } of sidedStretches({ state })) {
    for (let at = from; at < to; at = state.doc.lineAt(at).to + 1) {
      ranges.push(lineDecorations[side].range(state.doc.lineAt(at).from))
    }
  }
  const conflicts = state.field(conflictsField)
  for (const { conflict, from, choice } of conflicts) {
    const widget = new ConflictWidget(conflict, choice, conflicts.length, choose)
    ranges.push(Decoration.widget({ widget, block: true, side: -1 }).range(from))
  }
  return Decoration.set(ranges, true)
}

type Choose = (view: EditorView, number: number, choice: Choice) => void

const sidesField = StateField.define<DecorationSet>({
  create: (state) => sideDecorations(state, decide),
  update(decorations, transaction) {
    return transaction.effects.some((each) => each.is(decided))
      ? sideDecorations(transaction.state, decide)
      : decorations.map(transaction.changes)
  },
  provide: (field) => EditorView.decorations.from(field),
})

const sideGutter = gutter({
  class: 'cm-sides',
  markers(view) {
    const { doc } = view.state
    const markers = sidedStretches(view).map(({ from, side }) =>
      sideMarkers[side].range(doc.lineAt(from).from),
    )
    return RangeSet.of(markers, true)
  },
  initialSpacer: () => sideMarkers.theirs,
})

/** Puts the lines of a decision in the place of those of the one before. */
export function decide(view: EditorView, number: number, choice: Choice): void {
  decideAll(view, [{ number, choice }])
}

export function decideAll(
  view: EditorView,
  decisions: readonly { number: number; choice: Choice }[],
): void {
  const conflicts = view.state.field(conflictsField)
  const changes = decisions.flatMap(({ number, choice }) => {
    const placed = conflicts.find(({ conflict }) => conflict.number === number)
    if (!placed) return []
    return [{ from: placed.from, to: placed.to, insert: chosenLines(placed.conflict, choice) }]
  })
  view.dispatch({
    changes,
    effects: decisions.map((decision) => decided.of(decision)),
    userEvent: 'input.decide',
  })
}

/** Taking a decision back also takes back that it was made. */
const invertDecisions = invertedEffects.of((transaction) => {
  const before = transaction.startState.field(conflictsField)
  return transaction.effects.flatMap((effect) => {
    if (!effect.is(decided)) return []
    const { number } = effect.value
    const was = before.find(({ conflict }) => conflict.number === number)
    return was ? [decided.of({ number, choice: was.choice })] : []
  })
})

/** Whether something was decided, or that was taken back. */
export function isDecision({ transactions }: ViewUpdate): boolean {
  return transactions.some(({ effects }) => effects.some((effect) => effect.is(decided)))
}

export function placedConflicts(state: EditorState): readonly PlacedConflict[] {
  return state.field(conflictsField)
}

/** Where something is to be seen that was changed or decided, from top to bottom. */
export function changesIn(view: EditorView): number[] {
  const places = sidedStretches(view).map(({ from }) => from)
  return [...new Set([...places, ...placedConflicts(view.state).map(({ from }) => from)])].sort(
    (a, b) => a - b,
  )
}

/** Makes a place visible that may be folded. */
export function reveal(at: number): StateEffect<unknown> {
  return unfold.of({ from: at, to: at })
}

/** Long unchanged stretches, but for the lines next to where something changed. */
function foldsOf({ text, unchanged, changed, conflicts }: MergeLayout): Range<Decoration>[] {
  const edges = new Set([
    ...conflicts.map(({ at }) => at),
    ...changed.flatMap(({ from, to }) => [from, to]),
  ])
  return unchanged.flatMap(({ from, to }) => {
    const starts = [from]
    let feed = text.indexOf('\n', from)
    for (; feed !== -1 && feed + 1 < to; feed = text.indexOf('\n', feed + 1)) starts.push(feed + 1)
    const first = edges.has(from) ? margin : 0
    const last = starts.length - (edges.has(to) ? margin : 0)
    if (last - first <= longestUnchanged) return []
    const next = starts[last] ?? to
    const end = text[next - 1] === '\n' ? next - 1 : next
    const widget = new FoldWidget(last - first)
    return [Decoration.replace({ widget, block: true }).range(starts[first] ?? from, end)]
  })
}

/** The result of a merge, to be edited: conflicts with their choices, and whose lines are whose. */
export function mergeEditor(layout: MergeLayout): Extension {
  const conflicts = layout.conflicts.map((conflict) => {
    const { at } = conflict
    return { conflict, from: at, to: at, choice: null }
  })
  const changed = layout.changed
    .filter(({ from, to }) => from < to)
    .map(({ from, to, by }) => changedMark(by).range(from, to))
  return [
    conflictsField.init(() => conflicts),
    changedField.init(() => Decoration.set(changed, true)),
    foldsField.init(() => Decoration.set(foldsOf(layout), true)),
    sidesField,
    sideGutter,
    history(),
    invertDecisions,
    keymap.of([...historyKeymap, ...standardKeymap]),
  ]
}
