import { z } from 'zod'
import type { Kind, PickFlags } from '../../shared/catalog.ts'
import { connectionIdSchema } from '../../shared/connection.ts'
import type { SelectionSummary, SetPicksInput } from '../../shared/configuration.ts'
import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import { timestampSchema } from '../../shared/schemas.ts'
import { selectionSetItemSchema, setIdSchema } from '../../shared/selection-set.ts'
import { longestSetName } from '../../shared/limits.ts'
import type { SelectionSet, SelectionSetItem } from '../../shared/selection-set.ts'
import type { Logger } from '../logging/logger.ts'
import type { StateFile } from '../state-file.ts'
import { parseSetFile, setFileName, writeSetFile } from './set-file.ts'

const storedSetSchema = z.object({
  id: setIdSchema,
  connectionId: connectionIdSchema,
  name: z.string().min(1).max(longestSetName),
  savedAt: timestampSchema,
  items: z.array(selectionSetItemSchema).max(400_000),
})
type StoredSet = z.infer<typeof storedSetSchema>

/** What the sets need of the configuration in use. */
export interface SetSelection {
  selectedItems(kind: Kind): { id: string; name: string; flags: PickFlags }[]
  setPicks(input: SetPicksInput): SelectionSummary
}

export interface SelectionSetsOptions {
  file: StateFile
  /** The connection in use. */
  connectionId: () => string | null
  selection: SetSelection
  now: () => number
  newId: () => string
  logger: Logger
}

const kinds = ['workflow', 'pipeline'] as const

/** Saved selections by name, which belong to a connection. */
export class SelectionSets {
  readonly changed = new Emitter<SelectionSet[]>()
  readonly #options: SelectionSetsOptions
  #sets: StoredSet[] = []

  constructor(options: SelectionSetsOptions) {
    this.#options = options
    const stored = z.object({ sets: z.array(z.unknown()) }).safeParse(options.file.read())
    for (const entry of stored.data?.sets ?? []) {
      const parsed = storedSetSchema.safeParse(entry)
      if (parsed.success) this.#sets.push(parsed.data)
      else options.logger.warn('A saved selection is not valid and is left out')
    }
  }

  /** Those of the connection in use, by name. */
  list(): SelectionSet[] {
    const connectionId = this.#options.connectionId()
    return this.#sets
      .filter((set) => set.connectionId === connectionId)
      .map(({ id, name, savedAt, items }) => {
        const workflows = items.filter(({ kind }) => kind === 'workflow').length
        return { id, name, savedAt, workflows, pipelines: items.length - workflows }
      })
      .sort((one, other) => one.name.localeCompare(other.name))
  }

  /** Throws `bad-input` when nothing is picked, `not-connected`, and a disk error. */
  save(name: string): SelectionSet[] {
    const { selection } = this.#options
    const items = kinds.flatMap((kind): SelectionSetItem[] =>
      selection.selectedItems(kind).map((item) => ({ kind, ...item })),
    )
    if (items.length === 0) {
      throw new AppError('bad-input', 'Nothing is picked.', {
        suggestion: 'Pick workflows or pipelines first, then save them as a set.',
      })
    }
    return this.#keep(name, items)
  }

  /** Picks the items of a set. Throws `not-found`, and what picking throws. */
  apply(id: string, mode: 'add' | 'replace'): SelectionSummary {
    const { items } = this.#require(id)
    const { selection } = this.#options
    let summary: SelectionSummary | null = null
    for (const kind of kinds) {
      const pick = items.filter((item) => item.kind === kind)
      const wanted = new Set(pick.map((item) => item.id))
      const unpick =
        mode === 'replace'
          ? selection
              .selectedItems(kind)
              .map((item) => item.id)
              .filter((known) => !wanted.has(known))
          : []
      summary = selection.setPicks({ kind, pick, unpick })
    }
    if (summary === null) throw new AppError('internal', 'There are no kinds.')
    return summary
  }

  remove(id: string): SelectionSet[] {
    this.#require(id)
    this.#write(this.#sets.filter((set) => set.id !== id))
    return this.list()
  }

  /** A set as the text of a file, and a name for it. Throws `not-found`. */
  toFile(id: string): { name: string; text: string } {
    const { name, items } = this.#require(id)
    return { name: setFileName(name), text: writeSetFile(name, items) }
  }

  /** Keeps the set of a file. Throws `bad-input`, and a disk error. */
  fromFile(text: string): SelectionSet[] {
    const { name, items } = parseSetFile(text)
    return this.#keep(name, items)
  }

  /** Deletes the sets of a connection that is gone. */
  forget(connectionId: string): void {
    const left = this.#sets.filter((set) => set.connectionId !== connectionId)
    if (left.length < this.#sets.length) this.#write(left)
  }

  /** Another connection is in use. */
  announce(): void {
    this.changed.emit(this.list())
  }

  #keep(name: string, items: SelectionSetItem[]): SelectionSet[] {
    const { connectionId, newId, now } = this.#options
    const owner = connectionId()
    if (owner === null) {
      throw new AppError('not-connected', 'No workspace is connected.', {
        suggestion: 'Choose a connection first.',
      })
    }
    const known = this.#sets.find((set) => set.connectionId === owner && set.name === name)
    const set: StoredSet = {
      id: known?.id ?? newId(),
      connectionId: owner,
      name,
      savedAt: now(),
      items,
    }
    this.#write([...this.#sets.filter((other) => other.id !== set.id), set])
    return this.list()
  }

  #write(sets: StoredSet[]): void {
    this.#options.file.write({ sets })
    this.#sets = sets
    this.announce()
  }

  #require(id: string): StoredSet {
    const connectionId = this.#options.connectionId()
    const set = this.#sets.find((each) => each.id === id && each.connectionId === connectionId)
    if (set) return set
    throw new AppError('not-found', 'This set is no longer there.')
  }
}
