import { Cron } from 'croner'

/** A Quartz cron expression and the IANA time zone it is meant in. */
export interface CronTiming {
  expression: string
  timeZone: string
}

/** Smallest and largest value of each field: seconds, minutes, hours, days, months, weekdays. */
const spans = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [1, 7],
] as const
const monthField = 4
const weekdayField = 5
const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')
const weekdays = 'SUN MON TUE WED THU FRI SAT'.split(' ')

/**
 * When a schedule fires next after `now` (both UTC ms). Null when it never does, and for what cannot
 * be said: an expression or a time zone that nobody knows. Never throws.
 * https://www.quartz-scheduler.org/documentation/quartz-2.3.0/tutorials/crontrigger.html
 */
export function nextRun({ expression, timeZone }: CronTiming, now: number): number | null {
  const pattern = toCroner(expression)
  if (pattern === null) return null
  try {
    const cron = new Cron(pattern, {
      timezone: timeZone,
      alternativeWeekdays: true,
      // Quartz wants one of both days to be "?"; when both are given, both must fit.
      domAndDow: true,
      paused: true,
    })
    return cron.nextRun(new Date(now))?.getTime() ?? null
  } catch {
    return null
  }
}

/** What Quartz allows and croner does not: steps from a value on, ranges over the end, a lone `L`. */
function toCroner(expression: string): string | null {
  const fields = expression.trim().toUpperCase().split(/\s+/)
  if (fields.length < 6 || fields.length > 7 || expression.length > 200) return null
  return fields
    .map((field, at) => {
      const span = spans[at]
      if (span === undefined) return field
      if (at === weekdayField && field === 'L') return '7'
      return field
        .split(',')
        .map((part) => widened(part, at, span))
        .join(',')
    })
    .join(' ')
}

function widened(part: string, at: number, [min, max]: readonly [number, number]): string {
  const names = at === monthField ? months : at === weekdayField ? weekdays : []
  const named = part.replace(/[A-Z]{3}/g, (name) => {
    const index = names.indexOf(name)
    return index === -1 ? name : String(index + min)
  })
  const from = /^(\d+)\/(\d+)$/.exec(named)
  if (from) return `${from[1]}-${max}/${from[2]}`
  const range = /^(\d+)-(\d+)$/.exec(named)
  if (range && Number(range[1]) > Number(range[2])) {
    return `${range[1]}-${max},${min}-${range[2]}`
  }
  return named
}
