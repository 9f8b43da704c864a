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
    timers.pass(40_000)
    expect(went).toEqual(names)
    for (const from of times) {
      const inASecond = times.filter((time) => time >= from && time < from + 1000)
      expect(inASecond.length).toBeLessThanOrEqual(10)
    }
  })

  it('lets five go in two seconds when they never stop', () => {
    const { ask, times, timers } = openBudget()
    for (let i = 0; i < 1000; i += 1) ask(String(i))
    timers.pass(120_000)
    const inTheLastMinute = times.filter((time) => time > 60_000)
    expect(inTheLastMinute.length).toBeLessThanOrEqual(150)
    expect(inTheLastMinute.length).toBeGreaterThan(140)
  })

  it('has room for many at once again after a while', () => {
    const { ask, times, timers } = openBudget()
    for (let i = 0; i < 40; i += 1) ask(String(i))
    timers.pass(30_000)
    for (let i = 0; i < 20; i += 1) ask(String(i))
    timers.pass(2500)
    expect(times).toHaveLength(60)
  })

  it('lets urgent ones go also when nothing is left', () => {
    const { ask, went, timers } = openBudget()
    for (let i = 0; i < 100; i += 1) ask(String(i))
    timers.pass(10_000)
    ask('now', true)
    timers.pass(110)
    expect(went).toContain('now')
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
