import { afterAll, describe, expect, test } from 'vitest'
import { parseText } from '../../../../../src/main/configuration/document.ts'
import { RuleRunner } from '../../../../../src/main/configuration/replacement/rule-runner.ts'
import { tryReplacement } from '../../../../../src/main/configuration/replacement/try-replacement.ts'
import type {
  TriedReplacement,
  TryReplacement,
} from '../../../../../src/shared/configuration-preview.ts'

const worker = new URL(
  '../../../../../src/main/configuration/replacement/worker.ts',
  import.meta.url,
)
const runner = new RuleRunner(worker)
afterAll(() => runner.close())

const file = `initial_variables:
  v_start_path: /Workspace/Shared/exports
  v_logs: "{v_start_path}/logs"
spark_conf_key_replacements:
  - { search_key: spark.a, target_key: spark.b, target_value: "{v_logs}" }
  - { search_key: spark.a, target_key: never, target_value: never }
path_replacement:
  "^/Workspace/": "../"
  "^\\\\.\\\\./Shared/(?P<rest>.*)$": "{v_logs}|\\\\g<rest>"
value_replacements:
  prod: dev
  dev.: "x"
`

const tried = (text: string, as: TryReplacement['as'], yaml = file): Promise<TriedReplacement> =>
  tryReplacement(parseText(yaml), { text, as }, runner)

describe('what a path, a value or a setting of Spark becomes', () => {
  test('path rules follow each other, each on what the one before left', async () => {
    expect(await tried('{v_start_path}/a', 'path')).toEqual({
      outcome: '/Workspace/Shared/exports/logs|exports/a',
      steps: [
        {
          rule: 'placeholders',
          line: null,
          before: '{v_start_path}/a',
          after: '/Workspace/Shared/exports/a',
        },
        {
          rule: '^/Workspace/ → ../',
          line: 8,
          before: '/Workspace/Shared/exports/a',
          after: '../Shared/exports/a',
        },
        {
          rule: '^\\.\\./Shared/(?P<rest>.*)$ → {v_logs}|\\g<rest>',
          line: 9,
          before: '../Shared/exports/a',
          after: '/Workspace/Shared/exports/logs|exports/a',
        },
      ],
      issues: [],
    })
  })

  test.each<[string, TryReplacement['as'], string]>([
    ['/elsewhere', 'path', '/elsewhere'],
    ['my prod.prod', 'value', 'my xdev'],
    ['{{secrets/prod/key}}', 'value', '{{secrets/dev/key}}'],
    ['spark.a 5', 'spark-conf', 'spark.b /Workspace/Shared/exports/logs'],
    ['spark.a=5', 'spark-conf', 'spark.b=/Workspace/Shared/exports/logs'],
    ['spark.a', 'spark-conf', 'spark.b /Workspace/Shared/exports/logs'],
    ['spark.a.more 5', 'spark-conf', 'spark.a.more 5'],
  ])('%s as a %s becomes %s', async (text, as, outcome) => {
    const result = await tried(text, as)
    expect(result.outcome).toBe(outcome)
    expect(result.issues).toEqual([])
  })

  test('a rule that is no regular expression is passed over, and said', async () => {
    const yaml = 'path_replacement:\n  "(": x\n  a: b\n'
    const { outcome, issues } = await tried('a', 'path', yaml)
    expect(outcome).toBe('b')
    expect(issues).toEqual([
      {
        message:
          '“(” was passed over. Not a regular expression that Python accepts: a “(” is not closed.',
        line: 2,
      },
    ])
  })

  test('a pattern that would take for ever is cut off, and the next try works', async () => {
    const yaml = 'path_replacement:\n  "^a": "a"\n  "(a|aa)+$": x\n  b: c\n'
    const { outcome, issues } = await tried(`${'a'.repeat(200)}!`, 'path', yaml)
    expect(outcome).toBe(`${'a'.repeat(200)}!`)
    expect(issues).toEqual([
      { message: expect.stringContaining('“(a|aa)+$” takes too long'), line: 3 },
    ])
    expect((await tried('aab', 'path', yaml)).outcome).toBe('aac')
  })

  test('several tries at a time do not disturb each other', async () => {
    const texts = ['/Workspace/1', '/Workspace/2', '/Workspace/3']
    const outcomes = await Promise.all(texts.map((text) => tried(text, 'path')))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['../1', '../2', '../3'])
  })

  test('a value that grows without end is cut short', async () => {
    const yaml = `value_replacements:\n  a: "${'a'.repeat(50)}"\n  aa: "${'b'.repeat(90)}"\n`
    const { issues } = await tried('a'.repeat(800), 'value', yaml)
    expect(issues).toEqual([{ message: 'It becomes longer than 20,000 characters.', line: 2 }])
  })

  test('without valid YAML there are no rules', async () => {
    const { outcome, issues } = await tried('a', 'path', 'a: [')
    expect(outcome).toBe('a')
    expect(issues[0]?.message).toContain('not valid YAML')
  })
})
