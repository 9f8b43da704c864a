import { describe, expect, it } from 'vitest'
import { IdleLock } from '../../../../src/main/connections/idle-lock.ts'
import type { IdleLockOptions } from '../../../../src/main/connections/idle-lock.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { ManualTimers } from '../exports/support.ts'

const minute = 60_000
const hour = 60 * minute
const start = Date.UTC(2026, 0, 15, 12)

function startLock(options: Partial<IdleLockOptions> = {}) {
  const timers = new ManualTimers()
  const clock = { now: start }
  const done: string[] = []
  const exports = { active: 0 }
  const lock = new IdleLock({
    lockAfterMinutes: () => 480,
    activeExports: () => exports.active,
    canConfirm: () => false,
    confirmPresence: () => Promise.resolve(),
    onLock: () => {
      done.push('tokens dropped')
    },
    onUnlock: () => {
      done.push('keychain read')
    },
    logger: silentLogger,
    now: () => clock.now,
    timers,
    ...options,
  })
  lock.changed.on(({ locked }) => done.push(locked ? 'locked' : 'unlocked'))
  lock.start()
  const pass = (ms: number, stepMs = 15_000): void => {
    for (let left = ms; left > 0; left -= stepMs) {
      const step = Math.min(left, stepMs)
      clock.now += step
      timers.pass(step)
    }
  }
  return { lock, clock, timers, pass, done, exports, isLocked: () => lock.state().locked }
}

/** A promise and how to settle it. */
function gate() {
  return Promise.withResolvers<void>()
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

describe('the time without input', () => {
  it('locks when it is up, and drops the tokens', async () => {
    const { pass, isLocked, done } = startLock()
    pass(8 * hour - minute)
    expect(isLocked()).toBe(false)
    pass(minute)
    expect(isLocked()).toBe(true)
    await settle()
    expect(done).toEqual(['locked', 'tokens dropped'])
  })

  it('begins anew with every input', () => {
    const { lock, pass, isLocked } = startLock()
    for (let day = 0; day < 3; day++) {
      pass(7 * hour)
      lock.noteInput()
    }
    expect(isLocked()).toBe(false)
  })

  it('never ends when the setting is off', () => {
    const { pass, isLocked } = startLock({ lockAfterMinutes: () => 0 })
    pass(100 * hour, hour)
    expect(isLocked()).toBe(false)
  })

  it('counts sleep, and the first key after it does not undo it', () => {
    const { lock, clock, isLocked } = startLock()
    // The timers stood still: the computer slept, and input comes before they go on.
    clock.now += 9 * hour
    lock.noteInput()
    expect(isLocked()).toBe(true)
  })

  it('is looked at when the computer wakes up or the window is shown', () => {
    const { lock, clock, isLocked } = startLock()
    clock.now += 7 * hour
    lock.check()
    expect(isLocked()).toBe(false)
    clock.now += 1 * hour
    lock.check()
    expect(isLocked()).toBe(true)
  })

  it('is no shorter and hardly longer when the clock is set back', () => {
    const { clock, pass, isLocked } = startLock()
    pass(4 * hour)
    clock.now -= 300 * 24 * hour
    pass(4 * hour - minute)
    expect(isLocked()).toBe(false)
    pass(2 * minute)
    expect(isLocked()).toBe(true)
  })

  it('follows a changed setting, from the change on', () => {
    let minutes = 480
    const { lock, pass, isLocked } = startLock({ lockAfterMinutes: () => minutes })
    pass(hour)
    minutes = 5
    lock.settingsChanged()
    pass(4 * minute)
    expect(isLocked()).toBe(false)
    pass(minute)
    expect(isLocked()).toBe(true)
  })

  it('is no longer counted after closing', () => {
    const { lock, pass, timers, isLocked } = startLock()
    lock.close()
    pass(100 * hour, hour)
    lock.check()
    expect(isLocked()).toBe(false)
    expect(timers.delays).toEqual([])
  })
})

describe('locking', () => {
  it('works at once when asked for, with the setting off too', async () => {
    const { lock, done } = startLock({ lockAfterMinutes: () => 0 })
    expect(await lock.lock()).toMatchObject({ locked: true, touchId: false })
    expect(done).toEqual(['locked', 'tokens dropped'])
  })

  it('stays when the tokens could not be dropped', async () => {
    const { lock } = startLock({ onLock: () => Promise.reject(new Error('no')) })
    expect(await lock.lock()).toMatchObject({ locked: true })
  })

  it('is not undone by input', async () => {
    const { lock, isLocked } = startLock()
    await lock.lock()
    lock.noteInput()
    lock.settingsChanged()
    expect(isLocked()).toBe(true)
  })
})

describe('unlocking', () => {
  it('reads the keychain and begins to count anew', async () => {
    const { lock, pass, done, isLocked } = startLock()
    pass(9 * hour)
    expect(await lock.unlock()).toMatchObject({ locked: false, touchId: false })
    expect(done).toEqual(['locked', 'tokens dropped', 'keychain read', 'unlocked'])
    pass(8 * hour - minute)
    expect(isLocked()).toBe(false)
    pass(minute)
    expect(isLocked()).toBe(true)
  })

  it('asks for a finger first, where there is a sensor', async () => {
    const reasons: string[] = []
    const { lock, done } = startLock({
      canConfirm: () => true,
      confirmPresence: (reason) => {
        reasons.push(reason)
        return Promise.resolve()
      },
    })
    await lock.lock()
    expect(await lock.unlock()).toMatchObject({ locked: false, touchId: true })
    expect(reasons).toEqual(['unlock the app'])
    expect(done).toContain('keychain read')
  })

  it('does not happen without the finger', async () => {
    const { lock, done, isLocked } = startLock({
      canConfirm: () => true,
      confirmPresence: () => Promise.reject(new AppError('canceled', 'No.')),
    })
    await lock.lock()
    await expect(lock.unlock()).rejects.toMatchObject({ code: 'canceled' })
    expect(isLocked()).toBe(true)
    expect(done).not.toContain('keychain read')
  })

  it('does not happen without the keychain, and can be tried again', async () => {
    let available = false
    const { lock, isLocked } = startLock({
      onUnlock: () => {
        if (!available) throw new AppError('keychain-unavailable', 'No.')
      },
    })
    await lock.lock()
    await expect(lock.unlock()).rejects.toMatchObject({ code: 'keychain-unavailable' })
    expect(isLocked()).toBe(true)
    available = true
    await lock.unlock()
    expect(isLocked()).toBe(false)
  })

  it('is one, however many ask', async () => {
    const { lock, done } = startLock()
    await lock.lock()
    await Promise.all([lock.unlock(), lock.unlock(), lock.unlock()])
    expect(done.filter((what) => what === 'keychain read')).toHaveLength(1)
    await lock.unlock()
    expect(done.filter((what) => what === 'keychain read')).toHaveLength(1)
  })

  it('loses against a lock that comes while a finger is asked for', async () => {
    const finger = gate()
    const { lock, done, isLocked } = startLock({
      canConfirm: () => true,
      confirmPresence: () => finger.promise,
    })
    await lock.lock()
    const unlocking = lock.unlock()
    await lock.lock()
    finger.resolve()
    expect(await unlocking).toMatchObject({ locked: true })
    expect(isLocked()).toBe(true)
    expect(done).not.toContain('keychain read')
  })

  it('loses against a lock that comes while the keychain is read, and the tokens go again', async () => {
    const keychain = gate()
    const done: string[] = []
    const { lock, isLocked } = startLock({
      onLock: () => {
        done.push('tokens dropped')
      },
      onUnlock: async () => {
        await keychain.promise
        done.push('keychain read')
      },
    })
    await lock.lock()
    const unlocking = lock.unlock()
    await settle()
    const locking = lock.lock()
    keychain.resolve()
    expect(await unlocking).toMatchObject({ locked: true })
    await locking
    expect(isLocked()).toBe(true)
    expect(done).toEqual(['tokens dropped', 'keychain read', 'tokens dropped'])
  })
})

describe('what the lock page is told', () => {
  it('is why and since when it is locked, and nothing when it is not', async () => {
    const { lock, pass, clock } = startLock()
    expect(lock.state()).toMatchObject({ locked: false, reason: null, since: null })
    pass(8 * hour)
    expect(lock.state()).toMatchObject({ reason: 'idle', since: clock.now })
    await lock.unlock()
    await lock.lock()
    expect(lock.state()).toMatchObject({ reason: 'asked', since: clock.now })
  })

  it('is how many exports are followed, each time that changes while it is locked', async () => {
    const { lock, exports } = startLock()
    const told: (number | undefined)[] = []
    exports.active = 2
    lock.changed.on(({ activeExports }) => told.push(activeExports))
    lock.exportsChanged()
    await lock.lock()
    exports.active = 1
    lock.exportsChanged()
    expect(told).toEqual([2, 1])
  })
})
