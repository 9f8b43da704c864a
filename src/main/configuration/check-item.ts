import type { Kind } from '../../shared/catalog.ts'
import type { CatalogNames } from './catalog-names.ts'
import type { Finding, Span } from './finding.ts'
import { adviceOn } from './item-advice.ts'
import type { FieldView, ItemView } from './item-view.ts'
import { idKeys } from './keys.ts'
import type { SelectionItem } from './model.ts'
import { itemSchemas } from './schema.ts'
import { issuesOf, valueOfField } from './schema-issues.ts'

/**
 * A problem of an item. Its place counts from where the item's text was read; what is said about it
 * follows when the item has its place in the list.
 */
export interface ItemFinding extends Pick<Finding, 'code' | 'severity'> {
  span: Span
  tell: (
    item: SelectionItem,
    catalog: CatalogNames,
  ) => Pick<Finding, 'message' | 'suggestion' | 'fixes'>
}

/** What is wrong with an item by itself. */
export function checkItem(kind: Kind, view: ItemView): ItemFinding[] {
  if (!view.isMap) return [finding('item-not-a-mapping', null, view.span)]
  const fields = new Map(view.fields.map((field) => [field.key, field]))
  const value = Object.fromEntries(view.fields.map((field) => [field.key, valueOfField(field)]))
  return [
    ...view.duplicates.map(({ path, span }) => finding('duplicate-key', null, span, path)),
    ...issuesOf(itemSchemas[kind], value).map(({ problem, path: [key = ''] }) => {
      const field = fields.get(String(key)) ?? null
      const span = problem === 'key-unknown' ? field?.keySpan : field?.valueSpan
      return finding(problem, field, span ?? view.span, [String(key)])
    }),
    ...view.fields
      .filter((field) => field.key === idKeys[kind] && isOctal(field))
      .map((field) => finding('id-octal', field, field.valueSpan, [field.key])),
  ]

  function finding(
    code: string,
    field: FieldView | null,
    span: Span,
    path: readonly (string | number)[] = [],
  ): ItemFinding {
    const advice = adviceOn(kind, code)
    return {
      code,
      severity: advice.severity,
      span,
      tell: (item, catalog) => advice.tell({ kind, item, catalog, field, path, view }),
    }
  }
}

/** Readers of YAML 1.1, Python's among them, take a number that begins with a zero for an octal one. */
function isOctal({ value, source }: FieldView): boolean {
  return typeof value === 'bigint' && /^0\d/.test(source)
}
