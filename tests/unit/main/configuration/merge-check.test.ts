import { describe, expect, test } from 'vitest'
import { parseText } from '../../../../src/main/configuration/document.ts'
import { checkMerge, withoutDuplicates } from '../../../../src/main/configuration/merge-check.ts'
import { mergeTexts } from '../../../../src/main/configuration/merge.ts'
import { AppError } from '../../../../src/shared/errors.ts'

const variables = 'initial_variables:\n  v_start_path: /Shared/exports\n'
const item = (id: number, active = true): string =>
  `  - job_name: job ${id}\n    job_id: ${id}\n    is_active: ${active}\n`
const file = (...items: string[]): string =>
  `${variables}workflows:\n${items.join('')}pipelines: []\n`

const base = file(item(1), item(2), item(3))

function check(mine: string, theirs: string, merged: string) {
  const versions = { base: parseText(base), mine: parseText(mine), theirs: parseText(theirs) }
  return checkMerge('main', versions, parseText(merged))
}

describe('the check of a merge', () => {
  test('finds nothing where both edits are in it', () => {
    const [mine, theirs] = [file(item(1, false), item(2), item(3)), file(item(1), item(3), item(4))]
    const { text } = mergeTexts({ base, mine, theirs })
    expect(check(mine, theirs, text ?? '')).toEqual({
      valid: true,
      problems: [],
      duplicates: [],
      lost: [],
    })
  })

  test('finds an item that both sides picked at different places', () => {
    const mine = file(item(9), item(1), item(2), item(3))
    const theirs = file(item(1), item(2), item(3), item(9, false))
    const { text } = mergeTexts({ base, mine, theirs })
    expect(check(mine, theirs, text ?? '').duplicates).toEqual([
      { kind: 'workflow', name: 'job 9', firstLine: 4, line: 16, same: false },
    ])
    const versions = { mine: parseText(mine), theirs: parseText(theirs) }
    expect(withoutDuplicates(versions, parseText(text ?? '')).text).toBe(mine)
  })

  test('leaves duplicates alone that a version has', () => {
    const mine = file(item(1), item(1), item(2), item(3))
    const parsed = parseText(mine)
    expect(check(mine, base, mine).duplicates).toEqual([])
    expect(withoutDuplicates({ mine: parsed, theirs: parseText(base) }, parsed)).toBe(parsed)
  })

  test('names what is not in it, and whose it was', () => {
    const mine = file(item(1, false), item(3), item(4))
    const theirs = `${file(item(1), item(2), item(3, false))}extra: 1\n`
    const merged = file(item(1), item(2), item(3), item(5))
    expect(check(mine, theirs, merged).lost).toEqual([
      { side: 'theirs', words: 'the section “extra” was changed' },
      { side: 'mine', words: '“is_active” of the workflow “job 1” was changed' },
      { side: 'mine', words: 'the workflow “job 2” was taken out' },
      { side: 'theirs', words: '“is_active” of the workflow “job 3” was changed' },
      { side: 'mine', words: 'the workflow “job 4” was added' },
      { side: 'both', words: 'the workflow “job 5” is there, though it is in neither version' },
    ])
  })

  test('says nothing about what both changed: that was decided', () => {
    const mine = base.replace('/Shared/exports', '/Shared/mine')
    const theirs = base.replace('/Shared/exports', '/Shared/theirs')
    expect(check(mine, theirs, mine).lost).toEqual([])
  })

  test('places what is no valid YAML, and asks for no more', () => {
    const merged = base.replace('pipelines: []', 'pipelines: [')
    const found = check(base, base, merged)
    expect(found).toMatchObject({ valid: false, duplicates: [], lost: [] })
    expect(found.problems[0]).toMatchObject({ severity: 'error', line: 14 })
    const versions = { mine: parseText(base), theirs: parseText(base) }
    expect(() => withoutDuplicates(versions, parseText(merged))).toThrow(AppError)
  })

  test('reports new problems, not those that a version has already', () => {
    const theirs = file(item(1), item(2).replace('job_id: 2', 'job_id: two'), item(3))
    const { problems } = check(base, theirs, `${theirs}pipelines: 3\n`)
    expect(problems.map(({ line }) => line)).toEqual([14, 14])
  })

  test('compares what it can where a version is no valid YAML', () => {
    expect(check('a: [', base, base)).toMatchObject({ valid: true, duplicates: [], lost: [] })
  })
})
