import { describe, expect, it } from 'vitest'
import { playwrightTotals, Tally, vitestTotals } from '../../../scripts/lib/totals.mjs'

const vitestReport = {
  numPassedTests: 3,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [
    { status: 'passed', assertionResults: [{}, {}] },
    { status: 'failed', assertionResults: [{}] },
    { status: 'failed', assertionResults: [] },
  ],
}

describe('the totals of a report', () => {
  it('of Vitest count a file that cannot be loaded as a failure, and todos as skipped', () => {
    expect(vitestTotals(vitestReport as never)).toEqual({ passed: 3, failed: 2, skipped: 3 })
  })

  it('of Playwright count a flaky test as passed', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
    expect(playwrightTotals({ stats } as never)).toEqual({ passed: 6, failed: 1, skipped: 2 })
  })

  it('are none without a report', () => {
    expect(vitestTotals(null)).toBeNull()
    expect(playwrightTotals(null)).toBeNull()
  })
})

describe('the tally of all suites', () => {
  const totals = { passed: 400, failed: 0, skipped: 3 }

  it('adds up, in the form that programs read', () => {
    const tally = new Tally()
    expect(tally.add('unit', { code: 0, totals })).toBe(true)
    expect(tally.add('lint', { code: 0 })).toBe(true)
    expect(tally.add('e2e', { code: 0, totals: { passed: 11, failed: 0, skipped: 0 } })).toBe(true)
    expect(tally.failed).toEqual([])
    expect(tally.line()).toBe('tests: 412 passed, 0 failed, 3 skipped')
  })

  it.each([
    [
      'a test failed',
      { code: 1, totals: { passed: 5, failed: 2, skipped: 0 } },
      '5 passed, 2 failed',
    ],
    ['there is no report', { code: 0, totals: null }, '0 passed, 1 failed'],
    [
      'there is no test',
      { code: 0, totals: { passed: 0, failed: 0, skipped: 0 } },
      '0 passed, 1 failed',
    ],
    [
      'all are skipped',
      { code: 0, totals: { passed: 0, failed: 0, skipped: 4 } },
      '0 passed, 1 failed',
    ],
    [
      'the process failed',
      { code: 1, totals: { passed: 5, failed: 0, skipped: 0 } },
      '5 passed, 1 failed',
    ],
    ['a command failed', { code: 2 }, '0 passed, 1 failed'],
  ])('counts a suite as failed when %s', (_why, result, line) => {
    const tally = new Tally()
    expect(tally.add('suite', result)).toBe(false)
    expect(tally.failed).toEqual(['suite'])
    expect(tally.line()).toContain(line)
  })
})
