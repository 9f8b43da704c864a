import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { applyEdit } from '../../../../src/main/configuration/edit.ts'
import type { Edit } from '../../../../src/main/configuration/edit.ts'
import { placed } from '../../../../src/main/configuration/finding.ts'
import { findProblems } from '../../../../src/main/configuration/problems.ts'
import { readText } from '../../../../src/main/configuration/read-text.ts'
import { countSelection, selectionOf } from '../../../../src/main/configuration/selection.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { longConfiguration } from '../../../support/long-configuration.ts'

/** What is expected of a file, beside it as `<name>.expected.json`. */
const expectedSchema = z.strictObject({
  about: z.string(),
  /** “error 3:5 code “marked text””, in the order in which they are shown. */
  problems: z.array(z.string()),
  counts: z.record(z.string(), z.number()),
  outputPath: z.string().nullable(),
  edits: z.array(
    z.strictObject({
      /** As `Edit`; whole numbers too long for JSON are not among them. */
      edit: z.record(z.string(), z.unknown()),
      /** The lines that change, with their line ends; or the error's code and message. */
      change: z
        .strictObject({ at: z.number(), removed: z.array(z.string()), added: z.array(z.string()) })
        .or(z.string()),
    }),
  ),
})

const folder = new URL('../../../fixtures/configuration/', import.meta.url)
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.expected.json'))
  .map((name) => name.replace('.expected.json', ''))

function textOf(name: string): string {
  if (name === 'five-thousand-items') return longConfiguration({ items: 5000 })
  return readFileSync(new URL(`${name}.yml`, folder), 'utf8')
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** The lines that differ, from the first to the last of them. */
function lineChange(
  before: string,
  after: string,
): { at: number; removed: string[]; added: string[] } {
  const [a, b] = [linesOf(before), linesOf(after)]
  let start = 0
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1
  let end = 0
  const most = Math.min(a.length, b.length) - start
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  return {
    at: start + 1,
    removed: a.slice(start, a.length - end),
    added: b.slice(start, b.length - end),
  }
}

function outcome(
  name: string,
  edits: readonly Edit[],
): Omit<z.infer<typeof expectedSchema>, 'about'> {
  const text = textOf(name)
  const parsed = readText(text)
  const problems = findProblems('main', parsed)
    .map((finding) => placed(parsed, finding))
    .map(({ severity, code, line, column, from, to }) => {
      const place = line === null ? '' : ` ${String(line)}:${String(column)}`
      const marked = from === null ? '' : ` “${text.slice(from, to ?? from)}”`
      return `${severity}${place} ${code}${marked}`
    })
  return {
    problems,
    counts: { ...countSelection(selectionOf(parsed)) },
    outputPath: selectionOf(parsed).model.outputPath,
    edits: edits.map((edit) => {
      try {
        const after = applyEdit(parsed, edit).text
        return { edit: { ...edit }, change: lineChange(text, after) }
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        return { edit: { ...edit }, change: `${error.code}: ${error.message}` }
      }
    }),
  }
}

describe('a file as it comes', () => {
  test('there are ten, each with what is expected of it', () => {
    expect(names).toHaveLength(10)
  })

  test.each(names)('%s', (name) => {
    const file = new URL(`${name}.expected.json`, folder)
    const { about, ...expected } = expectedSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    expect(about).not.toBe('')
    const edits = expected.edits.map(({ edit }) => edit as unknown as Edit)
    expect(outcome(name, edits)).toEqual(expected)
  })

  test.each(names)('%s is saved as it was loaded, byte by byte', (name) => {
    const bytes =
      name === 'five-thousand-items'
        ? Buffer.from(textOf(name))
        : readFileSync(new URL(`${name}.yml`, folder))
    expect(Buffer.from(readText(textOf(name)).text).equals(bytes)).toBe(true)
  })
})
