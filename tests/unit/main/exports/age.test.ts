import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WorkspaceClock } from '../../../../src/main/databricks/workspace-clock.ts'
import { countAge } from '../../../../src/main/exports/age.ts'
import type { Age } from '../../../../src/main/exports/age.ts'
import { start } from './support.ts'

const hour = 3_600_000
const at = (uptimeMs: number, sureNow: number | null = null) => ({
  uptimeMs: () => uptimeMs,
  sureNow: () => sureNow,
})

describe('the age of a finished export', () => {
  it('begins with nothing and grows with the time the computer is up', () => {
    const first = countAge(null, at(5 * hour))
    expect(first.ms).toBe(0)
    expect(countAge(first, at(7 * hour)).ms).toBe(2 * hour)
  })

  it('counts at least the time since a restart of the computer', () => {
    const before = countAge(countAge(null, at(5 * hour)), at(6 * hour))
    expect(countAge(before, at(hour / 2)).ms).toBe(1.5 * hour)
  })

  it('counts what passed while the computer was off where a workspace confirms both times', () => {
    const before = countAge(null, at(5 * hour, start))
    const unconfirmed = countAge(before, at(hour / 2))
    expect(unconfirmed.ms).toBe(hour / 2)
    expect(countAge(unconfirmed, at(hour, start + 30 * hour)).ms).toBe(30 * hour)
    expect(countAge(countAge(null, at(5 * hour)), at(hour, start + 30 * hour)).ms).toBe(hour)
  })

  it('is never more than what really passed, and never gets less', () => {
    const step = fc.record({
      passedMs: fc.nat(100 * hour),
      restarts: fc.boolean(),
      confirmed: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let now = start
        let upSince = start - hour
        let age: Age = countAge(null, at(now - upSince, now))
        for (const { passedMs, restarts, confirmed } of steps) {
          if (restarts) upSince = now + passedMs / 2
          now += passedMs
          const next = countAge(age, at(now - upSince, confirmed ? Math.floor(now) : null))
          expect(next.ms).toBeGreaterThanOrEqual(age.ms)
          expect(next.ms).toBeLessThanOrEqual(now - start + 1)
          if (confirmed) expect(next.ms).toBeGreaterThan(now - start - 1)
          age = next
        }
      }),
    )
  })
})

describe('the clock of workspaces', () => {
  function clocks() {
    const computer = { now: start, uptimeMs: hour }
    const clock = new WorkspaceClock({
      now: () => computer.now,
      uptimeMs: () => computer.uptimeMs,
    })
    return { clock, computer }
  }
  const workspace = 'https://adb-1.azuredatabricks.net'
  const date = (time: number) => new Date(time).toUTCString()

  it('confirms the time for as long as both agree', () => {
    const { clock, computer } = clocks()
    expect(clock.sureNow()).toBeNull()
    clock.note(workspace, date(start))
    expect(clock.sureNow()).toBe(start)
    computer.now += hour
    computer.uptimeMs += hour
    expect(clock.sureNow()).toBe(start + hour)
    computer.now += 72 * hour
    expect(clock.sureNow()).toBeNull()
    computer.now -= 72 * hour
    expect(clock.sureNow()).toBe(start + hour)
  })

  it('confirms nothing when the workspace is off by an hour, or says nothing', () => {
    const { clock } = clocks()
    clock.note(workspace, undefined)
    clock.note(workspace, 'yesterday')
    expect(clock.sureNow()).toBeNull()
    clock.note(workspace, date(start + hour))
    expect(clock.sureNow()).toBeNull()
  })

  it('does not take this computer for a second opinion', () => {
    const { clock } = clocks()
    for (const host of ['http://127.0.0.1:4000', 'http://localhost:1', 'http://[::1]:2']) {
      clock.note(host, date(start))
    }
    expect(clock.sureNow()).toBeNull()
  })
})
