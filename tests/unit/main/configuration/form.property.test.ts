import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseText } from '../../../../src/main/configuration/document.ts'
import type { ParsedText } from '../../../../src/main/configuration/document.ts'
import { readSelection } from '../../../../src/main/configuration/model.ts'
import { readPreview } from '../../../../src/main/configuration/preview.ts'
import { applySectionChange } from '../../../../src/main/configuration/section-edit.ts'
import type { MapSection, SectionChange } from '../../../../src/shared/configuration-preview.ts'
import { documents, textOf } from './generated-documents.ts'

/** The document as a form holds it: keys with values, rules, names of items, each in order. */
interface Model {
  maps: Record<MapSection, [key: string, value: string][]>
  rules: [search: string, target: string, value: string][]
  workflows: (string | null)[]
  pipelines: (string | null)[]
}

const sections = ['initial_variables', 'path_replacement', 'value_replacements'] as const
const texts = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    '^/Workspace/',
    '{v_a}/logs',
    'true',
    '7',
    'a: b # c',
    '🚀',
    "it's",
    '- x',
    '\\1',
    ' x ',
  ),
)
/** Of the merge key the form knows nothing, and refuses it. */
const names = texts.filter((text) => text !== '<<')
const position = fc.nat(7)
/** Positions and keys are numbers of what is there by then; whatever leads nowhere is passed over. */
const steps = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant('set'),
      section: fc.constantFrom(...sections),
      key: names,
      value: texts,
    }),
    fc.record({
      type: fc.constant('change'),
      section: fc.constantFrom(...sections),
      at: position,
      value: texts,
    }),
    fc.record({
      type: fc.constant('rename'),
      section: fc.constantFrom(...sections),
      at: position,
      to: names,
    }),
    fc.record({ type: fc.constant('unset'), section: fc.constantFrom(...sections), at: position }),
    fc.record({
      type: fc.constant('move'),
      section: fc.constantFrom(
        ...sections,
        'spark_conf_key_replacements',
        'workflows',
        'pipelines',
      ),
      at: position,
      to: position,
    }),
    fc.record({ type: fc.constant('add-rule'), a: texts, b: texts, c: texts }),
    fc.record({ type: fc.constant('set-in'), at: position, value: texts }),
    fc.record({
      type: fc.constant('remove'),
      section: fc.constantFrom('spark_conf_key_replacements', 'workflows', 'pipelines'),
      at: position,
    }),
  ),
  { minLength: 1, maxLength: 8 },
)
type Step = (typeof steps extends fc.Arbitrary<infer All> ? All : never) extends (infer One)[]
  ? One
  : never

function modelOf(parsed: ParsedText): Model {
  const { sections: maps, sparkRules } = readPreview(parsed)
  const { items } = readSelection(parsed)
  const pairs = (name: MapSection) =>
    maps[name].entries.map(({ key, value }): [string, string] => [key, value ?? ''])
  return {
    maps: {
      initial_variables: pairs('initial_variables'),
      global_settings: pairs('global_settings'),
      path_replacement: pairs('path_replacement'),
      value_replacements: pairs('value_replacements'),
    },
    rules: sparkRules.entries.map(({ searchKey, targetKey, targetValue }) => [
      searchKey ?? '',
      targetKey ?? '',
      targetValue ?? '',
    ]),
    workflows: items.workflow.map(({ id }) => id),
    pipelines: items.pipeline.map(({ id }) => id),
  }
}

function move<Entry>(list: Entry[], from: number, to: number): void {
  list.splice(to, 0, ...list.splice(from, 1))
}

/** Does a step to the model, and says what the form asks main for; null when it leads nowhere. */
function carryOut(model: Model, step: Step): SectionChange | null {
  if (step.type === 'add-rule') {
    model.rules.push([step.a, step.b, step.c])
    return { type: 'add-rule', searchKey: step.a, targetKey: step.b, targetValue: step.c }
  }
  if (step.type === 'set-in') {
    const rule = model.rules[step.at]
    if (!rule) return null
    rule[1] = step.value
    const section = 'spark_conf_key_replacements'
    return { type: 'set-in', section, index: step.at, key: 'target_key', value: step.value }
  }
  if (step.type === 'move' || step.type === 'remove') {
    const lists = {
      ...model.maps,
      spark_conf_key_replacements: model.rules,
      workflows: model.workflows,
      pipelines: model.pipelines,
    }
    const list = lists[step.section] as unknown[]
    if (step.at >= list.length) return null
    if (step.type === 'remove') {
      list.splice(step.at, 1)
      return { type: 'remove', section: step.section, index: step.at }
    }
    if (step.to >= list.length) return null
    move(list, step.at, step.to)
    return { type: 'move', section: step.section, from: step.at, to: step.to }
  }
  const pairs = model.maps[step.section]
  if (step.type === 'set') {
    const own = pairs.find(([key]) => key === step.key)
    if (own) own[1] = step.value
    else pairs.push([step.key, step.value])
    return { type: 'set', section: step.section, key: step.key, value: step.value }
  }
  const pair = pairs[step.at]
  if (!pair) return null
  const [key] = pair
  if (step.type === 'unset') {
    pairs.splice(step.at, 1)
    return { type: 'unset', section: step.section, key }
  }
  if (step.type === 'change') {
    pair[1] = step.value
    return { type: 'set', section: step.section, key, value: step.value }
  }
  if (pairs.some(([other]) => other === step.to)) return null
  pair[0] = step.to
  return { type: 'rename', section: step.section, key, to: step.to }
}

// Generous: a busy machine takes a while for thousands of documents.
describe('the form and the text stay in step', { timeout: 120_000 }, () => {
  test('after any series of edits the text says what the form shows', () => {
    fc.assert(
      fc.property(documents, steps, (document, series) => {
        let parsed = parseText(textOf(document))
        const model = modelOf(parsed)
        for (const step of series) {
          const change = carryOut(model, step)
          if (change) parsed = applySectionChange(parsed, change)
        }
        expect(modelOf(parseText(parsed.text))).toEqual(model)
      }),
      { numRuns: 600 },
    )
  })

  test('moving an item away and back restores every byte', () => {
    fc.assert(
      fc.property(
        documents,
        fc.constantFrom('workflows' as const, 'pipelines' as const),
        position,
        position,
        (document, section, from, to) => {
          const before = parseText(textOf(document))
          const count = document[section].length
          fc.pre(from < count && to < count && from !== to)
          const after = applySectionChange(before, { type: 'move', section, from, to })
          const lines = (text: string) =>
            text
              .split('\n')
              .map((line) => line.trimEnd())
              .sort()
          expect(lines(after.text)).toEqual(lines(before.text))
          expect(
            applySectionChange(after, { type: 'move', section, from: to, to: from }).text,
          ).toBe(before.text)
        },
      ),
      { numRuns: 600 },
    )
  })
})
