import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseText } from '../../../../src/main/configuration/document.ts'
import { applyEdit } from '../../../../src/main/configuration/edit.ts'
import type { Edit } from '../../../../src/main/configuration/edit.ts'
import { readSelection } from '../../../../src/main/configuration/model.ts'
import { findProblems } from '../../../../src/main/configuration/problems.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { documents, newNames, textOf } from './generated-documents.ts'
import type { GeneratedDocument, GeneratedItem } from './generated-documents.ts'

const flagNames = ['isExisting', 'isActive', 'exportLibraries'] as const
const kinds = ['workflow', 'pipeline'] as const
const runs = { numRuns: 800 }

function listOf(document: GeneratedDocument, kind: 'workflow' | 'pipeline'): GeneratedItem[] {
  return kind === 'workflow' ? document.workflows : document.pipelines
}

function withList(
  document: GeneratedDocument,
  kind: 'workflow' | 'pipeline',
  items: GeneratedItem[],
): GeneratedDocument {
  return kind === 'workflow' ? { ...document, workflows: items } : { ...document, pipelines: items }
}

// Generous: a busy machine takes a while for thousands of documents.
describe('an edit of any generated document', { timeout: 120_000 }, () => {
  test('reads every item as it was written', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const model = readSelection(parseText(textOf(document)))
        for (const kind of kinds) {
          expect(model.items[kind].map(({ id, name, flags }) => ({ id, name, flags }))).toEqual(
            listOf(document, kind).map(({ id, name, flags }) => ({ id, name, flags })),
          )
        }
      }),
      runs,
    )
  })

  test('switching a flag changes that one value and nothing else', () => {
    fc.assert(
      fc.property(
        documents,
        fc.constantFrom(...kinds),
        fc.nat(),
        fc.constantFrom(...flagNames),
        (document, kind, pick, flag) => {
          const items = listOf(document, kind)
          const item = items[pick % Math.max(items.length, 1)]
          fc.pre(item !== undefined)
          const before = parseText(textOf(document))
          const value = !item.flags[flag]
          const after = applyEdit(before, { type: 'switch', kind, ids: [item.id], flag, value })
          const expected = item.switched[flag]
          if (expected === null) {
            // The key was missing: it is one line more, or longer braces on the item's line.
            expect(withoutAdded(after.text, before.text)).toBe(before.text)
          } else {
            const changed = items.map((each) =>
              each === item ? { ...item, text: expected } : each,
            )
            expect(after.text).toBe(textOf(withList(document, kind, changed)))
            const back = applyEdit(after, {
              type: 'switch',
              kind,
              ids: [item.id],
              flag,
              value: !value,
            })
            expect(back.text).toBe(before.text)
          }
        },
      ),
      runs,
    )
  })

  test('taking items out removes their lines and nothing else', () => {
    fc.assert(
      fc.property(
        documents,
        fc.constantFrom(...kinds),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        (document, kind, chosen) => {
          const items = listOf(document, kind)
          const gone = items.filter((_, index) => chosen[index])
          fc.pre(gone.length > 0)
          const ids = gone.map(({ id }) => id.toUpperCase())
          const after = applyEdit(parseText(textOf(document)), { type: 'unpick', kind, ids })
          const kept = items.filter((item) => !gone.includes(item))
          const expected = textOf(withList(document, kind, kept))
          if (kept.length > 0) expect(after.text).toBe(withoutOpenEnd(expected, textOf(document)))
          else {
            const key = kind === 'workflow' ? 'workflows:' : 'pipelines:'
            expect(after.text).toBe(
              withoutOpenEnd(
                expected
                  .replace(`${document.eol}${key}`, `${document.eol}${key} []`)
                  .replace(new RegExp(`^(\\uFEFF?)${key}`), `$1${key} []`),
                textOf(document),
              ),
            )
          }
        },
      ),
      runs,
    )
  })

  test('picking items adds lines behind the list, and taking them out again restores every byte', () => {
    fc.assert(
      fc.property(
        documents,
        fc.constantFrom(...kinds),
        fc.uniqueArray(fc.record({ id: fc.uuid(), digits: fc.nat(), name: newNames }), {
          minLength: 1,
          maxLength: 4,
          selector: ({ digits }) => digits,
        }),
        (document, kind, seeds) => {
          const flags = { isExisting: true, isActive: false, exportLibraries: true }
          const items = seeds.map(({ id, digits, name }) => ({
            id: kind === 'pipeline' ? id : `77${String(digits)}`,
            name,
            flags,
          }))
          fc.pre(!items.some(({ id }) => listOf(document, kind).some((item) => item.id === id)))
          const before = parseText(textOf(document))
          const after = applyEdit(before, { type: 'pick', kind, items })
          const model = readSelection(after).items[kind].slice(listOf(document, kind).length)
          expect(model.map(({ id, name, flags: set }) => ({ id, name, flags: set }))).toEqual(items)
          if (listOf(document, kind).length > 0) {
            const at = commonStart(before.text, after.text)
            const added = after.text.length - before.text.length
            expect(after.text.slice(at + added)).toBe(before.text.slice(at))
          }
          if (document.eol === '\r\n') expect(after.text).not.toMatch(/[^\r]\n/)
          else expect(after.text).not.toContain('\r')
          const ids = items.map(({ id }) => id)
          expect(applyEdit(after, { type: 'unpick', kind, ids }).text).toBe(before.text)
        },
      ),
      runs,
    )
  })

  test('an edit of a damaged document is refused in words or done, never a crash', () => {
    const damage = fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(3),
        fc.constantFrom(
          '',
          ' ',
          '\n',
          '\t',
          ':',
          '-',
          '- ',
          '[',
          ']',
          '{',
          '}',
          ',',
          '#',
          '"',
          '&a ',
          '*a',
          '? ',
          '|',
          '!!x ',
          '<<: *d\n',
          '---\n',
          '\r',
        ),
      ),
      { minLength: 1, maxLength: 4 },
    )
    const seen = { done: 0, refused: 0 }
    fc.assert(
      fc.property(documents, damage, fc.constantFrom(...kinds), (document, hits, kind) => {
        let text = textOf(document)
        for (const [at, length, inserted] of hits) {
          const place = at % (text.length + 1)
          text = text.slice(0, place) + inserted + text.slice(place + length)
        }
        const parsed = parseText(text)
        findProblems('main', parsed)
        const ids = listOf(document, kind).map(({ id }) => id)
        const flags = { isExisting: true, isActive: true, exportLibraries: true }
        const edits: Edit[] = [
          { type: 'pick', kind, items: [{ id: '55', name: 'x', flags }] },
          { type: 'unpick', kind, ids: ids.slice(0, 1) },
          { type: 'unpick', kind, ids },
          { type: 'switch', kind, ids, flag: 'isActive', value: false },
          {
            type: 'set',
            section: 'initial_variables',
            values: [{ key: 'v_start_path', value: '/y', as: 'text' }],
          },
        ]
        for (const edit of edits) {
          try {
            applyEdit(parsed, edit)
            seen.done += 1
          } catch (error) {
            if (!(error instanceof AppError)) throw error
            expect(error.code).toBe('config-invalid')
            seen.refused += 1
          }
        }
      }),
      runs,
    )
    expect(Math.min(seen.done, seen.refused)).toBeGreaterThan(0)
  })
})

/** A file that ended without a line end keeps none when its last lines go. */
function withoutOpenEnd(expected: string, original: string): string {
  return original.endsWith('\n') ? expected : expected.replace(/\r?\n$/, '')
}

function commonStart(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return at
}

/** The longer text without what was inserted into the shorter one at one place. */
function withoutAdded(longer: string, shorter: string): string {
  const at = commonStart(longer, shorter)
  return longer.slice(0, at) + longer.slice(at + longer.length - shorter.length)
}
