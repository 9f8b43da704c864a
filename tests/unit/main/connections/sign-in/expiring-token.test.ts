import { describe, expect, it } from 'vitest'
import { ExpiringToken } from '../../../../../src/main/connections/sign-in/expiring-token.ts'
import type { FetchedToken } from '../../../../../src/main/connections/sign-in/expiring-token.ts'
import { AppError } from '../../../../../src/shared/errors.ts'

const minute = 60_000
const hour = 60 * minute
const start = Date.UTC(2026, 0, 15, 12)

/** A token source that hands out T1, T2 …, with a clock and a server to steer. */
class World {
  time = start
  lifeMs: number | null = hour
  failure: unknown = null
  answer: (() => Promise<FetchedToken>) | null = null
  readonly asked: boolean[] = []
  readonly token = new ExpiringToken({ now: () => this.time, fetch: (why) => this.fetch(why) })

  async fetch({ refused }: { refused: boolean }): Promise<FetchedToken> {
    this.asked.push(refused)
    if (this.failure !== null) throw this.failure
    if (this.answer !== null) return await this.answer()
    const value = `T${this.asked.length}`
    return { value, expiresAt: this.lifeMs === null ? null : this.time + this.lifeMs }
  }
}

describe('a token that expires', () => {
  it('is fetched when first needed, and kept', async () => {
    const world = new World()
    expect(world.asked).toEqual([])
    expect(await world.token.token()).toBe('T1')
    world.time += 55 * minute - 1
    expect(await world.token.token()).toBe('T1')
    expect(world.asked).toEqual([false])
  })

  it('is replaced five minutes before it expires', async () => {
    const world = new World()
    await world.token.token()
    world.time += 55 * minute
    expect(await world.token.token()).toBe('T2')
  })

  it('is replaced at half of its life when that is shorter than ten minutes', async () => {
    const world = new World()
    world.lifeMs = 4000
    await world.token.token()
    world.time += 1999
    expect(await world.token.token()).toBe('T1')
    world.time += 1
    expect(await world.token.token()).toBe('T2')
  })

  it('without an expiry is good until it is refused', async () => {
    const world = new World()
    world.lifeMs = null
    await world.token.token()
    world.time += 1000 * hour
    expect(await world.token.token()).toBe('T1')
    expect(await world.token.token('T1')).toBe('T2')
  })

  it('that comes expired, because a clock is off, is used until it is refused', async () => {
    const world = new World()
    world.lifeMs = -hour
    expect(await world.token.token()).toBe('T1')
    expect(await world.token.token()).toBe('T1')
    expect(await world.token.token('T1')).toBe('T2')
    expect(world.asked).toEqual([false, true])
  })

  it('is fetched once for 200 calls that come at its expiry', async () => {
    const world = new World()
    await world.token.token()
    world.time += 2 * hour
    const tokens = await Promise.all(Array.from({ length: 200 }, () => world.token.token()))
    expect(new Set(tokens)).toEqual(new Set(['T2']))
    expect(world.asked).toEqual([false, false])
  })

  it('is fetched once for 200 calls that were refused', async () => {
    const world = new World()
    await world.token.token()
    const tokens = await Promise.all(Array.from({ length: 200 }, () => world.token.token('T1')))
    expect(new Set(tokens)).toEqual(new Set(['T2']))
    expect(await world.token.token('T1')).toBe('T2')
    expect(world.asked).toEqual([false, true])
  })

  it('is fetched again when a fetch from before the refusal brings the refused one', async () => {
    const world = new World()
    await world.token.token()
    world.time += 56 * minute
    let land: (token: FetchedToken) => void = () => undefined
    world.answer = () => new Promise((resolve) => (land = resolve))
    const early = world.token.token()
    const refused = Array.from({ length: 20 }, () => world.token.token('T1'))
    world.answer = null
    land({ value: 'T1', expiresAt: world.time + 4 * minute })
    expect(await early).toBe('T1')
    expect(new Set(await Promise.all(refused))).toEqual(new Set(['T3']))
    expect(world.asked).toEqual([false, false, true])
  })

  it('is handed out once more when the source has no other: Databricks decides', async () => {
    const world = new World()
    world.answer = async () => ({ value: 'same', expiresAt: null })
    await world.token.token()
    const tokens = await Promise.all(Array.from({ length: 20 }, () => world.token.token('same')))
    expect(new Set(tokens)).toEqual(new Set(['same']))
    expect(world.asked).toEqual([false, true])
  })

  it('is used while it is good when the network keeps it from being replaced early', async () => {
    const world = new World()
    await world.token.token()
    world.failure = new AppError('timeout', 'No answer.')
    world.time += 56 * minute
    expect(await world.token.token()).toBe('T1')
    expect(await world.token.token()).toBe('T1')
    expect(world.asked).toHaveLength(2)
    world.time += minute
    expect(await world.token.token()).toBe('T1')
    expect(world.asked).toHaveLength(3)
    world.time += 3 * minute
    await expect(world.token.token()).rejects.toMatchObject({ code: 'timeout' })
    world.failure = null
    expect(await world.token.token()).toBe('T5')
  })

  it('is not used any more when the sign-in is over, or when it was refused', async () => {
    const world = new World()
    await world.token.token()
    world.time += 56 * minute
    world.failure = new AppError('unauthorized', 'The sign-in has expired.')
    await expect(world.token.token()).rejects.toMatchObject({ code: 'unauthorized' })
    world.failure = new AppError('timeout', 'No answer.')
    await expect(world.token.token('T1')).rejects.toMatchObject({ code: 'timeout' })
    await expect(world.token.token()).rejects.toMatchObject({ code: 'timeout' })
    expect(world.asked.slice(-2)).toEqual([true, true])
  })

  it('is tried again after a failure', async () => {
    const world = new World()
    world.failure = new AppError('unauthorized', 'Sign in.')
    const calls = [world.token.token(), world.token.token()]
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'unauthorized' })
    expect(world.asked).toHaveLength(1)
    world.failure = null
    expect(await world.token.token()).toBe('T2')
  })

  it('is gone after closing, also for those who were waiting for it', async () => {
    const world = new World()
    let land: (token: FetchedToken) => void = () => undefined
    world.answer = () => new Promise((resolve) => (land = resolve))
    const waiting = world.token.token()
    world.token.close()
    land({ value: 'late', expiresAt: null })
    await expect(waiting).rejects.toMatchObject({ code: 'not-connected' })
    await expect(world.token.token()).rejects.toMatchObject({ code: 'not-connected' })
    expect(world.asked).toHaveLength(1)
  })
})
