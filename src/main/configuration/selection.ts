import type { Kind, PickFlags } from '../../shared/catalog.ts'
import type { ParsedText } from './document.ts'
import { readerFor } from './meaning.ts'
import { flagNames, kinds } from './keys.ts'
import { idKey, readSelection } from './model.ts'
import type { SelectionItem, SelectionModel } from './model.ts'

/** A selection that can be asked by id. Of duplicates the first counts. */
export interface Selection {
  readonly model: SelectionModel
  readonly byId: Record<Kind, ReadonlyMap<string, SelectionItem>>
}

export interface SelectionCounts {
  workflows: number
  pipelines: number
  activeWorkflows: number
  activePipelines: number
  withLibraries: number
}

const selections = new WeakMap<ParsedText, Selection>()

/** The selection of a document; read once for each text. */
export function selectionOf(parsed: ParsedText): Selection {
  const known = selections.get(parsed)
  if (known) return known
  const model = readSelection(parsed)
  const byId = (kind: Kind): Map<string, SelectionItem> => {
    const found = new Map<string, SelectionItem>()
    for (const item of model.items[kind]) {
      if (item.id === null) continue
      const key = idKey(kind, item.id)
      if (!found.has(key)) found.set(key, item)
    }
    return found
  }
  const selection = { model, byId: { workflow: byId('workflow'), pipeline: byId('pipeline') } }
  selections.set(parsed, selection)
  return selection
}

export function countSelection(selection: Selection): SelectionCounts {
  const workflows = [...selection.byId.workflow.values()]
  const pipelines = [...selection.byId.pipeline.values()]
  const active = (items: SelectionItem[]): number =>
    items.filter((item) => item.flags.isActive).length
  return {
    workflows: workflows.length,
    pipelines: pipelines.length,
    activeWorkflows: active(workflows),
    activePipelines: active(pipelines),
    withLibraries: [...workflows, ...pipelines].filter((item) => item.flags.exportLibraries).length,
  }
}

/** Items added, removed or switched, plus 1 when anything else of the file changed; 1 for a broken draft. */
export function countChanges(saved: ParsedText | null, draft: ParsedText | null): number {
  if ((saved?.text ?? null) === (draft?.text ?? null)) return 0
  if (!saved || !draft) return 1
  // While somebody types, what a broken draft selects is not known.
  if (saved.errors.length > 0 || draft.errors.length > 0) return 1
  const before = selectionOf(saved).byId
  const after = selectionOf(draft).byId
  let items = 0
  for (const kind of kinds) {
    for (const [key, item] of after[kind]) {
      const old = before[kind].get(key)
      if (!old || !sameFlags(old.flags, item.flags)) items += 1
    }
    for (const key of before[kind].keys()) if (!after[kind].has(key)) items += 1
  }
  return items + (items === 0 || otherSectionsDiffer(saved, draft) ? 1 : 0)
}

export function sameFlags(a: PickFlags, b: PickFlags): boolean {
  return flagNames.every((name) => a[name] === b[name])
}

function otherSectionsDiffer(saved: ParsedText, draft: ParsedText): boolean {
  const reader = readerFor(saved, draft)
  const before = reader.readSections(saved)
  const after = reader.readSections(draft)
  return before.size !== after.size || [...before].some(([key, is]) => after.get(key) !== is)
}
