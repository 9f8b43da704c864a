import { ChangeSet, Text } from '@codemirror/state'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EditorSync } from '../../../../src/renderer/components/configuration/editor/editor-sync.ts'
import type { MainText } from '../../../../src/renderer/components/configuration/editor/editor-sync.ts'
import {
  exactChanges,
  shownChanges,
  shownText,
} from '../../../../src/renderer/components/configuration/editor/exact-text.ts'
import type { TextChange } from '../../../../src/shared/configuration.ts'
import { AppError } from '../../../../src/shared/errors.ts'

/** Main as the editor sees it: a draft, edited by others as well, with revisions. */
class ModelMain {
  draft: string
  revision = 1
  typedRevision = 0
  readonly removed = new Set<string>()

  constructor(draft: string) {
    this.draft = draft
  }

  type(revision: number, changes: readonly TextChange[]): number {
    if (revision !== this.revision) throw new AppError('conflict', 'Another revision.')
    let at = 0
    const parts: string[] = []
    for (const { from, to, insert } of changes) {
      if (from < at || to < from || to > this.draft.length) throw new Error('It does not fit')
      parts.push(this.draft.slice(at, from), insert)
      at = to
    }
    this.draft = parts.join('') + this.draft.slice(at)
    this.revision += 1
    this.typedRevision = this.revision
    return this.revision
  }

  edit(from: number, to: number, insert: string): void {
    for (const letter of this.draft.slice(from, to)) this.removed.add(letter)
    this.draft = this.draft.slice(0, from) + insert + this.draft.slice(to)
    this.revision += 1
  }

  text(): MainText {
    const { draft, revision, typedRevision } = this
    return { draft, revision, typedRevision }
  }
}

/** A call under way: first main carries it out, later its answer arrives; either may fail. */
interface Call {
  run: () => unknown
  outcome: { value: unknown } | { error: unknown } | null
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

/** The editor with its line to main, everything in the hands of the test. */
class World {
  readonly main: ModelMain
  readonly sync: EditorSync
  shown: Text
  calls: Call[] = []
  timers = new Map<number, () => void>()
  announced: number[] = []
  readonly typed = new Set<string>()
  readonly deleted = new Set<string>()
  #next = 0

  constructor(draft: string) {
    this.main = new ModelMain(draft)
    this.sync = new EditorSync({
      start: this.main.text(),
      send: (revision, changes) => this.#call(() => this.main.type(revision, changes)),
      fetch: () => this.#call(() => this.main.text()),
      onRemote: (changes, before, after) => {
        const specs = shownChanges(changes, before, after, this.shown)
        this.shown = ChangeSet.of(specs, this.shown.length).apply(this.shown)
      },
      onTrouble: () => undefined,
      timers: {
        set: (callback) => {
          this.#next += 1
          this.timers.set(this.#next, callback)
          return this.#next
        },
        clear: (timer) => this.timers.delete(timer as number),
      },
    })
    this.shown = shownText(this.sync.text)
  }

  #call<Value>(run: () => Value): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.calls.push({ run, outcome: null, resolve, reject })
    })
  }

  /** A key of its own for every stroke, so that a lost one is known by name. */
  type(at: number, length: number, keys: number, newLine: boolean): void {
    const from = Math.min(at, this.shown.length)
    const to = Math.min(from + length, this.shown.length)
    for (const letter of this.shown.sliceString(from, to)) this.deleted.add(letter)
    let insert = newLine ? '\n' : ''
    for (let key = 0; key < keys; key += 1) {
      const letter = String.fromCodePoint(0xe000 + this.typed.size)
      this.typed.add(letter)
      insert += letter
    }
    const change = ChangeSet.of(
      { from, to, insert: Text.of(insert.split('\n')) },
      this.shown.length,
    )
    const inFile = exactChanges(change, this.shown, this.sync.text)
    this.shown = change.apply(this.shown)
    this.sync.typed(inFile)
  }

  editInMain(at: number, length: number, insert: string): void {
    const from = Math.min(at, this.main.draft.length)
    this.main.edit(from, Math.min(from + length, this.main.draft.length), insert)
    this.announced.push(this.main.revision)
  }

  /** One thing of those under way happens. */
  async happen(what: 'timer' | 'call' | 'fail' | 'announce'): Promise<void> {
    const [call] = this.calls
    if (what === 'timer') {
      const [first] = this.timers
      if (first) this.timers.delete(first[0])
      first?.[1]()
    } else if (what === 'announce') {
      const revision = this.announced.shift()
      if (revision !== undefined) this.sync.heard(revision)
    } else if (call && what === 'fail') {
      this.calls.shift()
      call.reject(new AppError('timeout', 'No answer.'))
    } else if (call?.outcome) {
      this.calls.shift()
      if ('value' in call.outcome) call.resolve(call.outcome.value as never)
      else call.reject(call.outcome.error)
    } else if (call) {
      try {
        call.outcome = { value: call.run() }
      } catch (error) {
        call.outcome = { error }
      }
    }
    for (let turn = 0; turn < 12; turn += 1) await Promise.resolve()
  }

  /** Everything under way arrives, and what is tried again goes through. */
  async settle(): Promise<void> {
    this.announced.push(this.main.revision)
    for (let step = 0; step < 400; step += 1) {
      if (this.calls.length > 0) await this.happen('call')
      else if (this.announced.length > 0) await this.happen('announce')
      else if (this.timers.size > 0) await this.happen('timer')
      else return
    }
    throw new Error('It never comes to rest')
  }
}

const file = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '\n', '\r\n', '\r', 'key: true\n', '# comment\r\n'),
  maxLength: 14,
})

const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('type' as const),
      at: fc.nat(60),
      length: fc.constantFrom(0, 0, 0, 1, 5),
      keys: fc.nat(3),
      newLine: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      at: fc.nat(60),
      length: fc.constantFrom(0, 1, 4, 60),
      insert: fc.string({ unit: fc.constantFrom('M', 'N', '\n', '\r\n'), maxLength: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('happen' as const),
      what: fc.constantFrom(
        'timer' as const,
        'call' as const,
        'call' as const,
        'fail' as const,
        'announce' as const,
      ),
    }),
  },
)

describe('an editor and main, with typing, other edits, delays, failures and conflicts', () => {
  it('come to the same text, and no key is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        file,
        fc.array(command, { maxLength: 40 }),
        async (marked, start, commands) => {
          const world = new World(marked ? `\uFEFF${start}` : start)
          for (const each of commands) {
            if (each.do === 'type') world.type(each.at, each.length, each.keys, each.newLine)
            else if (each.do === 'edit') world.editInMain(each.at, each.length, each.insert)
            else await world.happen(each.what)
          }
          await world.settle()
          const { main, sync, shown, typed, deleted } = world
          expect(sync.settled).toBe(true)
          expect(sync.whole).toBe(main.draft)
          const kept = [...typed].filter((key) => !deleted.has(key) && !main.removed.has(key))
          for (const key of kept) expect(main.draft.split(key)).toHaveLength(2)
          const [lines, seen] = [[...sync.text.iterLines()], [...shown.iterLines()]]
          expect(
            lines.map((line, index) => line === `${seen[index]}\r` || line === seen[index]),
          ).toEqual(seen.map(() => true))
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('has handed everything over when a flush is done', async () => {
    const world = new World('a: 1\r\n')
    world.type(4, 0, 3, true)
    const flushed = world.sync.flush()
    world.type(0, 0, 1, false)
    world.editInMain(0, 0, '# theirs\n')
    await world.settle()
    await flushed
    expect(world.main.draft).toBe(world.sync.whole)
    expect(world.sync.settled).toBe(true)
  })

  it('keeps what could not be handed over, says why, and tries again', async () => {
    const world = new World('a: 1\n')
    world.type(4, 0, 2, false)
    const flushed = world.sync.flush()
    await world.happen('fail')
    await expect(flushed).rejects.toMatchObject({ code: 'timeout' })
    expect(world.sync.settled).toBe(false)
    await world.settle()
    expect(world.main.draft).toBe(world.sync.whole)
  })
})
