import { computed, shallowRef } from 'vue'
import type { CatalogRow } from '../../shared/catalog.ts'

export interface RowActions {
  rows: () => readonly CatalogRow[]
  pick: (rows: readonly CatalogRow[], picked: boolean) => unknown
  pickEveryMatch: () => unknown
  open: (row: CatalogRow) => void
  /** Walks over the end of a page; false when there is no such page. */
  turnPage: (by: 1 | -1) => boolean
}

const jump = 10

/**
 * The keys of a list of rows to pick from. The cursor is the row that keys act on; the anchor is
 * where a Shift selection started.
 */
export function useRowKeys(actions: RowActions) {
  const cursor = shallowRef(-1)
  let anchor = -1

  const current = computed(() => actions.rows()[cursor.value] ?? null)

  function moveTo(index: number): void {
    cursor.value = Math.max(0, Math.min(index, actions.rows().length - 1))
    anchor = cursor.value
  }

  function range(from: number, to: number): readonly CatalogRow[] {
    return actions.rows().slice(Math.min(from, to), Math.max(from, to) + 1)
  }

  function extendTo(index: number): void {
    const rows = actions.rows()
    const from = cursor.value
    const to = Math.max(0, Math.min(index, rows.length - 1))
    if (from === -1) return moveTo(to)
    const shrinking = Math.abs(to - anchor) < Math.abs(from - anchor)
    cursor.value = to
    if (!shrinking) actions.pick(range(anchor, to), true)
    else actions.pick(to < from ? range(to + 1, from) : range(from, to - 1), false)
  }

  function toggle(index: number): void {
    const row = actions.rows()[index]
    if (row === undefined) return
    moveTo(index)
    actions.pick([row], row.pick === null)
  }

  /** A click that picks: with Shift all from the anchor to here. */
  function pickAt(index: number, extend: boolean): void {
    const row = actions.rows()[index]
    if (row === undefined) return
    if (!extend || anchor === -1) return toggle(index)
    actions.pick(range(anchor, index), row.pick === null)
    cursor.value = index
  }

  function step(by: number, extend: boolean): void {
    const next = cursor.value + by
    if (extend) return extendTo(next)
    const last = actions.rows().length - 1
    if (by === 1 && cursor.value === last && actions.turnPage(1)) return moveTo(0)
    if (by === -1 && cursor.value === 0 && actions.turnPage(-1)) return moveTo(last)
    moveTo(next)
  }

  function onKey(event: KeyboardEvent): void {
    const { key, shiftKey } = event
    const modifier = event.ctrlKey || event.metaKey
    if (event.altKey) return
    if (modifier && key.toLowerCase() === 'a') actions.pickEveryMatch()
    else if (modifier) return
    else if (key === 'ArrowDown') step(1, shiftKey)
    else if (key === 'ArrowUp') step(-1, shiftKey)
    else if (key === 'PageDown') step(jump, shiftKey)
    else if (key === 'PageUp') step(-jump, shiftKey)
    else if (key === 'Home') step(-cursor.value, shiftKey)
    else if (key === 'End') step(actions.rows().length - 1 - cursor.value, shiftKey)
    else if (key === ' ') toggle(cursor.value)
    else if (key === 'Enter' && current.value !== null) actions.open(current.value)
    else return
    event.preventDefault()
  }

  /** Other rows came: no row is current. */
  function leave(): void {
    cursor.value = -1
    anchor = -1
  }

  return { cursor, current, moveTo, leave, pickAt, onKey }
}
