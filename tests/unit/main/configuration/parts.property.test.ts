import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseText } from '../../../../src/main/configuration/document.ts'
import type { ParsedText } from '../../../../src/main/configuration/document.ts'
import { placed } from '../../../../src/main/configuration/finding.ts'
import { readerFor } from '../../../../src/main/configuration/meaning.ts'
import { readExportJob, readSelection } from '../../../../src/main/configuration/model.ts'
import { findProblems } from '../../../../src/main/configuration/problems.ts'
import { readText } from '../../../../src/main/configuration/read-text.ts'
import { damage, damaged } from './damage.ts'
import { documents, textOf } from './generated-documents.ts'

/** Everything that the app takes from a document. */
function factsOf(parsed: ParsedText): unknown {
  return {
    selection: readSelection(parsed),
    exportJob: readExportJob(parsed),
    problems: (['main', 'app'] as const).map((document) =>
      findProblems(document, parsed).map((finding) => {
        const problem = placed(parsed, finding)
        // A key without a name has no place of its own: either end of its line break may be named.
        return problem.message.startsWith('“”') ? problem.message : problem
      }),
    ),
    empty: parsed.empty,
  }
}

// Generous: a busy machine takes a while for thousands of documents.
describe('a document read in parts', { timeout: 120_000 }, () => {
  const seen = { parts: 0, whole: 0, broken: 0, sameLine: 0 }

  test('says the same as one that is read at once, after any edits', () => {
    fc.assert(
      fc.property(documents, fc.array(damage, { maxLength: 4 }), (document, edits) => {
        let text = textOf(document)
        let parsed = readText(text)
        expect(factsOf(parsed)).toEqual(factsOf(parseText(text)))
        for (const edit of edits) {
          const before = parsed
          text = damaged(text, edit)
          parsed = readText(text, before)
          const whole = parseText(text)
          if (whole.errors.length > 0) {
            seen.broken += 1
            expect(parsed.errors.length).toBeGreaterThan(0)
            if (parsed.errors[0]?.line === whole.errors[0]?.line) seen.sameLine += 1
          } else {
            seen[parsed.parts ? 'parts' : 'whole'] += 1
            expect(factsOf(parsed)).toEqual(factsOf(whole))
            if (before.parts && parsed.parts) expectSameComparison(before, parsed)
          }
        }
      }),
      { numRuns: 1500 },
    )
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50)
    // Where a line is only wrong beside the next one, either may be named.
    expect(seen.sameLine).toBeGreaterThan(seen.broken * 0.8)
  })
})

/** What differs between two documents is the same, whichever way they are read. */
function expectSameComparison(before: ParsedText, after: ParsedText): void {
  const [wholeBefore, wholeAfter] = [parseText(before.text), parseText(after.text)]
  expect(differences(before, after)).toEqual(differences(wholeBefore, wholeAfter))
}

function differences(before: ParsedText, after: ParsedText): unknown {
  const reader = readerFor(before, after)
  const [was, is] = [reader.read(before), reader.read(after)]
  const changed = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] =>
    [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).sort()
  return {
    sections: changed(was.sections, is.sections),
    items: (['workflow', 'pipeline'] as const).map((kind) =>
      was.items[kind].map(({ fields }, index) =>
        changed(fields, is.items[kind][index]?.fields ?? new Map()),
      ),
    ),
  }
}
