import type { Kind } from '../../shared/catalog.ts'

/** What the checks ask the cached lists: what is known already, so that they answer at once. */
export interface CatalogNames {
  /** The present name; null for what the list does not hold. */
  nameOf(kind: Kind, id: string): string | null
  /** Every item with exactly this name. */
  idsOf(kind: Kind, name: string): readonly string[]
  /** Whether there is none with this id: the list was read to its end, and lately. */
  isGone(kind: Kind, id: string): boolean
}

/** Without a list nothing is known, so nothing is said. */
export const noCatalog: CatalogNames = {
  nameOf: () => null,
  idsOf: () => [],
  isGone: () => false,
}
