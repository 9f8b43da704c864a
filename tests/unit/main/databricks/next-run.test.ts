import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextRun } from '../../../../src/main/databricks/next-run.ts'

/** A Tuesday. */
const now = Date.UTC(2026, 10, 24, 12)

function next(expression: string, timeZone = 'UTC', from = now): string | null {
  const at = nextRun({ expression, timeZone }, from)
  return at === null ? null : new Date(at).toISOString().replace(/:00\.000Z$/, 'Z')
}

describe('the next run of a schedule', () => {
  it.each([
    ['0 0 2 * * ?', '2026-11-25T02:00Z'],
    ['0 0 12 * * ?', '2026-11-25T12:00Z'],
    ['0 0/15 * * * ?', '2026-11-24T12:15Z'],
    ['0 5/15 8-10 * * ?', '2026-11-25T08:05Z'],
    ['0 0 22-2 * * ?', '2026-11-24T22:00Z'],
    ['0 0 6 ? * 1', '2026-11-29T06:00Z'],
    ['0 0 6 ? * 7', '2026-11-28T06:00Z'],
    ['0 0 6 ? * MON-FRI', '2026-11-25T06:00Z'],
    ['0 0 6 ? * SAT-MON', '2026-11-28T06:00Z'],
    ['0 0 6 ? * 2/2', '2026-11-25T06:00Z'],
    ['0 0 6 ? * L', '2026-11-28T06:00Z'],
    ['0 0 6 ? * 6L', '2026-11-27T06:00Z'],
    ['0 0 6 ? * FRIL', '2026-11-27T06:00Z'],
    ['0 0 6 ? * 2#1', '2026-12-07T06:00Z'],
    ['0 0 6 ? * MON#1', '2026-12-07T06:00Z'],
    ['0 0 6 L * ?', '2026-11-30T06:00Z'],
    ['0 0 6 15W * ?', '2026-12-15T06:00Z'],
    ['0 0 6 1/5 * ?', '2026-11-26T06:00Z'],
    ['0 0 6 1 NOV-JAN ?', '2026-12-01T06:00Z'],
    ['0 0 6 1 1 ? 2030', '2030-01-01T06:00Z'],
    ['0 0 6 15 12 ? *', '2026-12-15T06:00Z'],
    ['  0   0 2 * *  ? ', '2026-11-25T02:00Z'],
  ])('%s is %s', (expression, expected) => {
    expect(next(expression)).toBe(expected)
  })

  it('follows the time zone of the schedule', () => {
    expect(next('0 0 2 * * ?', 'Europe/Berlin')).toBe('2026-11-25T01:00Z')
    expect(next('0 30 0 * * ?', 'Asia/Tokyo')).toBe('2026-11-24T15:30Z')
  })

  it('keeps its hour when clocks change', () => {
    const summer = Date.UTC(2026, 9, 24, 12)
    expect(next('0 0 4 * * ?', 'Europe/Berlin', summer)).toBe('2026-10-25T03:00Z')
    expect(next('0 0 4 * * ?', 'Europe/Berlin', summer - 86_400_000)).toBe('2026-10-24T02:00Z')
  })

  it('is after the hour that a change of clocks leaves out', () => {
    const before = Date.UTC(2027, 2, 27, 12)
    expect(next('0 30 2 * * ?', 'Europe/Berlin', before)).toBe('2027-03-28T01:00Z')
  })

  it.each([
    ['a date that is over', '0 0 6 1 1 ? 2020', 'UTC'],
    ['a day that no month has', '0 0 6 30 2 ?', 'UTC'],
    ['a zone that nobody knows', '0 0 2 * * ?', 'Nowhere/Else'],
    ['too few fields', '0 2 * * *', 'UTC'],
    ['nothing', '', 'UTC'],
    ['words', 'every day at two o clock', 'UTC'],
    ['very much', `0 0 ${'1,'.repeat(500)}1 * * ?`, 'UTC'],
  ])('is not known for %s', (_, expression, zone) => {
    expect(next(expression, zone)).toBeNull()
  })

  it('is later than now or unknown, whatever the schedule says', () => {
    const part = fc.oneof(
      fc.constantFrom('*', '?', 'L', 'LW', '15W', '2#1', '0/5', '1-5', '22-2', 'MON', 'JAN', '99'),
      fc.nat(60).map(String),
      fc.string({ maxLength: 4 }),
    )
    const expressions = fc.array(part, { minLength: 5, maxLength: 8 }).map((all) => all.join(' '))
    fc.assert(
      fc.property(expressions, fc.constantFrom('UTC', 'Europe/Berlin', 'x'), (expression, zone) => {
        const at = nextRun({ expression, timeZone: zone }, now)
        expect(at === null || at > now).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
