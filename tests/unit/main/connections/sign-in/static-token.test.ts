import { describe, expect, it } from 'vitest'
import { StaticToken } from '../../../../../src/main/connections/sign-in/static-token.ts'

class World {
  kept = 'dapi-1'
  reads = 0
  failure: unknown = null
  readonly source = new StaticToken({
    hostName: 'adb-1.azuredatabricks.net',
    read: async () => {
      this.reads += 1
      if (this.failure !== null) throw this.failure
      return this.kept
    },
  })
}

describe('a personal access token', () => {
  it('is read once for all calls', async () => {
    const world = new World()
    expect(world.reads).toBe(0)
    const tokens = await Promise.all(Array.from({ length: 50 }, () => world.source.token()))
    expect(new Set(tokens)).toEqual(new Set(['dapi-1']))
    expect(world.reads).toBe(1)
  })

  it('that is refused is read again, for there may be another', async () => {
    const world = new World()
    await world.source.token()
    world.kept = 'dapi-2'
    expect(await world.source.token()).toBe('dapi-1')
    const tokens = await Promise.all(Array.from({ length: 50 }, () => world.source.token('dapi-1')))
    expect(new Set(tokens)).toEqual(new Set(['dapi-2']))
    expect(world.reads).toBe(2)
  })

  it('that is refused and the only one is said to be over', async () => {
    const world = new World()
    await world.source.token()
    await expect(world.source.token('dapi-1')).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('adb-1.azuredatabricks.net does not accept the token'),
      suggestion: expect.stringContaining('Make another token'),
    })
    expect(await world.source.token()).toBe('dapi-1')
  })

  it('is read again after a failure', async () => {
    const world = new World()
    world.failure = new Error('locked')
    await expect(world.source.token()).rejects.toThrow('locked')
    world.failure = null
    expect(await world.source.token()).toBe('dapi-1')
  })

  it('is gone after closing', async () => {
    const world = new World()
    await world.source.token()
    const waiting = world.source.token()
    world.source.close()
    await expect(waiting).rejects.toMatchObject({ code: 'not-connected' })
    await expect(world.source.token()).rejects.toMatchObject({ code: 'not-connected' })
  })
})
