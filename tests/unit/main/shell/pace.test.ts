import { describe, expect, it } from 'vitest'
import { Pace } from '../../../../src/main/shell/pace.ts'
import { ManualTimers } from '../exports/support.ts'

describe('what is drawn at a pace', () => {
  it('is drawn at once, and a burst costs one more', () => {
    const timers = new ManualTimers()
    let drawn = 0
    const pace = new Pace({ action: () => drawn++, everyMs: 1000, timers })
    for (let i = 0; i < 100; i++) pace.ask()
    expect(drawn).toBe(1)
    timers.pass(1000)
    expect(drawn).toBe(2)
    timers.pass(5000)
    expect(drawn).toBe(2)
    pace.ask()
    expect(drawn).toBe(3)
  })
})
