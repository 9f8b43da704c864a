import { describe, expect, test } from 'vitest'
import { defaultTexts } from '../../../../src/main/configuration/defaults.ts'
import { parseText } from '../../../../src/main/configuration/document.ts'
import { placed } from '../../../../src/main/configuration/finding.ts'
import { findProblems } from '../../../../src/main/configuration/problems.ts'
import type { Problem } from '../../../../src/shared/configuration.ts'

const good = `initial_variables:
  v_start_path: "/x"
workflows: []
pipelines: []
`

function problemsOf(text: string): Problem[] {
  const parsed = parseText(text)
  return findProblems('main', parsed).map((finding) => placed(parsed, finding))
}

function summary(text: string): string[] {
  return problemsOf(text).map(({ severity, line }) => `${severity} ${String(line)}`)
}

describe('problems of config.yml', () => {
  test('there are none in a good file and in the default one', () => {
    expect(problemsOf(good)).toEqual([])
    expect(problemsOf(defaultTexts.main)).toEqual([])
  })

  test.each([
    ['an open bracket', 'a: 1\nb: [1\n', 'error'],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'error'],
    ['a colon in a text', 'a: b: c\n', 'error'],
    ['bad indentation', 'a:\n    b: 1\n  c: 2\n', 'error'],
    ['two documents', 'a: 1\n---\nb: 1\n', 'error'],
  ])('%s is named with line and column', (_case, text, severity) => {
    const [first] = problemsOf(text)
    expect(first?.severity).toBe(severity)
    expect(first?.line).toBeGreaterThan(0)
    expect(first?.message).toMatch(/line \d+, column \d+/)
    expect(first?.suggestion).not.toBe('')
  })

  test.each([
    ['a missing output path', good.replace('"/x"', ''), ['error 2']],
    ['an output path that is not absolute', good.replace('"/x"', 'x/y'), ['error 2']],
    ['missing lists', 'initial_variables:\n  v_start_path: /x\n', ['hint null', 'hint null']],
    ['a list that is none', good.replace('workflows: []', 'workflows: 3'), ['error 3']],
    ['a key that is there twice', `${good}pipelines: []\n`, ['error 5']],
    ['a file that is a list', '- a\n', ['error 1']],
  ])('%s', (_case, text, expected) => {
    const found = summary(text)
    for (const line of expected) expect(found).toContain(line)
  })

  test('items: ids, names, flags and duplicates, each with its line', () => {
    const text = `initial_variables: { v_start_path: /x }
workflows:
  - job_name: A
  - job_name: B
    job_id: abc
  - job_id: 1
    is_active: maybe
  - job_name: D
    job_id: "1"
    is_active: "true"
  - just a text
pipelines:
  - pipeline_name: E
    pipeline_id: 12
`
    expect(summary(text)).toEqual([
      'error 3',
      'error 5',
      'error 7',
      'error 11',
      'error 14',
      'warning 6',
      'warning 8',
      'warning 10',
    ])
    for (const problem of problemsOf(text)) expect(problem.suggestion).not.toBe('')
  })

  test('each has a code and marks the text that it is about', () => {
    const text = `initial_variables: { v_start_path: x/y }\r\nworkflows:\r\n  - job_name: A\r\n    job_id: abc\r\n    is_active: "yes"\r\n    is_active: maybe\r\n`
    const marked = problemsOf(text).map(({ code, line, column, from, to }) => [
      code,
      line,
      column,
      from === null ? null : text.slice(from, to ?? 0),
    ])
    expect(marked).toEqual([
      ['path-not-absolute', 1, 36, 'x/y'],
      ['id-not-digits', 4, 13, 'abc'],
      ['duplicate-key', 6, 5, 'is_active'],
      ['switch-not-boolean', 6, 16, 'maybe'],
      ['list-missing', null, null, null],
    ])
  })

  test('libraries switched off for all while items ask for them', () => {
    const text = `${good.replace('workflows: []', 'workflows:\n  - job_name: A\n    job_id: 1\n    export_libraries: true')}global_settings:\n  export_libraries: false\n`
    expect(summary(text)).toEqual(['warning 9'])
  })

  test('thousands of problems are cut short', () => {
    const items = Array.from({ length: 5000 }, () => '  - job_name: A\n').join('')
    const found = problemsOf(good.replace('workflows: []\n', `workflows:\n${items}`))
    expect(found.length).toBeLessThan(400)
    expect(found.at(-1)?.message).toContain('more problems')
  })
})

describe('problems of app_config.yml', () => {
  test.each([
    ['the default one', defaultTexts.app, 1],
    ['an empty one', '', 1],
    ['one without id', 'export-job:\n  job_name: x\n', 1],
    ['one with a text as id', 'export-job:\n  job_id: abc\n', 1],
    ['one whose section is a text', 'export-job: abc\n', 1],
    ['a good one', 'export-job:\n  job_name: x\n  job_id: 12\n', 0],
    ['one with a quoted id', 'export-job:\n  job_name: x\n  job_id: "12"\n', 0],
  ])('%s', (_case, text, count) => {
    expect(findProblems('app', parseText(text))).toHaveLength(count)
  })
})
