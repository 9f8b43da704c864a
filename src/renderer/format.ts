const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** `undefined` is the user's own locale. */
type Locale = string | undefined

const numberFormats = new Map<Locale, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

/** To make a format takes longer than to draw the row that it is for, so each is made once. */
function dateFormat(options: Intl.DateTimeFormatOptions, locale: Locale): Intl.DateTimeFormat {
  // A format keeps the time zone of the moment it was made in, and people travel.
  const key = JSON.stringify([options, locale, new Date().getTimezoneOffset()])
  const known = dateFormats.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(locale, options)
  dateFormats.set(key, made)
  return made
}

export function formatNumber(value: number, locale?: Locale): string {
  let format = numberFormats.get(locale)
  if (format === undefined) numberFormats.set(locale, (format = new Intl.NumberFormat(locale)))
  return format.format(value)
}

/** "1 workflow", "1,284 workflows". */
export function formatCount(count: number, one: string, many = `${one}s`, locale?: Locale): string {
  return `${formatNumber(count, locale)} ${count === 1 ? one : many}`
}

const byteUnits = ['kB', 'MB', 'GB', 'TB'] as const

/** "812 bytes", "1.2 MB", "64 MB": in steps of 1,000, as file managers tell them. */
export function formatBytes(bytes: number, locale?: Locale): string {
  if (bytes < 1000) return formatCount(bytes, 'byte', 'bytes', locale)
  // What would be rounded up to 1,000 is 1 of the next unit.
  const at = Math.min(byteUnits.length, Math.floor(Math.log10(bytes * 1.0005) / 3))
  const value = bytes / 1000 ** at
  const rounded = value < 10 ? Math.round(value * 10) / 10 : Math.round(value)
  return `${formatNumber(rounded, locale)} ${byteUnits[at - 1] ?? ''}`
}

/** The exact local time, for tooltips. */
export function formatExact(at: number, locale?: Locale): string {
  return dateFormat({ dateStyle: 'full', timeStyle: 'medium' }, locale).format(at)
}

/** "just now", "5 min ago", "in 9 h", "yesterday", "3 days ago"; older than a week: the date. */
export function formatRelative(at: number, now: number, locale?: Locale): string {
  const away = at - now
  const size = Math.abs(away)
  if (size < 45 * second) return 'just now'
  const words = (amount: number, unit: string) =>
    away < 0 ? `${amount} ${unit} ago` : `in ${amount} ${unit}`
  if (size < hour) return words(Math.max(1, Math.round(size / minute)), 'min')
  if (size < 22 * hour) return words(Math.round(size / hour), 'h')
  const days = Math.max(1, Math.round(size / day))
  if (days === 1) return away < 0 ? 'yesterday' : 'tomorrow'
  if (days <= 7) return words(days, 'days')
  return dateFormat({ day: 'numeric', month: 'short', year: 'numeric' }, locale).format(at)
}

/** "Today 18:02", "Fri 18:02" within a week, "21 Nov 18:02" before: the time column of lists. */
export function formatMoment(at: number, now: number, locale?: Locale): string {
  const { date, time } = momentParts(at, now, locale)
  return `${date ?? 'Today'} ${time}`
}

/** "at 18:02" today, "on Fri at 18:02" within a week, "on 21 Nov at 18:02" before: within a sentence. */
export function formatAt(at: number, now: number, locale?: Locale): string {
  const { date, time } = momentParts(at, now, locale)
  return date === null ? `at ${time}` : `on ${date} at ${time}`
}

/** The date is null today. */
function momentParts(
  at: number,
  now: number,
  locale: Locale,
): { date: string | null; time: string } {
  const time = dateFormat({ hour: '2-digit', minute: '2-digit' }, locale).format(at)
  const today = new Date(at).toDateString() === new Date(now).toDateString()
  const near: Intl.DateTimeFormatOptions = { weekday: 'short' }
  const far: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' }
  const options = Math.abs(now - at) < 6 * day ? near : far
  return { date: today ? null : dateFormat(options, locale).format(at), time }
}

/** A mail address without its domain, for narrow columns; the whole one belongs in the tooltip. */
export function shortName(name: string): string {
  return name.replace(/(?<=.)@[^@]*$/, '')
}

/** Two letters for a badge: "data-platform" is DP, "you@example.com" is YO; of "🚀" the picture. */
export function initials(name: string): string {
  const words = name
    .replace(/@.*$/, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const [first, second] = words
  if (first === undefined) return firstSign(name)
  const letters =
    second === undefined
      ? [...first].slice(0, 2).join('')
      : `${[...first][0] ?? ''}${[...second][0] ?? ''}`
  return letters.toUpperCase()
}

/** What a person sees as the first sign, however many code points it takes. */
function firstSign(text: string): string {
  const [first] = new Intl.Segmenter().segment(text.trim())
  return first?.segment ?? '?'
}
