import type { Random } from './random.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** When a job runs: what its settings say, and the rhythm of its past runs. */
export interface Timing {
  /** `schedule`, `trigger` or `continuous` as in the job settings; empty for a manual job. */
  settings: Record<string, unknown>
  trigger: 'PERIODIC' | 'ONE_TIME' | 'FILE_ARRIVAL' | 'TABLE' | 'CONTINUOUS'
  /** Distance between two runs in ms (15 min at least) and the shift of the first one after 1970. */
  periodMs: number
  phaseMs: number
  weekdaysOnly: boolean
  paused: boolean
}

function timing(
  trigger: Timing['trigger'],
  settings: Record<string, unknown>,
  periodMs: number,
  rest: Partial<Timing> = {},
): Timing {
  return { settings, trigger, periodMs, phaseMs: 0, weekdaysOnly: false, paused: false, ...rest }
}

const pauseStatus = (paused: boolean) => (paused ? 'PAUSED' : 'UNPAUSED')

function cron(
  expression: string,
  zone: string,
  periodMs: number,
  rest: Partial<Timing> = {},
): Timing {
  const schedule = {
    quartz_cron_expression: expression,
    timezone_id: zone,
    pause_status: pauseStatus(rest.paused ?? false),
  }
  return timing('PERIODIC', { schedule }, periodMs, rest)
}

export function manual(periodMs = 2 * day, phaseMs = 13 * hour + 20 * minute): Timing {
  return timing('ONE_TIME', {}, periodMs, { phaseMs })
}

export function daily(atHour: number, atMinute: number, zone = 'UTC', paused = false): Timing {
  return cron(`0 ${atMinute} ${atHour} * * ?`, zone, day, {
    phaseMs: atHour * hour + atMinute * minute,
    paused,
  })
}

export function hourly(paused = false): Timing {
  return cron('0 0 * * * ?', 'UTC', hour, { paused })
}

export function weekly(
  weekday: 'MON' | 'WED' | 'FRI' | 'SUN',
  atHour: number,
  zone = 'UTC',
): Timing {
  // 1 January 1970 was a Thursday.
  const shift = { FRI: 1, SUN: 3, MON: 4, WED: 6 }[weekday]
  return cron(`0 0 ${atHour} ? * ${weekday}`, zone, 7 * day, {
    phaseMs: shift * day + atHour * hour,
  })
}

export function workdays(atHour: number, zone = 'Europe/Berlin'): Timing {
  return cron(`0 30 ${atHour} ? * MON-FRI`, zone, day, {
    phaseMs: atHour * hour + 30 * minute,
    weekdaysOnly: true,
  })
}

export function everyMinutes(minutes: 15 | 30): Timing {
  return cron(`0 0/${minutes} * * * ?`, 'UTC', minutes * minute)
}

export function periodic(
  interval: number,
  unit: 'HOURS' | 'DAYS' | 'WEEKS',
  paused = false,
): Timing {
  const trigger = { periodic: { interval, unit }, pause_status: pauseStatus(paused) }
  const unitMs = { HOURS: hour, DAYS: day, WEEKS: 7 * day }[unit]
  return timing('PERIODIC', { trigger }, interval * unitMs, { phaseMs: 25 * minute, paused })
}

export function fileArrival(folder: string): Timing {
  const trigger = {
    file_arrival: {
      url: `/Volumes/main/landing/${folder}/`,
      min_time_between_triggers_seconds: 60,
    },
    pause_status: 'UNPAUSED',
  }
  return timing('FILE_ARRIVAL', { trigger }, 5 * hour, { phaseMs: 40 * minute })
}

export function tableUpdate(table: string): Timing {
  const trigger = {
    table_update: { table_names: [`main.${table}`], condition: 'ANY_UPDATED' },
    pause_status: 'UNPAUSED',
  }
  return timing('TABLE', { trigger }, 9 * hour, { phaseMs: 2 * hour })
}

export function continuous(paused = false): Timing {
  return timing('CONTINUOUS', { continuous: { pause_status: pauseStatus(paused) } }, 6 * hour, {
    phaseMs: 100 * minute,
    paused,
  })
}

/** A timing for a generated job: mostly schedules, some of everything. */
export function randomTiming(random: Random, name: string): Timing {
  const zone = random.pick(['UTC', 'UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'])
  const roll = random.next()
  if (roll < 0.2) return manual((1 + random.whole(0, 2)) * day, random.whole(480, 1080) * minute)
  if (roll < 0.48) return daily(random.whole(0, 6), random.pick([0, 0, 15, 30, 45]), zone)
  if (roll < 0.54) return daily(random.whole(0, 23), 0, zone, true)
  if (roll < 0.62) return hourly(random.chance(0.1))
  if (roll < 0.68)
    return weekly(random.pick(['MON', 'WED', 'FRI', 'SUN']), random.whole(4, 20), zone)
  if (roll < 0.74) return workdays(random.whole(5, 9), zone)
  if (roll < 0.79) return everyMinutes(random.pick([15, 30]))
  if (roll < 0.86) return periodic(random.pick([1, 4, 6, 12]), 'HOURS', random.chance(0.15))
  if (roll < 0.91) return fileArrival(name.slice(0, 40))
  if (roll < 0.96) return tableUpdate(`silver.${name.slice(0, 40)}`)
  return continuous(random.chance(0.25))
}
