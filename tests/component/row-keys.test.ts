import { beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import { useRowKeys } from '../../src/renderer/composables/useRowKeys.ts'
import type { RangeChange, RowRange } from '../../src/renderer/composables/useRowKeys.ts'
import type { CatalogRow } from '../../src/shared/catalog.ts'
import { fakeWorkflows } from './support/fake-items.ts'

const flags = { isExisting: true, isActive: true, exportLibraries: false }
/** The whole list; `loaded` and `page` are what the page has of it. */
const rows = shallowRef<CatalogRow[]>([])
const loaded = shallowRef<RowRange>({ from: 0, to: 12 })
const page = shallowRef<RowRange>({ from: 0, to: 12 })
const pickEveryMatch = vi.fn()
const open = vi.fn()
const reveal = vi.fn()

function set(range: RowRange | null, picked: boolean): void {
  if (range === null) return
  rows.value = rows.value.map((row, index) =>
    index >= range.from && index < range.to ? { ...row, pick: picked ? flags : null } : row,
  )
}

function keysOf() {
  return useRowKeys({
    count: () => rows.value.length,
    bounds: () => page.value,
    rowAt(index) {
      const isLoaded = index >= loaded.value.from && index < loaded.value.to
      return isLoaded ? (rows.value[index] ?? null) : null
    },
    reveal,
    toggle(row) {
      const index = rows.value.indexOf(row)
      set({ from: index, to: index + 1 }, row.pick === null)
    },
    pickRange({ pick, unpick }: RangeChange) {
      set(pick, true)
      set(unpick, false)
    },
    pickEveryMatch,
    open,
  })
}

function press(keys: ReturnType<typeof keysOf>, key: string, init: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...init })
  keys.onKey(event)
  return event
}

const picked = () => rows.value.flatMap((row, index) => (row.pick === null ? [] : [index]))

beforeEach(() => {
  vi.clearAllMocks()
  loaded.value = page.value = { from: 0, to: 12 }
  rows.value = fakeWorkflows(12).map((item) => ({
    item,
    highlights: [],
    matched: { id: [], creator: [], tags: [] },
    mark: null,
    pick: null,
  }))
})

describe('the keys of the list', () => {
  it('move the cursor and stop at the ends', () => {
    const keys = keysOf()
    keys.moveTo(0)
    press(keys, 'ArrowDown')
    press(keys, 'ArrowDown')
    press(keys, 'ArrowUp')
    expect(keys.cursor.value).toBe(1)
    press(keys, 'End')
    press(keys, 'ArrowDown')
    expect(keys.cursor.value).toBe(11)
    press(keys, 'Home')
    press(keys, 'PageUp')
    expect(keys.cursor.value).toBe(0)
  })

  it('bring the row that they move to into view', () => {
    const keys = keysOf()
    keys.moveTo(0)
    press(keys, 'End')
    expect(reveal).toHaveBeenLastCalledWith(11)
  })

  it('pick and take out with Space', () => {
    const keys = keysOf()
    keys.moveTo(3)
    expect(press(keys, ' ').defaultPrevented).toBe(true)
    expect(picked()).toEqual([3])
    press(keys, ' ')
    expect(picked()).toEqual([])
  })

  it('extend and shrink a selection with Shift', () => {
    const keys = keysOf()
    keys.moveTo(2)
    for (let step = 0; step < 3; step += 1) press(keys, 'ArrowDown', { shiftKey: true })
    expect(picked()).toEqual([2, 3, 4, 5])
    press(keys, 'ArrowUp', { shiftKey: true })
    expect(picked()).toEqual([2, 3, 4])
  })

  it('extend upwards as well', () => {
    const keys = keysOf()
    keys.moveTo(4)
    press(keys, 'ArrowUp', { shiftKey: true })
    press(keys, 'ArrowUp', { shiftKey: true })
    expect(picked()).toEqual([2, 3, 4])
  })

  it('turn a selection over to the other side of where it started', () => {
    const keys = keysOf()
    keys.moveTo(5)
    press(keys, 'ArrowDown', { shiftKey: true })
    press(keys, 'ArrowDown', { shiftKey: true })
    press(keys, 'Home', { shiftKey: true })
    expect(picked()).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('pick a range with Shift and a click, from the last row that was touched', () => {
    const keys = keysOf()
    keys.pickAt(1, false)
    keys.pickAt(4, true)
    expect(picked()).toEqual([1, 2, 3, 4])
  })

  it('pick every result with Ctrl+A', () => {
    const keys = keysOf()
    expect(press(keys, 'a', { ctrlKey: true }).defaultPrevented).toBe(true)
    expect(pickEveryMatch).toHaveBeenCalledTimes(1)
  })

  it('open the row with Enter', () => {
    const keys = keysOf()
    keys.moveTo(5)
    press(keys, 'Enter')
    expect(open).toHaveBeenCalledWith(rows.value[5])
  })

  it('leave the keys of the menu alone', () => {
    const keys = keysOf()
    expect(press(keys, 'f', { ctrlKey: true }).defaultPrevented).toBe(false)
    expect(press(keys, 'x').defaultPrevented).toBe(false)
  })

  it('keep the row when others came above it', () => {
    const keys = keysOf()
    keys.moveTo(3)
    keys.shift(2)
    expect(keys.cursor.value).toBe(5)
    keys.pickAt(7, true)
    expect(picked()).toEqual([5, 6, 7])
  })
})

describe('the keys of a list of which only a page is loaded', () => {
  beforeEach(() => {
    loaded.value = page.value = { from: 4, to: 8 }
  })

  it('walk over its end row by row, and else stay on it', () => {
    const keys = keysOf()
    keys.moveTo(4)
    press(keys, 'PageDown')
    expect(keys.cursor.value).toBe(7)
    press(keys, 'ArrowDown')
    expect(reveal).toHaveBeenLastCalledWith(8)
    press(keys, 'Home')
    expect(keys.cursor.value).toBe(4)
  })

  it('pick a range that began on another page', () => {
    const keys = keysOf()
    keys.moveTo(5)
    loaded.value = page.value = { from: 8, to: 12 }
    keys.enter(8)
    keys.pickAt(9, true)
    expect(picked()).toEqual([5, 6, 7, 8, 9])
  })

  it('extend a selection over its end', () => {
    const keys = keysOf()
    keys.moveTo(7)
    press(keys, 'ArrowDown', { shiftKey: true })
    expect(picked()).toEqual([7, 8])
  })

  it('change nothing with Space on a row that is not loaded yet', () => {
    const keys = keysOf()
    keys.moveTo(8)
    press(keys, ' ')
    expect(picked()).toEqual([])
  })
})
