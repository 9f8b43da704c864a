import { describe, expect, it, vi } from 'vitest'
import { HandOver } from '../../../../src/main/shell/hand-over.ts'

/** A hand-over whose time passes when the test says so. */
function handOver(ask: () => boolean) {
  let late: () => void = () => undefined
  const over = new HandOver({
    ask,
    deadlineMs: 1000,
    timers: { set: (callback) => (late = callback), clear: () => undefined },
  })
  return { over, late: () => late() }
}

describe('handing over before the app quits', () => {
  it('waits until the page has answered', async () => {
    const ask = vi.fn(() => true)
    const { over } = handOver(ask)
    let isOver = false
    const waiting = over.wait().then(() => (isOver = true))
    await Promise.resolve()
    expect([ask.mock.calls.length, isOver]).toEqual([1, false])
    over.done()
    await waiting
    expect(isOver).toBe(true)
  })

  it('does not wait without a page', async () => {
    await expect(handOver(() => false).over.wait()).resolves.toBeUndefined()
  })

  it('does not wait for ever for a page that hangs', async () => {
    const { over, late } = handOver(() => true)
    const waiting = over.wait()
    late()
    await expect(waiting).resolves.toBeUndefined()
  })
})
