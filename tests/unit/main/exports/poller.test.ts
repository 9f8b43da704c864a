import { describe, expect, it } from 'vitest'
import { Poller } from '../../../../src/main/exports/poller.ts'
import type {
  PollerOptions,
  PollOptions,
  PollOutcome,
} from '../../../../src/main/exports/poller.ts'
import { requestSpacingMs } from '../../../../src/main/exports/request-budget.ts'
import { ManualTimers } from './support.ts'

const settle = () => new Promise((resolve) => setImmediate(resolve))

/** Lets time pass in small steps, so that polls are answered in between. */
async function passSlowly(timers: ManualTimers, ms: number, step = 50): Promise<void> {
  timers.pass(0)
  await settle()
  for (let passed = 0; passed < ms; passed += step) {
    timers.pass(Math.min(step, ms - passed))
    await settle()
  }
}

function makePoller(
  timers: ManualTimers,
  options: Pick<PollerOptions, 'poll'> & Partial<PollerOptions>,
) {
  const steadyNow = () => timers.time
  return new Poller({ timers, steadyNow, requestSpacingMs, random: () => 0, ...options })
}

/** A poller whose polls are answered from a list, `fine` when it is used up. */
function startPoller(answers: PollOutcome[] = [], expectedEnd: number | null = null) {
  const timers = new ManualTimers()
  const polled: string[] = []
  const times: number[] = []
  const made: PollOptions[] = []
  const poller = makePoller(timers, {
    poll: async ({ id }, poll) => {
      polled.push(id)
      times.push(timers.time)
      made.push(poll)
      return await Promise.resolve(answers.shift() ?? 'fine')
    },
    leftMs: () => (expectedEnd === null ? null : expectedEnd - timers.time),
  })
  const pass = async (ms: number) => {
    timers.pass(ms)
    await settle()
  }
  return { poller, timers, polled, times, made, pass }
}

describe('polling', () => {
  it('polls a new export at once, every 2 s for half a minute, then every 5 s', async () => {
    const { poller, timers, times } = startPoller()
    poller.follow({ id: 'a', connectionId: 'one' })
    await passSlowly(timers, 46_000, 500)
    expect(times.slice(0, 3)).toEqual([0, 2000, 4000])
    expect(times.slice(-4)).toEqual([30_000, 35_000, 40_000, 45_000])
  })

  it('polls an export that is ten minutes old every 15 s', async () => {
    const { poller, timers, times } = startPoller()
    poller.follow({ id: 'a', connectionId: 'one', ageMs: 600_000 })
    await passSlowly(timers, 46_000, 500)
    expect(times).toEqual([0, 15_000, 30_000, 45_000])
  })

  it('polls faster again near the expected end', async () => {
    const { poller, timers, times } = startPoller([], 20_000)
    poller.follow({ id: 'a', connectionId: 'one', ageMs: 60_000 })
    await passSlowly(timers, 46_000, 500)
    expect(times.slice(0, 4)).toEqual([0, 5000, 7000, 9000])
    expect(times.slice(-3)).toEqual([35_000, 37_000, 42_000])
  })

  it('follows an export once, however often it is told to', async () => {
    const { poller, polled, pass } = startPoller()
    poller.follow({ id: 'a', connectionId: 'one' })
    poller.follow({ id: 'a', connectionId: 'one' })
    await pass(0)
    expect(polled).toEqual(['a'])
  })

  it('stops when the export ended', async () => {
    const { poller, timers, polled, pass } = startPoller(['ended'])
    poller.follow({ id: 'a', connectionId: 'one' })
    await pass(0)
    await passSlowly(timers, 60_000, 1000)
    expect(polled).toEqual(['a'])
  })

  it('waits longer after each failure and is back at once after a success', async () => {
    const { poller, timers, times } = startPoller(['failed', 'failed', 'fine'])
    poller.follow({ id: 'a', connectionId: 'one' })
    await passSlowly(timers, 21_000, 500)
    expect(times).toEqual([0, 6000, 18_000, 20_000])
  })

  it('polls everything when poked, one after the other', async () => {
    const { poller, timers, polled, times } = startPoller()
    for (const id of ['a', 'b', 'c']) poller.follow({ id, connectionId: 'one', ageMs: 60_000 })
    await passSlowly(timers, 1000, 10)
    polled.length = times.length = 0
    poller.pokeNow()
    await passSlowly(timers, 1000, 10)
    expect(polled).toEqual(['a', 'b', 'c'])
    expect(times).toEqual([1000, 1110, 1220])
  })

  it('polls one that somebody waits for before all others', async () => {
    const { poller, timers, polled } = startPoller()
    for (const id of ['a', 'b', 'c']) poller.follow({ id, connectionId: 'one' })
    poller.follow({ id: 'new', connectionId: 'one' }, { urgent: true })
    poller.poke('c')
    await passSlowly(timers, 1000, 10)
    expect(polled.slice(0, 4)).toEqual(['a', 'new', 'c', 'b'])
  })
})

describe('a hundred exports', () => {
  const follow = (poller: Poller, ageMs: number) => {
    for (let i = 0; i < 100; i += 1) poller.follow({ id: `e${i}`, connectionId: 'one', ageMs })
  }
  const mostInASecond = (times: number[]) =>
    Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length))

  it.each([
    ['in their first half minute', 0],
    ['after it', 60_000],
    ['after ten minutes', 600_000],
  ])('cost at most ten requests a second and all get their turn: %s', async (_when, ageMs) => {
    const { poller, timers, polled, times } = startPoller()
    follow(poller, ageMs)
    await passSlowly(timers, 60_000)
    expect(mostInASecond(times)).toBeLessThanOrEqual(10)
    const turns = Array.from(
      { length: 100 },
      (_, i) => polled.filter((id) => id === `e${i}`).length,
    )
    expect(Math.min(...turns)).toBeGreaterThanOrEqual(1)
    expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1)
  })

  it('cost no more when the window is shown again and again', async () => {
    const { poller, timers, polled, times } = startPoller()
    follow(poller, 60_000)
    for (let shown = 0; shown < 40; shown += 1) {
      poller.pokeNow()
      await passSlowly(timers, 1000)
    }
    expect(mostInASecond(times)).toBeLessThanOrEqual(10)
    // A poke does not send those at the end of the queue back to it.
    expect(new Set(polled).size).toBe(100)
  })

  it('cost no more when every poll is repeated', async () => {
    const times: number[] = []
    const timers = new ManualTimers()
    const poller = makePoller(timers, {
      poll: async (_target, { pacing }) => {
        for (let attempt = 0; attempt < 6; attempt += 1) {
          if (attempt > 0) await pacing.turn()
          times.push(timers.time)
        }
        return 'failed'
      },
    })
    follow(poller, 60_000)
    await passSlowly(timers, 60_000)
    expect(mostInASecond(times)).toBeLessThanOrEqual(10)
  })
})

describe('a poll that is under way', () => {
  function hangingPoller() {
    const timers = new ManualTimers()
    const signals: AbortSignal[] = []
    const finish: ((outcome: PollOutcome) => void)[] = []
    const poller = makePoller(timers, {
      poll: (_target, { signal }) => {
        signals.push(signal)
        return new Promise((resolve) => {
          finish.push(resolve)
          signal.addEventListener('abort', () => {
            resolve('failed')
          })
        })
      },
    })
    return { poller, timers, signals, finish }
  }

  it('is not made a second time, but followed by another when poked', async () => {
    const { poller, timers, signals, finish } = hangingPoller()
    poller.follow({ id: 'a', connectionId: 'one' })
    timers.pass(0)
    poller.pokeNow()
    timers.pass(60_000)
    expect(signals).toHaveLength(1)
    finish[0]?.('fine')
    await settle()
    timers.pass(0)
    expect(signals).toHaveLength(2)
  })

  it('is given up when poked after failures: it may wait for a network that was not there', async () => {
    const { poller, timers, signals, finish } = hangingPoller()
    poller.follow({ id: 'a', connectionId: 'one' })
    timers.pass(0)
    finish[0]?.('failed')
    await settle()
    timers.pass(10_000)
    poller.pokeNow()
    expect(signals[1]?.aborted).toBe(true)
    await settle()
    timers.pass(0)
    expect(signals).toHaveLength(3)
  })

  it('is aborted by stop, which waits for it, and nothing follows', async () => {
    const { poller, timers, signals } = hangingPoller()
    poller.follow({ id: 'a', connectionId: 'one' })
    timers.pass(0)
    poller.follow({ id: 'b', connectionId: 'one' })
    await poller.stop()
    expect(signals[0]?.aborted).toBe(true)
    poller.follow({ id: 'c', connectionId: 'one' })
    timers.pass(60_000)
    expect(signals).toHaveLength(1)
  })
})

describe('a connection that is signed out', () => {
  it('is not polled until it is ready, while others are', async () => {
    const { poller, timers, polled, pass } = startPoller(['signed-out'])
    poller.follow({ id: 'a', connectionId: 'one' })
    await pass(0)
    poller.follow({ id: 'b', connectionId: 'one' })
    poller.follow({ id: 'c', connectionId: 'two' })
    polled.length = 0
    await passSlowly(timers, 30_000, 500)
    expect(new Set(polled)).toEqual(new Set(['c']))
    expect(poller.isPaused('one')).toBe(true)
    poller.connectionReady('one')
    polled.length = 0
    await passSlowly(timers, 1000)
    expect(polled.slice(0, 2)).toEqual(['a', 'b'])
  })

  it('takes those that wait in the queue out of it', async () => {
    const { poller, timers, polled } = startPoller(['signed-out'])
    for (let i = 0; i < 100; i += 1) poller.follow({ id: `e${i}`, connectionId: 'one' })
    poller.follow({ id: 'other', connectionId: 'two' })
    await passSlowly(timers, 300)
    expect(polled.slice(0, 2)).toEqual(['e0', 'other'])
  })

  it('is asked again when an answer that was under way says otherwise', async () => {
    const finish: ((outcome: PollOutcome) => void)[] = []
    const timers = new ManualTimers()
    const poll = () => new Promise<PollOutcome>((resolve) => finish.push(resolve))
    const poller = makePoller(timers, { poll })
    poller.follow({ id: 'a', connectionId: 'one' })
    poller.follow({ id: 'b', connectionId: 'one' })
    timers.pass(200)
    finish[0]?.('signed-out')
    await settle()
    finish[1]?.('fine')
    await settle()
    expect(poller.isPaused('one')).toBe(false)
    await passSlowly(timers, 300)
    expect(finish).toHaveLength(4)
  })

  it('stays paused when poked', async () => {
    const { poller, timers, polled, pass } = startPoller(['signed-out'])
    poller.follow({ id: 'a', connectionId: 'one' })
    await pass(0)
    poller.pokeNow()
    await passSlowly(timers, 60_000, 1000)
    expect(polled).toEqual(['a'])
  })
})

describe('a workspace that asks to be left alone', () => {
  it('is not asked for anything before that time, poked or not, while others are', async () => {
    const { poller, timers, polled, made, pass } = startPoller()
    poller.follow({ id: 'a', connectionId: 'one' })
    poller.follow({ id: 'b', connectionId: 'one' })
    poller.follow({ id: 'c', connectionId: 'two' })
    await pass(0)
    made[0]?.pacing.held(30_000)
    await passSlowly(timers, 15_000)
    poller.pokeNow()
    poller.poke('a')
    await passSlowly(timers, 14_900)
    expect(new Set(polled.slice(1))).toEqual(new Set(['c']))
    await passSlowly(timers, 500)
    expect(polled).toContain('b')
    expect(polled.filter((id) => id === 'a')).toHaveLength(2)
  })

  it('is asked again after a quarter of an hour, whatever it says', async () => {
    const { poller, timers, polled, made, pass } = startPoller()
    poller.follow({ id: 'a', connectionId: 'one' })
    await pass(0)
    made[0]?.pacing.held(86_400_000)
    await passSlowly(timers, 899_000, 1000)
    expect(polled).toHaveLength(1)
    await passSlowly(timers, 2000, 1000)
    expect(polled).toHaveLength(2)
  })
})
