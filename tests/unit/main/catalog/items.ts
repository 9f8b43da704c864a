import type { CatalogItem, Kind } from '../../../../src/shared/catalog.ts'

/** An item with nothing special about it; ids count up from the name unless given. */
export function item(name: string, changes: Partial<CatalogItem> = {}): CatalogItem {
  return {
    kind: 'workflow',
    id: '1',
    name,
    creator: null,
    tags: [],
    createdAt: null,
    trigger: null,
    compute: null,
    state: null,
    health: null,
    lastRunAt: null,
    ...changes,
  }
}

/** Items with these names and the ids 1001, 1002, … */
export function items(names: readonly string[], kind: Kind = 'workflow'): CatalogItem[] {
  return names.map((name, index) => item(name, { kind, id: String(1001 + index) }))
}
