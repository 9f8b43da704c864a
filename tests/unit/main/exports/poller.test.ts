import { describe, expect, it } from 'vitest'
import { pollDelay, Poller } from '../../../../src/main/exports/poller.ts'
import type { PollOutcome } from '../../../../src/main/exports/poller.ts'
import { ManualTimers } from './support.ts'

const settle = () => new Promise((resolve) => setImmediate(resolve))

/** A poller whose polls are answered from a list, `fine` when it is used up. */
function startPoller(answers: PollOutcome[] = []) {
  const timers = new ManualTimers()
  const polled: string[] = []
  const poller = new Poller({
    poll: async ({ id }) => {
      polled.push(id)
      return await Promise.resolve(answers.shift() ?? 'fine')
    },
    timers,
    random: () => 0,
  })
  const pass = async (ms: number) => {
    timers.pass(ms)
    await settle()
  }
  return { poller, timers, polled, pass }
}

describe('polling', () => {
  it('polls a new export at once and then every five seconds', async () => {
    const { poller, polled, pass } = startPoller()
    poller.follow({ id: 'a', connectionId: 'one' })
    await pass(0)
    expect(polled).toEqual(['a'])
    await pass(4999)
    expect(polled).toHaveLength(1)
    await pass(1)
    expect(polled).toHaveLength(2)
  })

  it('follows an export once, however often it is told to', async () => {
    const { poller, polled, pass } = startPoller()
    poller.follow({ id: 'a', connectionId: 'one' })
    poller.follow({ id: 'a', connectionId: 'one' })
    await pass(0)
    expect(polled).toEqual(['a'])
  })

  it('stops when the export ended', async () => {
    const { poller, timers, pass } = startPoller(['ended'])
    poller.follow({ id: 'a', connectionId: 'one' })
    await pass(0)
    expect(timers.delays).toEqual([])
  })

  it('waits longer after each failure and is back at once after a success', async () => {
    const { poller, timers, pass } = startPoller(['failed', 'failed', 'fine'])
    poller.follow({ id: 'a', connectionId: 'one' })
    await pass(0)
    expect(timers.delays).toEqual([6000])
    await pass(6000)
    expect(timers.delays).toEqual([12_000])
    await pass(12_000)
    expect(timers.delays).toEqual([5000])
  })

  it('draws delays from a range and never waits longer than a minute', () => {
    const almostOne = () => 0.999
    expect(pollDelay(5000, 0, almostOne)).toBe(4001)
    expect(pollDelay(5000, 50, almostOne)).toBeLessThanOrEqual(60_000)
    expect(pollDelay(5000, 50, () => 0)).toBe(36_000)
  })

  it('polls at once when poked, spread out', async () => {
    const { poller, timers, polled, pass } = startPoller()
    for (const id of ['a', 'b', 'c']) poller.follow({ id, connectionId: 'one' })
    await pass(0)
    polled.length = 0
    poller.pokeNow()
    expect(timers.delays).toEqual([0, 100, 200])
    await pass(200)
    expect(polled).toEqual(['a', 'b', 'c'])
  })
})

describe('a poll that is under way', () => {
  function hangingPoller() {
    const timers = new ManualTimers()
    const signals: AbortSignal[] = []
    const finish: ((outcome: PollOutcome) => void)[] = []
    const poller = new Poller({
      poll: (_target, signal) => {
        signals.push(signal)
        return new Promise((resolve) => {
          finish.push(resolve)
          signal.addEventListener('abort', () => {
            resolve('failed')
          })
        })
      },
      timers,
      random: () => 0,
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
    expect(timers.delays).toEqual([0])
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
    expect(timers.delays).toEqual([0])
  })

  it('is aborted by stop, which waits for it, and nothing follows', async () => {
    const { poller, timers, signals } = hangingPoller()
    poller.follow({ id: 'a', connectionId: 'one' })
    timers.pass(0)
    await poller.stop()
    expect(signals[0]?.aborted).toBe(true)
    expect(timers.delays).toEqual([])
    poller.follow({ id: 'b', connectionId: 'one' })
    expect(timers.delays).toEqual([])
  })
})

describe('a connection that is signed out', () => {
  it('is not polled until it is ready, while others are', async () => {
    const { poller, polled, pass } = startPoller(['signed-out'])
    poller.follow({ id: 'a', connectionId: 'one' })
    await pass(0)
    poller.follow({ id: 'b', connectionId: 'one' })
    poller.follow({ id: 'c', connectionId: 'two' })
    polled.length = 0
    await pass(30_000)
    expect(new Set(polled)).toEqual(new Set(['c']))
    expect(poller.isPaused('one')).toBe(true)
    poller.connectionReady('one')
    polled.length = 0
    await pass(100)
    expect(polled.slice(0, 2)).toEqual(['a', 'b'])
  })

  it('is asked again when an answer that was under way says otherwise', async () => {
    const finish: ((outcome: PollOutcome) => void)[] = []
    const timers = new ManualTimers()
    const poll = () => new Promise<PollOutcome>((resolve) => finish.push(resolve))
    const poller = new Poller({ poll, timers, random: () => 0 })
    poller.follow({ id: 'a', connectionId: 'one' })
    poller.follow({ id: 'b', connectionId: 'one' })
    timers.pass(0)
    finish[0]?.('signed-out')
    await settle()
    finish[1]?.('fine')
    await settle()
    expect(poller.isPaused('one')).toBe(false)
    expect(timers.delays).toEqual([0, 100])
  })

  it('stays paused when poked', async () => {
    const { poller, polled, pass } = startPoller(['signed-out'])
    poller.follow({ id: 'a', connectionId: 'one' })
    await pass(0)
    poller.pokeNow()
    await pass(60_000)
    expect(polled).toEqual(['a'])
  })
})
