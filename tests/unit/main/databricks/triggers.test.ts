import type { JobSettings } from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cronText, toTrigger } from '../../../../src/main/databricks/triggers.ts'

describe('a Quartz schedule in words', () => {
  it.each([
    ['0 0 2 * * ?', 'Daily 02:00'],
    ['0 30 18 ? * *', 'Daily 18:30'],
    ['15 5 2 * * ? *', 'Daily 02:05'],
    ['0 0 6 ? * MON', 'Weekly Mon 06:00'],
    ['0 0 6 ? * 2', 'Weekly Mon 06:00'],
    ['0 0 6 ? * 1', 'Weekly Sun 06:00'],
    ['0 0 6 ? * mon,thu', 'Weekly Mon, Thu 06:00'],
    ['0 30 8 ? * MON-FRI', 'Weekdays 08:30'],
    ['0 30 8 ? * 2-6', 'Weekdays 08:30'],
    ['0 0 9 ? * SAT-SUN', 'Weekly Sat-Sun 09:00'],
    ['0 0 4 1 * ?', 'Monthly 1st 04:00'],
    ['0 0 4 22 * ?', 'Monthly 22nd 04:00'],
    ['0 0 4 13 * ?', 'Monthly 13th 04:00'],
    ['0 0 4 L * ?', 'Monthly last day 04:00'],
    ['0 0 * * * ?', 'Hourly'],
    ['0 20 * * * ?', 'Hourly at :20'],
    ['0 0/15 * * * ?', 'Every 15 min'],
    ['0 */5 * * * ?', 'Every 5 min'],
    ['0 * * * * ?', 'Every min'],
    ['0 0 0/6 * * ?', 'Every 6 hours'],
    ['0 10 */4 * * ?', 'Every 4 hours at :10'],
    ['  0   0  2 * * ?  ', 'Daily 02:00'],
  ])('%s is %s', (cron, words) => {
    expect(cronText(cron)).toBe(words)
  })

  it.each([
    ['0 0 2 1 1 ?', 'At 02:00, on day 1 of the month, only in January'],
    ['0 0 2,14 * * ?', 'At 02:00 and 14:00'],
    ['0 0/7 * * * ?', 'Every 7 minutes'],
    ['0 0 6 ? * MON#1', 'At 06:00, on the first Monday of the month'],
    ['0 0 6 ? * 6L', 'At 06:00, on the last Friday of the month'],
  ])('%s, not among the short forms, is %s', (cron, words) => {
    expect(cronText(cron)).toBe(words)
  })

  it('nobody can read is shown as it is', () => {
    expect(cronText('every full moon')).toBe('every full moon')
    expect(cronText(undefined)).toBe('Schedule')
  })

  it('never throws and is never empty, for any text', () => {
    const field = fc.constantFrom(
      '0',
      '5',
      '*',
      '?',
      '*/5',
      '0/0',
      '61',
      '1-5',
      'L',
      '2#9',
      'XYZ',
      '-',
    )
    const almost = fc.array(field, { minLength: 4, maxLength: 8 }).map((parts) => parts.join(' '))
    fc.assert(
      fc.property(fc.oneof(almost, fc.string({ unit: 'binary' })), (cron) => {
        expect(cronText(cron)).not.toBe('')
        expect(cronText(cron)).not.toMatch(/undefined|NaN/)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('the trigger of a job', () => {
  const schedule = { quartz_cron_expression: '0 0 2 * * ?', timezone_id: 'UTC' }

  it.each<[JobSettings, object]>([
    [{}, { kind: 'manual', text: 'Manual', paused: false }],
    [{ schedule }, { kind: 'schedule', text: 'Daily 02:00', paused: false }],
    [
      { schedule: { ...schedule, pause_status: 'PAUSED' } },
      { kind: 'schedule', text: 'Daily 02:00', paused: true },
    ],
    [
      { continuous: { pause_status: 'UNPAUSED' } },
      { kind: 'continuous', text: 'Continuous', paused: false },
    ],
    [
      { trigger: { periodic: { interval: 1, unit: 'HOURS' } } },
      { kind: 'periodic', text: 'Hourly', paused: false },
    ],
    [
      { trigger: { periodic: { interval: 2, unit: 'WEEKS' }, pause_status: 'PAUSED' } },
      { kind: 'periodic', text: 'Every 2 weeks', paused: true },
    ],
    [
      { trigger: { file_arrival: { url: '/Volumes/a/b/c' } } },
      { kind: 'file-arrival', text: 'File arrival', paused: false },
    ],
    [
      { trigger: { table_update: { table_names: ['a.b.c'] } } },
      { kind: 'table-update', text: 'Table update', paused: false },
    ],
    [{ trigger: {} }, { kind: 'other', text: 'Other trigger', paused: false }],
  ])('%j', (settings, trigger) => {
    expect(toTrigger(settings)).toEqual(trigger)
  })

  it('never throws, whatever the settings hold', () => {
    const keys = fc.constantFrom(
      'periodic',
      'pause_status',
      'interval',
      'unit',
      'table',
      'toString',
    )
    const part = fc.oneof(fc.anything(), fc.dictionary(keys, fc.anything()))
    fc.assert(
      fc.property(part, part, part, (continuous, trigger, cron) => {
        const settings = { continuous, trigger, schedule: cron } as JobSettings
        expect(toTrigger(settings).text).not.toBe('')
      }),
      { numRuns: 1000 },
    )
  })
})
