import { describe, expect, it } from 'vitest'
import { parseText } from '../../../../src/main/configuration/document.ts'
import { readText } from '../../../../src/main/configuration/read-text.ts'

const faults = (text: string) => parseText(text).errors.map(({ code, line }) => `${code} ${line}`)

describe('a quoted text whose last quote is an escaped one', () => {
  it.each([
    ['at the end of the text', "a: 'it''"],
    ['before a line that is indented less', "a:\n  b: 'it''\nc: 'd'\n"],
    ['before the next item', "workflows:\n  - job_name: 'it''\n  - job_name: 'd'\n"],
    ['in double quotes', 'a:\n  b: "it\\"\nc: "d"\n'],
    ['with line ends of Windows', "a:\r\n  b: 'it''\r\nc: 'd'\r\n"],
    ['as a key', "a:\n  ? 'it''\n  : 1\nc: 'd'\n"],
  ])('is not closed: %s', (_, text) => {
    expect(faults(text)).toEqual([expect.stringMatching(/^MISSING_CHAR \d$/)])
    expect(parseText(text).root).toBeNull()
    expect(readText(text).errors).toHaveLength(1)
  })

  it.each([
    ["a: ''", { a: '' }],
    ["a: ''''\n", { a: "'" }],
    ["a: 'it''s'\nb: ''\n", { a: "it's", b: '' }],
    ['a: "\\""\n', { a: '"' }],
    ['a: "\\\\"\n', { a: '\\' }],
    ["a: 'over\n  lines'''\n", { a: "over lines'" }],
    ["a: it''\nb: |\n  it''\n", { a: "it''", b: "it''\n" }],
  ])('is closed after all in %j', (text, value) => {
    expect(faults(text)).toEqual([])
    expect(parseText(text).root?.toJSON()).toEqual(value)
  })

  it('is looked for without taking long, however many quotes there are', () => {
    const many = "''".repeat(200_000)
    expect(faults(`a: 'x${many}y${many}'\nb: ''\n`)).toEqual([])
  })
})
