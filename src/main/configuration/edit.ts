import type { Kind, PickFlags } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import { listKeys } from './keys.ts'
import { appendSection } from './section.ts'
import type { ParsedText } from './document.ts'
import { dropSplices } from './drop.ts'
import { assertMeant } from './edit-guard.ts'
import type { NewItem } from './item-style.ts'
import { idKey, readSelection } from './model.ts'
import type { SelectionItem } from './model.ts'
import { pickSplices } from './pick.ts'
import { putSplices, renameKeySplices } from './put.ts'
import { readText } from './read-text.ts'
import { refuseEdit } from './refusal.ts'
import { renameSplices } from './rename.ts'
import type { PlainScalar } from './scalar.ts'
import { setSplices } from './set-values.ts'
import type { SectionValue } from './set-values.ts'
import { applySplices } from './splice.ts'
import type { Splice } from './splice.ts'
import { switchSplices } from './switch.ts'
import { removeSplices } from './unpick.ts'

/** Leads from a section of the top level to a key of a mapping or to a position in a list. */
export type EditPath = readonly [section: string, ...inner: (string | number)[]]

/** An edit of the picked items, by id; ids that are (or are not) there already do nothing. */
export type ItemEdit =
  | { type: 'pick'; kind: Kind; items: readonly NewItem[] }
  | { type: 'unpick'; kind: Kind; ids: readonly string[] }
  | { type: 'switch'; kind: Kind; ids: readonly string[]; flag: keyof PickFlags; value: boolean }
  | { type: 'rename'; kind: Kind; ids: readonly string[]; name: string }

/** An edit of one place. */
export type PathEdit =
  /** Sets a simple value; a key or a section that is missing is made. */
  | { type: 'put'; path: EditPath; value: PlainScalar }
  | { type: 'rename-key'; path: EditPath; key: string }
  /** Takes a key with its value, or an entry of a list, out. */
  | { type: 'drop'; path: EditPath }
  /** Takes all but the last of the keys that are written more than once out. */
  | { type: 'drop-shadowed'; path: EditPath }

/** One edit of a document. */
export type Edit =
  | ItemEdit
  | PathEdit
  | { type: 'set'; section: string; values: readonly SectionValue[] }
  /** Adds an empty list to the top level. */
  | { type: 'create-list'; section: string }
  /** Replaces text as it is told, also in a document with syntax errors. */
  | { type: 'replace'; splices: readonly Splice[] }

/**
 * Carries out an edit on the text: only what the edit is about changes, byte for byte. The outcome
 * is read again and compared with what was meant before it is handed back.
 *
 * @returns the same object when there was nothing to do
 * @throws AppError `config-invalid` when the text is not valid YAML, or when this edit cannot be made
 *   without touching more than it should
 */
export function applyEdit(parsed: ParsedText, edit: Edit): ParsedText {
  if (edit.type === 'replace') {
    const text = applySplices(parsed.text, edit.splices)
    return text === parsed.text ? parsed : readText(text, parsed)
  }
  assertReadable(parsed)
  const wanted = reduce(parsed, edit)
  if (!wanted) return parsed
  let text: string
  try {
    text = applySplices(parsed.text, splicesFor(parsed, wanted.edit, wanted.positions))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError(
      'config-invalid',
      'The file was left as it is: the edit found no safe place.',
      {
        suggestion: 'Change this place by hand on the Configuration page.',
        cause: error,
      },
    )
  }
  if (text === parsed.text) return parsed
  const after = readText(text, parsed)
  assertMeant(parsed, after, wanted.edit, wanted.positions)
  return after
}

/** Refuses a text with syntax errors, naming the first. */
export function assertReadable(parsed: ParsedText): void {
  const [first] = parsed.errors
  if (!first) return
  throw new AppError(
    'config-invalid',
    `The file is not valid YAML: line ${String(first.line)}, column ${String(first.column)}.`,
    {
      suggestion: 'Correct that line on the Configuration page or in Databricks, then try again.',
      details: { line: first.line, column: first.column, reason: first.message },
    },
  )
}

/** An edit whose outcome is known to the guard. */
export type GuardedEdit = Exclude<Edit, { type: 'replace' }>

/** The edit without what is done already, with the positions of the items it is about. */
function reduce(
  parsed: ParsedText,
  edit: GuardedEdit,
): { edit: GuardedEdit; positions: ReadonlySet<number> } | null {
  if (!('kind' in edit)) return { edit, positions: new Set() }
  const { kind } = edit
  const items = readSelection(parsed).items[kind]
  if (edit.type === 'pick') {
    const present = new Set(
      items.flatMap((item) => (item.id === null ? [] : [idKey(kind, item.id)])),
    )
    const missing = edit.items.filter((item) => {
      const key = idKey(kind, item.id)
      if (present.has(key)) return false
      present.add(key)
      return true
    })
    const odd = missing.find((item) => kind === 'workflow' && !/^\d{1,19}$/.test(item.id))
    if (odd) throw refuseEdit(`“${odd.id}” is not the id of a job`, null, 'Refresh the list.')
    return missing.length > 0 ? { edit: { ...edit, items: missing }, positions: new Set() } : null
  }
  const wanted = new Set(edit.ids.map((id) => idKey(kind, id)))
  const found = items.filter(
    (item) => item.id !== null && wanted.has(idKey(kind, item.id)) && isToChange(edit, item),
  )
  const positions = new Set(found.map((item) => item.index))
  return positions.size > 0 ? { edit, positions } : null
}

function isToChange(edit: Exclude<ItemEdit, { type: 'pick' }>, item: SelectionItem): boolean {
  if (edit.type === 'unpick') return true
  if (edit.type === 'rename') return item.name !== edit.name
  return item.flags[edit.flag] !== edit.value
}

function splicesFor(
  parsed: ParsedText,
  edit: GuardedEdit,
  positions: ReadonlySet<number>,
): Splice[] {
  switch (edit.type) {
    case 'pick':
      return pickSplices(parsed, edit.kind, edit.items)
    case 'unpick':
      return removeSplices(parsed, listKeys[edit.kind], positions)
    case 'switch':
      return switchSplices(parsed, edit.kind, positions, edit.flag, edit.value)
    case 'rename':
      return renameSplices(parsed, edit.kind, positions, edit.name)
    case 'set':
      return setSplices(parsed, edit.section, edit.values)
    case 'create-list':
      return [appendSection(parsed, (column) => [`${' '.repeat(column)}${edit.section}: []`])]
    case 'put':
      return putSplices(parsed, edit.path, edit.value)
    case 'rename-key':
      return renameKeySplices(parsed, edit.path, edit.key)
    case 'drop':
      return dropSplices(parsed, edit.path, 'last')
    case 'drop-shadowed':
      return dropSplices(parsed, edit.path, 'shadowed')
  }
}
