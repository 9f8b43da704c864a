import { expect, test, vi } from 'vitest'
import { TypingPause } from '../../../../src/main/configuration/typing-pause.ts'

/** A pause whose clock says that each look took so long (ms), and how long it waits by now. */
function pauseAfter(lookMs: number): { pause: TypingPause; waits: () => number | null } {
  let clock = 0
  let waits: number | null = null
  const timers = {
    set: (_callback: () => void, delayMs: number) => (waits = delayMs),
    clear: () => (waits = null),
  }
  const pause = new TypingPause(timers, () => clock)
  pause.look(() => (clock += lookMs))
  return { pause, waits: () => waits }
}

test.each([
  [0, 10],
  [40, 40],
  [4000, 150],
])('after a look that took %i ms, the next one waits for %i ms without typing', (took, wait) => {
  const { pause, waits } = pauseAfter(took)
  pause.after(() => undefined)
  expect(waits()).toBe(wait)
})

test('a look at once takes the place of the one that waits', () => {
  const { pause, waits } = pauseAfter(40)
  const later = vi.fn()
  pause.after(later)
  expect(pause.look(() => 'seen')).toBe('seen')
  expect(waits()).toBeNull()
  expect(later).not.toHaveBeenCalled()
})
