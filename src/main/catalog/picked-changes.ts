import type { PickedChange } from '../../shared/catalog.ts'
import type { PickedItem } from './picks.ts'

/** The id of a picked item as the list has it. */
export function idInWorkspace({ id }: PickedItem): string {
  // GUIDs may be written in upper case; the workspace's are in lower case.
  return id.toLowerCase()
}

/**
 * Picked items that vanished from the workspace or have another name there.
 * @param names of those that are in the workspace, by `idInWorkspace`
 */
export function changesOf(
  picked: readonly PickedItem[],
  names: ReadonlyMap<string, string>,
): PickedChange[] {
  return picked.flatMap((item): PickedChange[] => {
    const { id, name: configName } = item
    const name = names.get(idInWorkspace(item))
    if (name === undefined) return [{ id, configName, problem: 'vanished', name: null }]
    return name === configName ? [] : [{ id, configName, problem: 'renamed', name }]
  })
}
