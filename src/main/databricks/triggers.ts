import type {
  Continuous,
  CronSchedule,
  PeriodicTriggerConfiguration,
  TriggerSettings,
} from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import cronstrue from 'cronstrue'
import type { Trigger } from '../../shared/catalog.ts'
import { isObject, text } from './read.ts'

/** The settings of a job that say when it runs. */
export interface TriggerSource {
  schedule?: CronSchedule
  trigger?: TriggerSettings
  continuous?: Continuous
}

/**
 * When a job runs, in a few words for a table cell: "Daily 02:00", "Weekly Mon 06:00", "Hourly",
 * "Every 15 min", "Continuous", "File arrival", "Manual". Times are those of the schedule's own time
 * zone. What is not known yet becomes `other`; never throws.
 */
export function toTrigger(source: TriggerSource): Trigger {
  const { continuous, schedule, trigger } = source
  if (isObject(continuous)) return make('continuous', 'Continuous', continuous.pause_status)
  if (isObject(schedule)) {
    return make('schedule', cronText(schedule.quartz_cron_expression), schedule.pause_status)
  }
  if (!isObject(trigger)) return make('manual', 'Manual', null)
  const paused = trigger.pause_status
  if (isObject(trigger.periodic)) return make('periodic', periodicText(trigger.periodic), paused)
  if (isObject(trigger.file_arrival)) return make('file-arrival', 'File arrival', paused)
  // `table` is the older name of `table_update`.
  if (isObject(trigger.table_update) || 'table' in trigger) {
    return make('table-update', 'Table update', paused)
  }
  return make('other', 'Other trigger', paused)
}

function make(kind: Trigger['kind'], words: string, pauseStatus: unknown): Trigger {
  return { kind, text: words, paused: pauseStatus === 'PAUSED' }
}

/**
 * A Quartz cron expression (seconds first, Sunday is 1) in a few words; in cronstrue's longer ones
 * for what those do not cover; as it came when nobody can read it.
 * https://www.quartz-scheduler.org/documentation/quartz-2.3.0/tutorials/crontrigger.html
 */
export function cronText(expression: unknown): string {
  const cron = text(expression)?.trim().replace(/\s+/g, ' ').slice(0, 200)
  if (cron === undefined || cron === '') return 'Schedule'
  return compactText(cron) ?? longText(cron) ?? cron
}

function compactText(cron: string): string | null {
  const [second, minute, hour, dayOfMonth, month, dayOfWeek, year, ...rest] = cron
    .toUpperCase()
    .split(' ')
  if (second === undefined || minute === undefined || hour === undefined) return null
  if (dayOfMonth === undefined || month === undefined || dayOfWeek === undefined) return null
  if (whole(second, 59) === null || month !== '*' || rest.length > 0) return null
  if (year !== undefined && year !== '*') return null
  const anyMonthDay = isAny(dayOfMonth)
  const anyWeekday = isAny(dayOfWeek)
  const atMinute = whole(minute, 59)
  const atHour = whole(hour, 23)
  if (anyMonthDay && anyWeekday) {
    const everyMinutes = stepOf(minute, 60)
    if (everyMinutes !== null && hour === '*') return every(everyMinutes, 'min')
    const everyHours = stepOf(hour, 24)
    if (everyHours !== null && atMinute !== null) {
      const past = atMinute === 0 ? '' : ` at :${twoDigits(atMinute)}`
      return everyHours === 1 ? `Hourly${past}` : `Every ${everyHours} hours${past}`
    }
  }
  if (atMinute === null || atHour === null) return null
  const clock = `${twoDigits(atHour)}:${twoDigits(atMinute)}`
  if (anyMonthDay && anyWeekday) return `Daily ${clock}`
  if (anyMonthDay) {
    const days = weekdays(dayOfWeek)
    if (days === null) return null
    return days === 'Mon-Fri' ? `Weekdays ${clock}` : `Weekly ${days} ${clock}`
  }
  const date = whole(dayOfMonth, 31)
  if (!anyWeekday) return null
  if (dayOfMonth === 'L') return `Monthly last day ${clock}`
  return date === null || date === 0 ? null : `Monthly ${ordinal(date)} ${clock}`
}

function longText(cron: string): string | null {
  try {
    const words = cronstrue.toString(cron, {
      use24HourTimeFormat: true,
      dayOfWeekStartIndexZero: false,
    })
    // cronstrue reads some nonsense without complaint and says so between the lines.
    return /undefined|NaN|null/.test(words) || words === '' ? null : words
  } catch {
    return null
  }
}

function periodicText({ interval, unit }: PeriodicTriggerConfiguration): string {
  const count = Number.isInteger(interval) && interval > 0 ? interval : null
  const known: Record<string, [single: string, plural: string]> = {
    MINUTES: ['Every min', 'min'],
    HOURS: ['Hourly', 'hours'],
    DAYS: ['Daily', 'days'],
    WEEKS: ['Weekly', 'weeks'],
  }
  const key = text(unit) ?? ''
  const names = Object.hasOwn(known, key) ? known[key] : undefined
  if (count === null || names === undefined) return 'Periodic'
  return count === 1 ? names[0] : `Every ${count} ${names[1]}`
}

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** "Mon", "Mon, Thu" or "Mon-Fri"; null when it is more involved. */
function weekdays(field: string): string | null {
  const range = field.split('-')
  const names = (range.length === 2 ? range : field.split(',')).map(weekday)
  if (names.length > 4 || names.includes(null)) return null
  return names.join(range.length === 2 ? '-' : ', ')
}

function weekday(value: string): string | null {
  const byNumber = /^[1-7]$/.test(value) ? dayNames[Number(value) - 1] : undefined
  return byNumber ?? dayNames.find((name) => name.toUpperCase() === value) ?? null
}

function isAny(field: string): boolean {
  return field === '*' || field === '?'
}

function whole(field: string, max: number): number | null {
  if (!/^\d{1,2}$/.test(field)) return null
  const value = Number(field)
  return value <= max ? value : null
}

/** n of a field that fires at every nth value from 0 on, all day long; 1 for "*". */
function stepOf(field: string, size: number): number | null {
  if (field === '*') return 1
  const step = /^(?:\*|0)\/(\d{1,2})$/.exec(field)?.[1]
  if (step === undefined) return null
  const count = Number(step)
  // A step that does not divide the hour or day is uneven at its end, and "every" would be wrong.
  return count > 0 && count < size && size % count === 0 ? count : null
}

function every(count: number, unit: string): string {
  return count === 1 ? `Every ${unit}` : `Every ${count} ${unit}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

function ordinal(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')
  return `${value}${ending}`
}
