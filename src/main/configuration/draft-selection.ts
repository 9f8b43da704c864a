import type { Kind, PickFlags } from '../../shared/catalog.ts'
import type {
  PickInput,
  SelectionSummary,
  SetPicksInput,
  SwitchInput,
} from '../../shared/configuration.ts'
import { AppError } from '../../shared/errors.ts'
import type { ConnectionDocuments } from './connection-documents.ts'
import type { ParsedText } from './document.ts'
import { applyEdit } from './edit.ts'
import { pickWords, switchWords } from './edit-words.ts'
import { idKey } from './model.ts'
import type { SelectionItem } from './model.ts'
import { netDraft, sameSelection } from './net-edit.ts'
import { selectionOf } from './selection.ts'
import { createSummarizer, emptySummary } from './summary.ts'

export interface DraftSelectionOptions {
  documents: ConnectionDocuments
  /** How a newly picked item starts. */
  pickDefaults: () => PickFlags
}

/**
 * What is picked in the draft of config.yml in use, as questions and as edits. Edits are refused with
 * `not-connected` without a connection, `config-missing` or `not-ready` without a config.yml, and
 * `config-invalid` when that is no valid YAML.
 */
export class DraftSelection {
  readonly #options: DraftSelectionOptions
  readonly #summarize = createSummarizer()

  constructor(options: DraftSelectionOptions) {
    this.#options = options
  }

  summary(): SelectionSummary {
    const documents = this.#options.documents.current
    return documents ? this.#summarize(documents.main, documents.app) : emptySummary
  }

  /** How an item is set in the draft; null when it is not picked. */
  selected(kind: Kind, id: string): PickFlags | null {
    return this.#picked(kind).get(idKey(kind, id))?.flags ?? null
  }

  /** Ids picked in the draft, GUIDs in lower case, in the order of the file. */
  selectedIds(kind: Kind): string[] {
    return [...this.#picked(kind).keys()]
  }

  /** What is picked in the draft, with the names of the file, in its order. */
  selectedItems(kind: Kind): { id: string; name: string; flags: PickFlags }[] {
    return [...this.#picked(kind).values()].map(({ id, name, flags }) => ({
      id: id ?? '',
      name: name ?? '',
      flags,
    }))
  }

  /** Adds items to the draft, or takes them out. `config-missing` or `not-ready` without config.yml. */
  pick(input: PickInput): SelectionSummary {
    const { kind } = input
    const { length } = input.items
    const words = pickWords(kind, input.picked ? length : 0, input.picked ? 0 : length)
    this.#edit(words, (draft, saved) =>
      input.picked
        ? this.#withPicked(draft, saved, kind, input.items)
        : applyEdit(draft, { type: 'unpick', kind, ids: input.items.map(({ id }) => id) }),
    )
    return this.summary()
  }

  /** Sets a flag of picked items; others are passed over, `not-found` when none is picked. */
  switch(input: SwitchInput): SelectionSummary {
    const { kind, ids, flag, value } = input
    const picked = this.#picked(kind)
    const count = ids.filter((id) => picked.has(idKey(kind, id))).length
    this.#edit(switchWords(kind, count, flag, value), (draft) => {
      if (count === 0) throw notPicked()
      return applyEdit(draft, { type: 'switch', kind, ids, flag, value })
    })
    return this.summary()
  }

  /** Picks some and takes others out, as one step that one undo takes back. */
  setPicks({ kind, pick, unpick }: SetPicksInput): SelectionSummary {
    this.#edit(pickWords(kind, pick.length, unpick.length), (draft, saved) => {
      const fewer =
        unpick.length > 0 ? applyEdit(draft, { type: 'unpick', kind, ids: unpick }) : draft
      return pick.length > 0 ? this.#withPicked(fewer, saved, kind, pick) : fewer
    })
    return this.summary()
  }

  /** Writes the present name of a picked item. Throws `not-found` when it is not picked. */
  rename(kind: Kind, id: string, name: string): SelectionSummary {
    this.#edit(`Rename a ${kind} to “${name}”`, (draft) => {
      if (!selectionOf(draft).byId[kind].has(idKey(kind, id))) throw notPicked()
      return applyEdit(draft, { type: 'rename', kind, ids: [id], name })
    })
    return this.summary()
  }

  /** Sets the folder that the export writes to. */
  setOutputPath(path: string): void {
    this.#edit('Set the output folder', (draft) =>
      applyEdit(draft, {
        type: 'set',
        section: 'initial_variables',
        values: [{ key: 'v_start_path', value: path, as: 'text' }],
      }),
    )
  }

  /** The picked items of a kind by `idKey`; none while there is no draft. */
  #picked(kind: Kind): ReadonlyMap<string, SelectionItem> {
    const draft = this.#options.documents.current?.main.draft
    return draft ? selectionOf(draft).byId[kind] : new Map<string, never>()
  }

  /**
   * Edits config.yml; steps that took each other back leave the saved text, not one like it, unless
   * something was typed as well, which the selection does not tell.
   */
  #edit(words: string, change: (draft: ParsedText, saved: ParsedText | null) => ParsedText): void {
    const main = this.#options.documents.get('main')
    main.edit(
      words,
      (draft, saved) => {
        const next = change(draft, saved)
        const back = saved && next !== draft && !main.byHand && sameSelection(saved, next)
        return back ? saved : next
      },
      { byHand: false },
    )
  }

  /** What comes back after it was taken out comes back as it was. */
  #withPicked(
    draft: ParsedText,
    saved: ParsedText | null,
    kind: Kind,
    wanted: SetPicksInput['pick'],
  ): ParsedText {
    const { documents, pickDefaults } = this.#options
    const before = saved ? selectionOf(saved).byId[kind] : new Map<string, never>()
    let returning = false
    const items = wanted.map(({ id, name, flags }) => {
      const old = before.get(idKey(kind, id))
      if (old) returning = true
      return { id, name: old?.name ?? name, flags: flags ?? old?.flags ?? pickDefaults() }
    })
    const next = applyEdit(draft, { type: 'pick', kind, items })
    if (!saved || !returning || next === draft || documents.get('main').byHand) return next
    return netDraft(saved, next) ?? next
  }
}

function notPicked(): AppError {
  return new AppError('not-found', 'None of these is picked.', {
    suggestion: 'Pick it first, then set its switches.',
  })
}
