import { describe, expect, it } from 'vitest'
import { RequestBudget, requestSpacingMs } from '../../../../src/main/exports/request-budget.ts'
import { ManualTimers } from './support.ts'

function openBudget() {
  const timers = new ManualTimers()
  const went: string[] = []
  const times: number[] = []
  const budget = new RequestBudget(timers, requestSpacingMs)
  const ask = (name: string, urgent = false) =>
    budget.ask(() => {
      went.push(name)
      times.push(timers.time)
    }, urgent)
  return { timers, went, times, budget, ask }
}

describe('the budget of requests', () => {
  it('lets the first one go at once', () => {
    const { ask, went } = openBudget()
    ask('a')
    expect(went).toEqual(['a'])
  })

  it('lets at most ten go in any second, in the order in which they asked', () => {
    const { ask, went, times, timers } = openBudget()
    const names = Array.from({ length: 100 }, (_, index) => String(index))
    for (const name of names) ask(name)
    timers.pass(20_000)
    expect(went).toEqual(names)
    for (const from of times) {
      const inASecond = times.filter((time) => time >= from && time < from + 1000)
      expect(inASecond.length).toBeLessThanOrEqual(10)
    }
  })

  it('lets an urgent one go before those that wait', () => {
    const { ask, went, timers } = openBudget()
    for (const name of ['a', 'b', 'c']) ask(name)
    ask('now', true)
    timers.pass(1000)
    expect(went).toEqual(['a', 'now', 'b', 'c'])
  })

  it('forgets one that gave up its place, and loses no time by it', () => {
    const { ask, went, timers } = openBudget()
    ask('a')
    const leave = ask('b')
    ask('c')
    leave()
    timers.pass(110)
    expect(went).toEqual(['a', 'c'])
  })

  it('gives up the place of a wait whose signal fires, before or after', async () => {
    const { ask, budget, went, timers } = openBudget()
    ask('a')
    const controller = new AbortController()
    const waiting = budget.wait(controller.signal)
    controller.abort(new Error('given up'))
    await expect(waiting).rejects.toThrow('given up')
    await expect(budget.wait(controller.signal)).rejects.toThrow('given up')
    ask('b')
    timers.pass(110)
    expect(went).toEqual(['a', 'b'])
  })

  it('resolves a wait in its turn', async () => {
    const { ask, budget, timers } = openBudget()
    ask('a')
    const waiting = budget.wait(new AbortController().signal)
    timers.pass(110)
    await expect(waiting).resolves.toBeUndefined()
  })
})
