import { computed, shallowRef } from 'vue'
import type { CatalogRow } from '../../shared/catalog.ts'

/** Rows of the whole list, from `from` up to before `to`. */
export interface RowRange {
  from: number
  to: number
}

/** What a Shift selection changes, as one step. */
export interface RangeChange {
  pick: RowRange | null
  unpick: RowRange | null
}

export interface RowActions {
  /** How many rows the whole list has, on all pages, loaded or not. */
  count: () => number
  /** What can be scrolled to without turning the page. */
  bounds: () => RowRange
  /** Null when the row is not loaded. */
  rowAt: (index: number) => CatalogRow | null
  /** Brings a row into view, by scrolling or by turning the page. */
  reveal: (index: number) => void
  toggle: (row: CatalogRow) => unknown
  pickRange: (change: RangeChange) => unknown
  pickEveryMatch: () => unknown
  open: (row: CatalogRow) => void
}

const jump = 10

/**
 * The keys of a list of rows to pick from. Rows are counted over the whole list, so a selection goes
 * over the ends of pages and over rows that are not loaded. The cursor is the row that keys act on,
 * the anchor is where a Shift selection started; -1 for none.
 */
export function useRowKeys(actions: RowActions) {
  const cursor = shallowRef(-1)
  let anchor = -1

  const current = computed(() => (cursor.value < 0 ? null : actions.rowAt(cursor.value)))

  function within(index: number): number {
    return Math.max(0, Math.min(index, actions.count() - 1))
  }

  function moveTo(index: number): void {
    if (actions.count() === 0) return
    cursor.value = within(index)
    anchor = cursor.value
    actions.reveal(cursor.value)
  }

  function extendTo(index: number): void {
    if (cursor.value === -1) return moveTo(index)
    const to = within(index)
    const before = span(anchor, cursor.value)
    const after = span(anchor, to)
    cursor.value = to
    actions.reveal(to)
    const change = { pick: outside(after, before), unpick: outside(before, after) }
    // The row where it started belongs to it, picked before or not.
    if (before.to - before.from === 1 && change.pick !== null) change.pick = after
    if (change.pick !== null || change.unpick !== null) actions.pickRange(change)
  }

  function toggle(index: number): void {
    const row = actions.rowAt(index)
    if (row === null) return
    moveTo(index)
    actions.toggle(row)
  }

  /** A click that picks: with Shift all from the anchor to here. */
  function pickAt(index: number, extend: boolean): void {
    const row = actions.rowAt(index)
    if (row === null) return
    if (!extend || anchor === -1) return toggle(index)
    const range = span(anchor, index)
    actions.pickRange(
      row.pick === null ? { pick: range, unpick: null } : { pick: null, unpick: range },
    )
    cursor.value = index
  }

  /** A step of one walks over the end of a page, a longer one stops there. */
  function step(by: number, extend: boolean): void {
    const { from, to } = actions.bounds()
    const next = cursor.value + by
    const target = Math.abs(by) === 1 ? next : Math.max(from, Math.min(next, to - 1))
    if (extend) extendTo(target)
    else moveTo(target)
  }

  function onKey(event: KeyboardEvent): void {
    const { key, shiftKey } = event
    const modifier = event.ctrlKey || event.metaKey
    if (event.altKey) return
    const { from, to } = actions.bounds()
    if (modifier && key.toLowerCase() === 'a') actions.pickEveryMatch()
    else if (modifier) return
    else if (key === 'ArrowDown') step(1, shiftKey)
    else if (key === 'ArrowUp') step(-1, shiftKey)
    else if (key === 'PageDown') step(jump, shiftKey)
    else if (key === 'PageUp') step(-jump, shiftKey)
    else if (key === 'Home') (shiftKey ? extendTo : moveTo)(from)
    else if (key === 'End') (shiftKey ? extendTo : moveTo)(to - 1)
    else if (key === ' ') toggle(cursor.value)
    else if (key === 'Enter' && current.value !== null) actions.open(current.value)
    else return
    event.preventDefault()
  }

  return {
    cursor,
    current,
    moveTo,
    pickAt,
    onKey,
    /** The keys begin to act here; a Shift selection still starts where it started. */
    enter(index: number): void {
      if (actions.count() === 0) return
      cursor.value = within(index)
      if (anchor === -1) anchor = cursor.value
    },
    /** Rows came or went above: the same row stays current. */
    shift(by: number): void {
      cursor.value = within(cursor.value + by)
      if (anchor !== -1) anchor = within(anchor + by)
    },
    /** Other rows came: no row is current. */
    leave(): void {
      cursor.value = -1
      anchor = -1
    },
  }
}

function span(a: number, b: number): RowRange {
  return { from: Math.min(a, b), to: Math.max(a, b) + 1 }
}

/** What one range has and the other has not. Both share a row, and one end or that row is their border. */
function outside(range: RowRange, other: RowRange): RowRange | null {
  if (range.from < other.from) return { from: range.from, to: other.from }
  if (range.to > other.to) return { from: other.to, to: range.to }
  return null
}
