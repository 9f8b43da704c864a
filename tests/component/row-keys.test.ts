import { beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import { useRowKeys } from '../../src/renderer/composables/useRowKeys.ts'
import type { CatalogRow } from '../../src/shared/catalog.ts'
import { fakeWorkflows } from './support/fake-items.ts'

const flags = { isExisting: true, isActive: true, exportLibraries: false }
const rows = shallowRef<CatalogRow[]>([])
const pickEveryMatch = vi.fn()
const open = vi.fn()
const turnPage = vi.fn(() => false)

function keysOf() {
  return useRowKeys({
    rows: () => rows.value,
    pick(chosen, picked) {
      const ids = new Set(chosen.map((row) => row.item.id))
      rows.value = rows.value.map((row) =>
        ids.has(row.item.id) ? { ...row, pick: picked ? flags : null } : row,
      )
    },
    pickEveryMatch,
    open,
    turnPage,
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

  it('walk over the end of a page to the next one', () => {
    const keys = keysOf()
    keys.moveTo(11)
    turnPage.mockReturnValueOnce(true)
    press(keys, 'ArrowDown')
    expect(turnPage).toHaveBeenCalledWith(1)
    expect(keys.cursor.value).toBe(0)
  })

  it('leave the keys of the menu alone', () => {
    const keys = keysOf()
    expect(press(keys, 'f', { ctrlKey: true }).defaultPrevented).toBe(false)
    expect(press(keys, 'x').defaultPrevented).toBe(false)
  })
})
