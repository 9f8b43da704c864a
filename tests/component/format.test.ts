import { describe, expect, it } from 'vitest'
import {
  formatAt,
  formatBytes,
  formatCount,
  formatMoment,
  formatNumber,
  formatRelative,
  initials,
  shortName,
} from '../../src/renderer/format.ts'

const now = new Date(2026, 10, 23, 12, 0).getTime()
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe('bytes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1200, '1.2 kB'],
    [64_000, '64 kB'],
    [999_950, '1 MB'],
    [4_250_000_000, '4.3 GB'],
    [5e15, '5,000 TB'],
  ])('%d are %s', (bytes, words) => {
    expect(formatBytes(bytes, 'en')).toBe(words)
  })
})

describe('numbers', () => {
  it('follow the locale', () => {
    expect(formatNumber(1284, 'en')).toBe('1,284')
    expect(formatNumber(1284, 'de')).toBe('1.284')
  })

  it('count one thing in the singular', () => {
    expect(formatCount(1, 'workflow')).toBe('1 workflow')
    expect(formatCount(0, 'workflow')).toBe('0 workflows')
    expect(formatCount(1284, 'workflow', 'workflows', 'en')).toBe('1,284 workflows')
  })
})

describe('relative times', () => {
  it.each([
    [0, 'just now'],
    [-44_000, 'just now'],
    [-5 * minute, '5 min ago'],
    [-59.7 * minute, '60 min ago'],
    [-9 * hour, '9 h ago'],
    [9 * hour, 'in 9 h'],
    [-day, 'yesterday'],
    [day, 'tomorrow'],
    [-3 * day, '3 days ago'],
    [-30 * day, 'Oct 24, 2026'],
  ])('%d ms away is "%s"', (away, words) => {
    expect(formatRelative(now + away, now, 'en')).toBe(words)
  })

  it('name the day of a moment in a list', () => {
    expect(formatMoment(now - hour, now, 'en-GB')).toBe('Today 11:00')
    expect(formatMoment(now - 2 * day, now, 'en-GB')).toBe('Sat 12:00')
    expect(formatMoment(now - 20 * day, now, 'en-GB')).toBe('3 Nov 12:00')
    expect(formatAt(now - hour, now, 'en-GB')).toBe('at 11:00')
    expect(formatAt(now - 2 * day, now, 'en-GB')).toBe('on Sat at 12:00')
  })
})

describe('short names', () => {
  it.each([
    ['maria.silva@example.com', 'maria.silva'],
    ['data-platform', 'data-platform'],
    ['@home', '@home'],
  ])('of %s are %s', (name, short) => {
    expect(shortName(name)).toBe(short)
  })
})

describe('initials', () => {
  it.each([
    ['data-platform', 'DP'],
    ['you@example.com', 'YO'],
    ['Ada Lovelace', 'AL'],
    ['ü', 'Ü'],
    ['🚀', '🚀'],
    ['👩‍🚀 🛰', '👩‍🚀'],
    ['', '?'],
  ])('of %s are %s', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })
})
