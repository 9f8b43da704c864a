import type { Kind } from '../../shared/catalog.ts'

/** What the checks ask the cached lists. They answer at once, from memory. */
export interface CatalogNames {
  /** The present name; null for what the list does not hold. */
  nameOf(kind: Kind, id: string): string | null
  /** Every item with exactly this name. */
  idsOf(kind: Kind, name: string): readonly string[]
  /** Whether what the list does not hold is gone: it was read to its end, and lately. */
  isComplete(kind: Kind): boolean
}

/** Without a list nothing is known, so nothing is said. */
export const noCatalog: CatalogNames = {
  nameOf: () => null,
  idsOf: () => [],
  isComplete: () => false,
}
