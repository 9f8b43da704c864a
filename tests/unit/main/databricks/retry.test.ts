import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeadlineFailure, TransportFailure } from '../../../../src/main/databricks/failures.ts'
import { retryAfterMs, retryLimits, withRetry } from '../../../../src/main/databricks/retry.ts'
import { steeredTime } from './support.ts'

const reset = () =>
  new TransportFailure(
    { method: 'GET', path: '/' },
    Object.assign(new Error(), { code: 'ECONNRESET' }),
  )

function options(time: ReturnType<typeof steeredTime>, more: object = {}) {
  return { safe: true, signals: [], onRetry: () => undefined, ...time, ...more }
}

describe('the waits', () => {
  it('are drawn from a span that doubles up to its limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 5 }),
        async (draws) => {
          const time = steeredTime()
          const random = () => draws[time.waits.length] ?? 0
          const call = withRetry(() => Promise.reject(reset()), options(time, { random }))
          await expect(call).rejects.toBeInstanceOf(TransportFailure)
          const spans = [500, 1000, 2000, 4000, 8000]
          expect(time.waits).toEqual(
            spans.map((span, index) => Math.round((draws[index] ?? 0) * span)),
          )
        },
      ),
      { numRuns: 50 },
    )
  })

  it('are fewer where a person waits for the answer', async () => {
    const time = steeredTime()
    const call = withRetry(() => Promise.reject(reset()), options(time, { retries: 1 }))
    await expect(call).rejects.toBeInstanceOf(TransportFailure)
    expect(time.waits).toHaveLength(1)
  })

  it('and attempts stay within 60 s together', async () => {
    const time = steeredTime()
    const left: (number | null)[] = []
    const call = withRetry((_number, remainingMs) => {
      left.push(remainingMs)
      time.pass(20_000)
      return Promise.reject(reset())
    }, options(time))
    await expect(call).rejects.toBeInstanceOf(TransportFailure)
    expect(left).toEqual([null, 39_750, 19_250])
  })
})

describe('what is repeated', () => {
  it('never more than five times', async () => {
    const time = steeredTime()
    let attempts = 0
    const call = withRetry(() => {
      attempts += 1
      return Promise.reject(reset())
    }, options(time))
    await expect(call).rejects.toBeInstanceOf(TransportFailure)
    expect(attempts).toBe(1 + retryLimits.retries)
  })

  it.each([
    ['a deadline', new DeadlineFailure(30_000)],
    ['a bug', new TypeError('x is not a function')],
    ['anything else', new Error('else')],
  ])('is not %s', async (_name, failure) => {
    const time = steeredTime()
    const call = withRetry(() => Promise.reject(failure), options(time))
    await expect(call).rejects.toBe(failure)
    expect(time.waits).toEqual([])
  })

  it('is nothing when the call is not safe', async () => {
    const time = steeredTime()
    const call = withRetry(() => Promise.reject(reset()), options(time, { safe: false }))
    await expect(call).rejects.toBeInstanceOf(TransportFailure)
    expect(time.waits).toEqual([])
  })
})

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 15, 12)

  it.each([
    ['7', 7000],
    [' 0 ', 0],
    ['1.5', 1500],
    ['Thu, 15 Jan 2026 12:00:10 GMT', 10_000],
    ['Thu, 15 Jan 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['', null],
  ])('%j asks for %s ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms)
  })

  it('is never negative, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(retryAfterMs(header, now) ?? 0).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
