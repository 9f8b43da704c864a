import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CombinedProgress } from '../../../../src/main/exports/combined-progress.ts'
import type { ExportRecord } from '../../../../src/shared/export.ts'
import { followedExport, start } from './support.ts'

const nobody = new Set<string>()

function at(id: string, progress: number, change: Partial<ExportRecord> = {}): ExportRecord {
  return followedExport({ id, state: 'running', progress, ...change }).record
}

describe('the progress in the taskbar', () => {
  it('is that of the one export', () => {
    const progress = new CombinedProgress()
    expect(progress.update([], nobody)).toEqual({ mode: 'none', value: 0 })
    expect(progress.update([at('a', 45.7)], nobody)).toEqual({ mode: 'normal', value: 0.45 })
  })

  it('is that of all together, those included that have ended meanwhile', () => {
    const progress = new CombinedProgress()
    progress.update([at('a', 50), at('b', 20)], nobody)
    const over = at('a', 100, { state: 'succeeded', endedAt: start })
    expect(progress.update([over, at('b', 30)], nobody).value).toBe(0.65)
  })

  it('only moves while nothing runs yet', () => {
    const progress = new CombinedProgress()
    for (const state of ['submitting', 'queued', 'starting'] as const) {
      expect(progress.update([at('a', 10, { state })], nobody).mode).toBe('indeterminate')
    }
    const waits = at('a', 10, { state: 'queued' })
    expect(progress.update([waits, at('b', 20)], nobody).mode).toBe('normal')
  })

  it.each(['connection-lost', 'sign-in-needed'] as const)('is held up by %s', (attention) => {
    const progress = new CombinedProgress()
    expect(progress.update([at('a', 40, { attention }), at('b', 60)], nobody)).toEqual({
      mode: 'paused',
      value: 0.5,
    })
  })

  it('says that one did not succeed until somebody has seen it', () => {
    const progress = new CombinedProgress()
    for (const state of ['failed', 'lost'] as const) {
      const over = at('a', 40, { state, endedAt: start })
      expect(progress.update([over], new Set(['a']))).toEqual({ mode: 'error', value: 1 })
      expect(progress.update([over], nobody).mode).toBe('none')
    }
    const canceled = at('a', 40, { state: 'canceled', endedAt: start })
    expect(progress.update([canceled], new Set(['a'])).mode).toBe('none')
  })

  it('never goes back before all have ended, whoever joins and leaves', () => {
    const step = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      progress: fc.integer({ min: 0, max: 100 }),
      over: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const progress = new CombinedProgress()
        const records = new Map<string, ExportRecord>()
        let before = 0
        for (const { id, progress: percent, over } of steps) {
          const ends = over ? { state: 'succeeded' as const, endedAt: start } : {}
          records.set(id, at(id, percent, ends))
          const { mode, value } = progress.update([...records.values()], nobody)
          if (mode === 'none') before = 0
          expect(value).toBeGreaterThanOrEqual(before)
          expect(value).toBeLessThanOrEqual(1)
          before = value
        }
      }),
    )
  })
})
