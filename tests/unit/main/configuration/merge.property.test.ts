import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeTexts } from '../../../../src/main/configuration/merge.ts'
import { documents, textOf } from './generated-documents.ts'

const runs = { numRuns: 700 }

/** A text of lines that often repeat, with any line ends, perhaps without the last one. */
const texts = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom('', 'a', 'b', '  is_active: true', '- x', '# ü 🚀', '\r', '\uFEFF'),
        fc.string({ maxLength: 6, unit: 'binary' }).map((text) => text.replaceAll('\n', '')),
      ),
      fc.constantFrom('\n', '\n', '\r\n'),
    ),
    { maxLength: 30 },
  )
  .chain((lines) => {
    const text = lines.flat().join('')
    return fc.constantFrom(text, text.replace(/\r?\n$/, ''))
  })

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []
const contentOf = (line: string): string => line.replace(/\r?\n$/, '')

/** A version of a text: some lines replaced, taken out, added before or doubled; marked as its side's. */
function versionOf(base: string, side: string): fc.Arbitrary<string> {
  const lines = linesOf(base)
  const change = fc.constantFrom('keep', 'keep', 'keep', 'replace', 'remove', 'add', 'double')
  return fc
    .array(change, { minLength: lines.length + 1, maxLength: lines.length + 1 })
    .map((plan) =>
      plan
        .map((what, index) => {
          const line = lines[index] ?? ''
          const own = `${side} ${index}\n`
          if (what === 'replace') return line === '' ? '' : own
          if (what === 'remove') return ''
          if (what === 'add') return own + line
          return what === 'double'
            ? line.replace(/$(?![\n])/, '') + (line.endsWith('\n') ? line : '')
            : line
        })
        .join(''),
    )
}

const versions = texts.chain((base) =>
  fc.record({
    base: fc.constant(base),
    mine: versionOf(base, 'mine'),
    theirs: versionOf(base, 'theirs'),
  }),
)

describe('a merge of any texts', { timeout: 120_000 }, () => {
  test('of one side only is that side, byte for byte', () => {
    fc.assert(
      fc.property(fc.oneof(versions, fc.record({ base: texts, mine: texts })), ({ base, mine }) => {
        expect(mergeTexts({ base, mine, theirs: base }).text).toBe(mine)
        expect(mergeTexts({ base, mine: base, theirs: mine }).text).toBe(mine)
      }),
      runs,
    )
  })

  test('of two equal sides is that side, byte for byte', () => {
    fc.assert(
      fc.property(texts, texts, (base, side) => {
        expect(mergeTexts({ base, mine: side, theirs: side }).text).toBe(side)
      }),
      runs,
    )
  })

  test('has each line that only one side has, and none that both took out', () => {
    fc.assert(
      fc.property(versions, ({ base, mine, theirs }) => {
        const { regions, text, conflicts } = mergeTexts({ base, mine, theirs })
        const all = regions.flatMap((region) =>
          region.type === 'agreed' ? [region.text] : [region.mine, region.theirs],
        )
        const present = new Set(all.flatMap(linesOf).map(contentOf))
        const own = [mine, theirs].flatMap((side) =>
          linesOf(side)
            .map(contentOf)
            .filter((line) => /^(mine|theirs) \d+$/.test(line)),
        )
        for (const line of own) expect(present).toContain(line)
        const offered = new Set([mine, theirs].flatMap(linesOf).map(contentOf))
        for (const line of present) expect(offered).toContain(line)
        expect(conflicts === 0).toBe(text !== null)
      }),
      runs,
    )
  })

  test('put together with one side of each conflict is that side where only it has changes', () => {
    fc.assert(
      fc.property(versions, ({ base, mine, theirs }) => {
        const { regions } = mergeTexts({ base, mine, theirs })
        for (const region of regions) {
          if (region.type === 'agreed') continue
          const [o, a, b] = [region.base, region.mine, region.theirs].map((text) =>
            linesOf(text).map(contentOf),
          )
          expect(a).not.toEqual(b)
          expect(a).not.toEqual(o)
          expect(b).not.toEqual(o)
        }
        const mirrored = mergeTexts({ base, mine: theirs, theirs: mine })
        expect(mirrored.conflicts).toBe(regions.filter(({ type }) => type === 'conflict').length)
      }),
      runs,
    )
  })

  test('has the edits of both sides of a configuration that touched different items', () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.nat(), (document, one, other) => {
        const { workflows } = document
        fc.pre(workflows.length > 2)
        const first = one % workflows.length
        const second = other % workflows.length
        fc.pre(Math.abs(first - second) > 1)
        const without = (...gone: number[]): string =>
          textOf({ ...document, workflows: workflows.filter((_, index) => !gone.includes(index)) })
        const versionsOfOne = {
          base: textOf(document),
          mine: without(first),
          theirs: without(second),
        }
        expect(mergeTexts(versionsOfOne).text).toBe(without(first, second))
      }),
      runs,
    )
  })
})
