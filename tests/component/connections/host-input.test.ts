import { describe, expect, it } from 'vitest'
import {
  hostShown,
  readHostInput,
} from '../../../src/renderer/components/connections/host-input.ts'

describe('a typed workspace address', () => {
  it.each([
    ['adb-123.4.azuredatabricks.net', 'https://adb-123.4.azuredatabricks.net'],
    ['  https://adb-123.4.azuredatabricks.net/?o=123 ', 'https://adb-123.4.azuredatabricks.net'],
    ['https://dbc-1.cloud.databricks.com/jobs/1', 'https://dbc-1.cloud.databricks.com'],
    ['http://127.0.0.1:8080/x', 'http://127.0.0.1:8080'],
    ['HTTPS://Foo.Example.COM', 'https://foo.example.com'],
  ])('%s becomes %s', (typed, origin) => {
    expect(readHostInput(typed)).toEqual({ state: 'ok', origin })
  })

  it.each([
    'http://adb-123.azuredatabricks.net',
    'ftp://x.net',
    'two words.net',
    'justaname',
    'https://',
    'accounts.cloud.databricks.com',
  ])('%s is refused with a reason', (typed) => {
    expect(readHostInput(typed)).toMatchObject({ state: 'bad', reason: expect.any(String) })
  })

  it('says nothing while it is empty', () => {
    expect(readHostInput('  ')).toEqual({ state: 'empty' })
  })

  it.each([
    ['https://adb-123.4.azuredatabricks.net/?o=123', 'adb-123.4.azuredatabricks.net'],
    ['http://127.0.0.1:8080/?o=1', 'http://127.0.0.1:8080'],
    ['two words', 'two words'],
  ])('%s is shown as %s', (typed, shown) => {
    expect(hostShown(typed)).toBe(shown)
  })
})
