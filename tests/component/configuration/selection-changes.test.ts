import { describe, expect, it } from 'vitest'
import { changeWords } from '../../../src/renderer/components/configuration/selection-changes.ts'

const before = `initial_variables:
  v_start_path: /Shared/a
workflows:
  - { job_name: one, job_id: 9007199254740993, is_active: true }
  - { job_name: two, job_id: 2, is_active: true }
pipelines: []
`

describe('the words for what a save changes', () => {
  it('count what was added, removed and switched', () => {
    const after = before
      .replace('job_name: two, job_id: 2', 'job_name: three, job_id: 3')
      .replace('is_active: true', 'is_active: false')
      .replace('pipelines: []', 'pipelines: [{ pipeline_name: p, pipeline_id: x }]')
    expect(changeWords(before, after)).toBe(
      '1 workflow added, 1 workflow removed, 1 pipeline added, 1 flag changed',
    )
  })

  it('tell ids apart that a number could not', () => {
    const after = before.replace('9007199254740993', '9007199254740992')
    expect(changeWords(before, after)).toBe('1 workflow added, 1 workflow removed')
  })

  it('name the output folder and the export job', () => {
    expect(changeWords(before, before.replace('/Shared/a', '/Shared/b'))).toBe(
      'output folder changed',
    )
    expect(changeWords('export-job:\n  job_id: 1\n', 'export-job:\n  job_id: 2\n')).toBe(
      'export job changed',
    )
  })

  it('count a whole new file', () => {
    expect(changeWords(null, before)).toBe('2 workflows added, output folder changed')
  })

  it.each([
    ['comments only', before, `# hello\n${before}`],
    ['a text that is no YAML', before, 'a: [1'],
    ['a list instead of a mapping', before, '- 1'],
  ])('are empty or true for %s', (_what, one, other) => {
    expect(changeWords(one, other)).not.toContain('added')
  })
})
