import { diff3MergeRegions } from 'node-diff3'
import type { Merge, MergeRegion } from '../../shared/merge.ts'
import { LineIdentities } from './line-identity.ts'
import { matchLines } from './line-match.ts'

/** Where both sides changed more than this in one stretch, it is one conflict; about 0.5 s. */
const mostRuns = 15_000

/** Three versions of a text: what the draft was made from, the draft, and the workspace now. */
export interface Versions {
  base: string
  mine: string
  theirs: string
}

/** A version as lines: what they say as numbers, equal when they say the same, and their line ends. */
interface Lines {
  text: string
  says: number[]
  /** Where each line starts; one more for the end of the text. */
  starts: number[]
  /** `\n`, `\r\n`, or nothing on a last line without. */
  ends: string[]
}

/** Lines from and up to without; consecutive in their version. */
type Stretch = readonly [from: number, to: number]

/**
 * Merges two versions that come from one, line by line (diff3). Lines are compared without their line
 * ends, which are merged beside them: so a last line that got a line end, or a file that another
 * editor converted, is no conflict. What only one side changed is in the result byte for byte.
 */
export function mergeTexts({ base, mine, theirs }: Versions): Merge {
  const identities = new LineIdentities()
  const lines = {
    base: linesOf(base, identities),
    mine: linesOf(mine, identities),
    theirs: linesOf(theirs, identities),
  }
  const regions = finish(new Merger(lines).run(), lineEndOf(lines.mine, lines.theirs, lines.base))
  const conflicts = regions.filter(({ type }) => type === 'conflict').length
  const text =
    conflicts > 0
      ? null
      : regions.map((region) => (region.type === 'agreed' ? region.text : '')).join('')
  return { regions, conflicts, text }
}

class Merger {
  readonly #lines: Record<keyof Versions, Lines>
  readonly #inMine: Int32Array
  readonly #inTheirs: Int32Array
  readonly #regions: MergeRegion[] = []

  constructor(lines: Record<keyof Versions, Lines>) {
    this.#lines = lines
    this.#inMine = matchLines(lines.base.says, lines.mine.says)
    this.#inTheirs = matchLines(lines.base.says, lines.theirs.says)
  }

  run(): MergeRegion[] {
    const { base, mine, theirs } = this.#lines
    let [from, mineFrom, theirsFrom] = [0, 0, 0]
    const count = base.says.length
    for (let at = 0; at <= count; at += 1) {
      const mineAt = at < count ? (this.#inMine[at] ?? -1) : mine.says.length
      const theirsAt = at < count ? (this.#inTheirs[at] ?? -1) : theirs.says.length
      if (mineAt === -1 || theirsAt === -1) continue
      this.#changed([from, at], [mineFrom, mineAt], [theirsFrom, theirsAt])
      if (at < count) this.#kept(at, mineAt, theirsAt)
      from = at + 1
      mineFrom = mineAt + 1
      theirsFrom = theirsAt + 1
    }
    return this.#regions
  }

  /** A line that is in all three; its line end is the one that was changed, if one was. */
  #kept(at: number, mineAt: number, theirsAt: number): void {
    const { base, mine, theirs } = this.#lines
    const mineChangedEnd = mine.ends[mineAt] !== base.ends[at]
    this.#agree('base', mineChangedEnd ? textOf(mine, mineAt) : textOf(theirs, theirsAt))
  }

  /** What is between two lines that are in all three: left to the library where both sides changed it. */
  #changed(base: Stretch, mine: Stretch, theirs: Stretch): void {
    const mineKept = isKept(this.#inMine, base, mine)
    const theirsKept = isKept(this.#inTheirs, base, theirs)
    if (theirsKept) this.#agree('mine', textOf(this.#lines.mine, ...mine))
    else if (mineKept) this.#agree('theirs', textOf(this.#lines.theirs, ...theirs))
    else this.#contended(base, mine, theirs)
  }

  /**
   * Runs of lines that share their fate are one token for the library, whose work is quadratic in the
   * number of tokens. Between the runs stand seams, because it takes edits that touch for a conflict:
   * a switch on one line and another on the next fit together, and so do an edit and an addition
   * below it. Only additions at the same place do not.
   */
  #contended(base: Stretch, mine: Stretch, theirs: Stretch): void {
    const all = this.#runsOf(base)
    // What both took out, and put nothing in its place, is no matter any more.
    const [goneInMine, goneInTheirs] = [
      takenOut(all, this.#inMine, mine),
      takenOut(all, this.#inTheirs, theirs),
    ]
    const runs = all.filter((run) => !goneInMine.has(run) || !goneInTheirs.has(run))
    if (runs.length > mostRuns) return this.#decide(base, mine, theirs)
    const o = baseTokens(runs)
    const a = sideTokens(runs, this.#inMine, mine, -1)
    const b = sideTokens(runs, this.#inTheirs, theirs, -2)
    for (const region of diff3MergeRegions(a.map(idOf), o.map(idOf), b.map(idOf))) {
      if (!region.stable) {
        this.#decide(
          stretchOf(o, region.oStart, region.oLength),
          stretchOf(a, region.aStart, region.aLength),
          stretchOf(b, region.bStart, region.bLength),
        )
        continue
      }
      const { buffer, bufferStart, bufferLength } = region
      const [from, tokens] = { o: ['base', o], a: ['mine', a], b: ['theirs', b] }[buffer] as Source
      this.#agree(from, textOf(this.#lines[from], ...stretchOf(tokens, bufferStart, bufferLength)))
    }
  }

  /** Both sides have something else than the base here. */
  #decide(base: Stretch, mine: Stretch, theirs: Stretch): void {
    const { base: o, mine: a, theirs: b } = this.#lines
    const texts = { mine: textOf(a, ...mine), theirs: textOf(b, ...theirs) }
    if (saySame(a, mine, b, theirs)) this.#agree('both', texts.mine)
    else if (saySame(o, base, a, mine)) this.#agree('theirs', texts.theirs)
    else if (saySame(o, base, b, theirs)) this.#agree('mine', texts.mine)
    else this.#disagree({ type: 'conflict', base: textOf(o, ...base), ...texts })
  }

  #disagree(conflict: Extract<MergeRegion, { type: 'conflict' }>): void {
    const last = this.#regions.at(-1)
    if (last?.type === 'conflict') {
      last.base += conflict.base
      last.mine += conflict.mine
      last.theirs += conflict.theirs
    } else this.#regions.push(conflict)
  }

  /** Runs of base lines that each side kept as they are, or dropped, together. */
  #runsOf([from, to]: Stretch): Stretch[] {
    const together = (match: Int32Array, at: number): boolean => {
      const [before = -1, now = -1] = [match[at - 1], match[at]]
      return before === -1 ? now === -1 : now === before + 1
    }
    const runs: Stretch[] = []
    let start = from
    for (let at = from + 1; at <= to; at += 1) {
      if (at < to && together(this.#inMine, at) && together(this.#inTheirs, at)) continue
      runs.push([start, at])
      start = at
    }
    return from === to ? [] : runs
  }

  #agree(from: Extract<MergeRegion, { type: 'agreed' }>['from'], text: string): void {
    if (text === '') return
    const last = this.#regions.at(-1)
    if (last?.type === 'agreed' && last.from === from) last.text += text
    else this.#regions.push({ type: 'agreed', from, text })
  }
}

/** A run of lines, or (without lines) one of the two seams between runs. */
interface Token {
  id: number
  stretch: Stretch | null
}

type Source = [from: keyof Versions, tokens: readonly Token[]]

const idOf = ({ id }: Token): number => id
const seamsBefore = (run: number): [Token, Token] => [
  { id: 3 * run, stretch: null },
  { id: 3 * run + 1, stretch: null },
]

function baseTokens(runs: readonly Stretch[]): Token[] {
  return [
    ...runs.flatMap((stretch, run) => [...seamsBefore(run), { id: 3 * run + 2, stretch }]),
    ...seamsBefore(runs.length),
  ]
}

/**
 * A side's lines as tokens: the base's where a run is kept. Lines of its own stand between the two seams
 * when they were added, and between the seams around the runs that they replace. `firstOwn` tells those
 * of one side from those of the other.
 */
function sideTokens(
  runs: readonly Stretch[],
  match: Int32Array,
  [from, to]: Stretch,
  firstOwn: number,
): Token[] {
  const tokens: Token[] = []
  let [at, next] = [from, 0]
  const addOwn = (end: number, run: number): void => {
    const [before, after] = [seamsBefore(next), seamsBefore(run)]
    const own: Token[] = at < end ? [{ id: firstOwn - 2 * tokens.length, stretch: [at, end] }] : []
    if (next === run) tokens.push(before[0], ...own, before[1])
    else tokens.push(...before, ...own, ...after)
  }
  for (const [run, [start, end]] of runs.entries()) {
    const matched = match[start] ?? -1
    if (matched === -1) continue
    addOwn(matched, run)
    at = matched + end - start
    next = run + 1
    tokens.push({ id: 3 * run + 2, stretch: [matched, at] })
  }
  addOwn(to, runs.length)
  return tokens
}

/** The runs that a side took out without lines of its own in their place. */
function takenOut(runs: readonly Stretch[], match: Int32Array, [from, to]: Stretch): Set<Stretch> {
  const gone = new Set<Stretch>()
  let at = from
  let open: Stretch[] = []
  const close = (next: number): void => {
    if (at === next) for (const run of open) gone.add(run)
    open = []
  }
  for (const run of runs) {
    const matched = match[run[0]] ?? -1
    if (matched === -1) open.push(run)
    else {
      close(matched)
      at = matched + run[1] - run[0]
    }
  }
  close(to)
  return gone
}

/** The lines of some tokens. */
function stretchOf(tokens: readonly Token[], from: number, length: number): Stretch {
  const stretches = tokens
    .slice(from, from + length)
    .flatMap(({ stretch }) => (stretch ? [stretch] : []))
  const [first, last] = [stretches[0], stretches.at(-1)]
  return first && last ? [first[0], last[1]] : [0, 0]
}

function isKept(match: Int32Array, [from, to]: Stretch, [sideFrom, sideTo]: Stretch): boolean {
  if (to - from !== sideTo - sideFrom) return false
  for (let at = from; at < to; at += 1) if (match[at] !== sideFrom + at - from) return false
  return true
}

function saySame(a: Lines, [aFrom, aTo]: Stretch, b: Lines, [bFrom, bTo]: Stretch): boolean {
  if (aTo - aFrom !== bTo - bFrom) return false
  for (let at = 0; at < aTo - aFrom; at += 1) {
    if (a.says[aFrom + at] !== b.says[bFrom + at]) return false
  }
  return true
}

function linesOf(text: string, identities: LineIdentities): Lines {
  const [starts, ends, contents]: [number[], string[], string[]] = [[0], [], []]
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at)
    const next = feed === -1 ? text.length : feed + 1
    const end = feed === -1 ? '' : text[feed - 1] === '\r' && feed > at ? '\r\n' : '\n'
    contents.push(text.slice(at, next - end.length))
    ends.push(end)
    starts.push(next)
    at = next
  }
  return { text, says: identities.numbersOf(contents), starts, ends }
}

/** Lines as they stand, with their line ends. */
function textOf({ text, starts }: Lines, from: number, to = from + 1): string {
  return text.slice(starts[from], starts[to])
}

function lineEndOf(...versions: readonly Lines[]): string {
  return versions.find(({ ends }) => (ends[0] ?? '') !== '')?.ends[0] ?? '\n'
}

/** A line that ended its version without a line end gets one when something follows now. */
function finish(regions: readonly MergeRegion[], lineEnd: string): MergeRegion[] {
  const closed = (text: string): string =>
    text === '' || text.endsWith('\n') ? text : text + lineEnd
  return regions.map((region, index) => {
    if (index === regions.length - 1) return region
    return region.type === 'agreed'
      ? { ...region, text: closed(region.text) }
      : {
          type: 'conflict',
          base: closed(region.base),
          mine: closed(region.mine),
          theirs: closed(region.theirs),
        }
  })
}
