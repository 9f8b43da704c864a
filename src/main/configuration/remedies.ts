import type { Kind } from '../../shared/catalog.ts'
import type { Edit, EditPath } from './edit.ts'
import type { Remedy } from './finding.ts'
import type { PlainScalar } from './scalar.ts'

/** What one click does: each makes one edit in place, which one undo takes back. */

export function putRemedy(id: string, label: string, path: EditPath, value: PlainScalar): Remedy {
  return remedy(id, label, [{ type: 'put', path, value }])
}

export function renameKeyRemedy(path: EditPath, key: string): Remedy {
  return remedy('rename-key', `Rename it to “${key}”`, [{ type: 'rename-key', path, key }])
}

export function dropRemedy(label: string, path: EditPath): Remedy {
  return remedy('remove', label, [{ type: 'drop', path }])
}

/** Leads to the list, with what may find the item again. */
export function findRemedy(kind: Kind, text: string): Remedy {
  return { id: 'find', label: `Find it in ${kind}s`, find: { kind, text }, edits: [] }
}

export function remedy(id: string, label: string, edits: readonly Edit[]): Remedy {
  return { id, label, find: null, edits }
}
