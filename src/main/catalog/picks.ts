import type { Kind, PickFlags } from '../../shared/catalog.ts'

/** A picked item, with the name of config.yml. */
export interface PickedItem {
  id: string
  name: string
}

/** The selection, as far as the catalog needs it. */
export interface Picks {
  get(kind: Kind, id: string): PickFlags | null
  ids(kind: Kind): string[]
  /** What is picked, with the names of config.yml. */
  items(kind: Kind): PickedItem[]
}
