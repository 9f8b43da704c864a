import type { Kind, PickFlags } from '../../shared/catalog.ts'
import { checkItem } from './check-item.ts'
import type { ItemFinding } from './check-item.ts'
import type { Span } from './finding.ts'
import { flagKeys, idKeys, nameKeys } from './keys.ts'
import type { FieldView, ItemView } from './item-view.ts'

/** What an item says, without its place in the list. Offsets are those of the text it was read from. */
export interface ItemFacts {
  isMap: boolean
  /** Digits or GUID as written (a number without leading zeros); null when there is none. */
  id: string | null
  name: string | null
  flags: PickFlags
  /** Where its first key is, whose line is the item's line. */
  start: number
  /** Just after its last character. */
  end: number
  span: Span
  idSpan: Span | null
  nameSpan: Span | null
  keys: ReadonlySet<string>
  findings: readonly ItemFinding[]
}

/**
 * What an item without the key does: the exporter skips what says `is_active: false`, and binds or
 * exports libraries where the file says so.
 */
const absentFlags: PickFlags = { isExisting: false, isActive: true, exportLibraries: false }

export function factsOf(kind: Kind, view: ItemView): ItemFacts {
  const fields = new Map(view.fields.map((field) => [field.key, field]))
  const idField = fields.get(idKeys[kind])
  const nameField = fields.get(nameKeys[kind])
  const flag = (name: keyof PickFlags): boolean =>
    booleanOf(fields.get(flagKeys[name])) ?? absentFlags[name]
  return {
    isMap: view.isMap,
    id: idOf(idField),
    name: textOf(nameField),
    flags: {
      isExisting: flag('isExisting'),
      isActive: flag('isActive'),
      exportLibraries: flag('exportLibraries'),
    },
    start: view.start,
    end: view.end,
    span: view.span,
    idSpan: idField ? idField.valueSpan : null,
    nameSpan: nameField ? nameField.valueSpan : null,
    keys: new Set(fields.keys()),
    findings: checkItem(kind, view),
  }
}

/** A flag as a YAML reader understands it; null for anything that is not true or false. */
export function booleanOf(field: Pick<FieldView, 'value'> | undefined): boolean | null {
  const value = field?.value
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return null
  // YAML 1.1 readers, Python's among them, take these for booleans.
  if (/^(true|yes|on)$/i.test(value)) return true
  return /^(false|no|off)$/i.test(value) ? false : null
}

/** An id as text, exact at any size; null when there is none. */
export function idOf(field: Pick<FieldView, 'value'> | undefined): string | null {
  const value = field?.value
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** A scalar as text; null for an empty one and for what is no scalar. */
export function textOf(field: Pick<FieldView, 'value' | 'source'> | undefined): string | null {
  if (!field || field.value === null) return null
  const text = typeof field.value === 'string' ? field.value : field.source
  return text === '' ? null : text
}
