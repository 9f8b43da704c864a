import type { Kind } from '../../shared/catalog.ts'
import type { Problem } from '../../shared/configuration.ts'
import type { CatalogNames } from './catalog-names.ts'
import type { EditPath } from './edit.ts'
import type { Finding, Remedy } from './finding.ts'
import type { FieldView, ItemView } from './item-view.ts'
import { booleanOf } from './item-facts.ts'
import { idKeys, itemKeys, listKeys, nameKeys } from './keys.ts'
import type { SelectionItem } from './model.ts'
import { nearest } from './nearest.ts'
import { dropRemedy, findRemedy, putRemedy, remedy, renameKeyRemedy } from './remedies.ts'

/** An item with a problem, and all that can be said about it. */
interface Case {
  kind: Kind
  item: SelectionItem
  catalog: CatalogNames
  /** The field with the problem; null when it is missing. */
  field: FieldView | null
  /** The way to it from the item. */
  path: readonly (string | number)[]
  view: Pick<ItemView, 'fields'>
}

type Told = Pick<Finding, 'message' | 'suggestion' | 'fixes'>

interface Advice {
  severity: Problem['severity']
  tell: (about: Case) => Told
}

const advice: Record<string, Advice> = {
  'item-not-a-mapping': {
    severity: 'error',
    tell: ({ kind, item }) => ({
      message: `An item of “${listKeys[kind]}” is not a mapping of keys to values.`,
      suggestion: `Write “${nameKeys[kind]}”, “${idKeys[kind]}” and the switches below the “-”.`,
      fixes: [takeOut(item)],
    }),
  },
  'duplicate-key': {
    severity: 'error',
    tell: ({ item, path }) => duplicateKey([listKeys[item.kind], item.index, ...path]),
  },
  'id-missing': {
    severity: 'error',
    tell: ({ kind, item, catalog }) => ({
      message: `${label(item)} has no “${idKeys[kind]}”.`,
      suggestion: `Add its ${idKeys[kind]}, or take it out and pick it again.`,
      fixes: [...idOfName(item, catalog), ...findAgain(item), takeOut(item)],
    }),
  },
  'id-not-valid': {
    severity: 'error',
    tell: ({ kind, item, catalog, field }) => ({
      message: `${label(item)} has no valid “${idKeys[kind]}”.`,
      suggestion: `Add its ${idKeys[kind]}, or take it out and pick it again.`,
      fixes: [
        // A list or a mapping is nobody's to throw away.
        ...(field?.kind === 'scalar' ? idOfName(item, catalog) : []),
        ...findAgain(item),
        takeOut(item),
      ],
    }),
  },
  'id-not-digits': {
    severity: 'error',
    tell: ({ item, catalog, field }) => ({
      message: `${label(item)} has the job id “${shorten(field?.source ?? '')}”, which is not a number.`,
      suggestion: 'A job id is digits only; it is on the job’s page in Databricks.',
      fixes: [...digitsOf(item, field), ...idOfName(item, catalog), ...findAgain(item)],
    }),
  },
  'id-octal': {
    severity: 'warning',
    tell: ({ item, field }) => ({
      message: `${label(item)} has the job id “${field?.source ?? ''}”; many programs take a number that begins with 0 for an octal one.`,
      suggestion: 'Write it without the zeros.',
      fixes: digitsOf(item, field),
    }),
  },
  'id-not-a-guid': {
    severity: 'error',
    tell: ({ item, catalog, field }) => ({
      message: `${label(item)} has the pipeline id “${shorten(field?.source ?? '')}”, which is not a GUID.`,
      suggestion: 'A pipeline id looks like d4623163-fa76-4fb3-a117-663851c9f32f.',
      fixes: [...guidOf(item, field), ...idOfName(item, catalog), ...findAgain(item)],
    }),
  },
  'name-missing': {
    severity: 'warning',
    tell: ({ kind, item, catalog }) => ({
      message: `${label(item)} has no “${nameKeys[kind]}”.`,
      suggestion: 'Add its name, or take it out and pick it again.',
      fixes: [...catalogName(item, catalog), takeOut(item)],
    }),
  },
  'name-not-text': {
    severity: 'error',
    tell: ({ kind, item }) => ({
      message: `The “${nameKeys[kind]}” of ${inner(item)} is not a text.`,
      suggestion: 'Write the name in quotes.',
      fixes: [takeOut(item)],
    }),
  },
  'switch-not-boolean': {
    severity: 'error',
    tell: ({ item, path: [key = ''] }) => ({
      message: `“${key}” of ${inner(item)} is neither true nor false.`,
      suggestion: 'Write true or false.',
      fixes: [true, false].map((value) =>
        putRemedy(`write-${String(value)}`, `Write ${String(value)}`, pathOf(item, key), value),
      ),
    }),
  },
  'switch-odd': {
    severity: 'warning',
    tell: ({ item, field, path: [key = ''] }) => {
      const value = booleanOf(field ?? undefined) ?? false
      return {
        message: `“${key}” of ${inner(item)} is written “${shorten(field?.source ?? '')}”, which not every program takes for ${String(value)}.`,
        suggestion: `Write ${String(value)}, without quotes.`,
        fixes: [
          putRemedy(`write-${String(value)}`, `Write ${String(value)}`, pathOf(item, key), value),
        ],
      }
    },
  },
  'key-unknown': {
    severity: 'hint',
    tell: ({ kind, item, path: [name = ''], view }) => {
      const key = String(name)
      const present = new Set(view.fields.map((field) => field.key))
      const meant = nearest(
        key,
        itemKeys[kind].filter((known) => !present.has(known)),
      )
      const path = pathOf(item, key)
      return {
        message: `“${key}” of ${inner(item)} is not a key that the exporter knows.`,
        suggestion: meant ? `Did you mean “${meant}”?` : 'It is kept as it is.',
        fixes: meant
          ? [renameKeyRemedy(path, meant), dropRemedy(`Remove “${key}”`, path)]
          : [dropRemedy(`Remove “${key}”`, path)],
      }
    },
  },
}

export function adviceOn(kind: Kind, code: string): Advice {
  const known = advice[code]
  if (known) return known
  throw new Error(`There are no words for the problem ${code} of a ${kind}`)
}

/** “The workflow “Sales””, or its line where it has neither name nor id. */
export function label(item: SelectionItem): string {
  const noun = item.kind === 'workflow' ? 'The workflow' : 'The pipeline'
  const name = item.name ?? item.id
  return name === null ? `${noun} on line ${String(item.line)}` : `${noun} “${shorten(name)}”`
}

/** The label within a sentence. */
export function inner(item: SelectionItem): string {
  return label(item).replace(/^The/, 'the')
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

export function takeOut(item: SelectionItem): Remedy {
  return dropRemedy(`Take the ${item.kind} out`, [listKeys[item.kind], item.index])
}

export function findAgain(item: SelectionItem): Remedy[] {
  return item.name === null ? [] : [findRemedy(item.kind, item.name)]
}

/** Writes the name that the item has in the workspace. */
export function catalogName(item: SelectionItem, catalog: CatalogNames): Remedy[] {
  const name = item.id === null ? null : catalog.nameOf(item.kind, item.id)
  if (name === null || name === item.name) return []
  const path = pathOf(item, nameKeys[item.kind])
  return [putRemedy('catalog-name', `Use the name “${shorten(name)}”`, path, name)]
}

/** Writes the id of the only item with that name. */
export function idOfName(item: SelectionItem, catalog: CatalogNames): Remedy[] {
  const ids = item.name === null ? [] : catalog.idsOf(item.kind, item.name)
  const [id] = ids
  if (ids.length !== 1 || id === undefined || id === item.id) return []
  const noun = item.kind === 'workflow' ? 'job' : 'pipeline'
  const text = `Use the id of the ${noun} with this name`
  return [putId('id-of-name', text, item, id)]
}

function putId(fix: string, text: string, item: SelectionItem, id: string): Remedy {
  const value = item.kind === 'workflow' ? BigInt(id) : id
  return putRemedy(fix, text, pathOf(item, idKeys[item.kind]), value)
}

/** An id with separators, in exponent notation or with a unit is still that id. */
function digitsOf(item: SelectionItem, field: FieldView | null): Remedy[] {
  if (!field) return []
  const { value, source } = field
  const digits =
    typeof value === 'number' && Number.isSafeInteger(value)
      ? String(value)
      : source.replaceAll(/[\s,._'’]|^#/g, '')
  if (!/^\d{1,19}$/.test(digits)) return []
  return [putId('digits', `Write ${digits}`, item, String(BigInt(digits)))]
}

function guidOf(item: SelectionItem, field: FieldView | null): Remedy[] {
  const hex = (field?.source ?? '').replaceAll(/[\s{}()_-]/g, '').toLowerCase()
  if (!/^[0-9a-f]{32}$/.test(hex)) return []
  const guid = [0, 8, 12, 16, 20]
    .map((start, index, starts) => hex.slice(start, starts[index + 1] ?? 32))
    .join('-')
  return [putId('guid', `Write ${guid}`, item, guid)]
}

/** What to tell about a key that is there more than once, anywhere. */
export function duplicateKey(path: EditPath): Told {
  return {
    message: `The key “${String(path.at(-1))}” is there more than once; only the last one counts.`,
    suggestion: 'Keep one of them.',
    fixes: [remedy('keep-last', 'Keep only the last one', [{ type: 'drop-shadowed', path }])],
  }
}

function pathOf(item: SelectionItem, key: string | number): EditPath {
  return [listKeys[item.kind], item.index, key]
}
