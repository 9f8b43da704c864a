import type { CatalogItem, Kind } from '../../../../shared/catalog.ts'
import { desktop } from '../../../desktop.ts'
import { firstView } from '../../../stores/catalog.ts'

/** What the editor asks while somebody writes. */
export interface Lookup {
  /** Jobs or pipelines that fit a text, best first. */
  items(kind: Kind, text: string): Promise<CatalogItem[]>
  /** The item with an id; null when the list does not have it. */
  item(kind: Kind, id: string): Promise<CatalogItem | null>
  /** Names of the folders in a folder of the workspace. */
  folders(path: string): Promise<string[]>
}

const mostItems = 30

export const mainLookup: Lookup = {
  async items(kind, text) {
    const { rows } = await desktop.catalog.query({ ...firstView(mostItems), kind, text })
    return rows.map(({ item }) => item)
  },
  async item(kind, id) {
    const wanted = id.toLowerCase()
    const items = await this.items(kind, id)
    return items.find((item) => item.id.toLowerCase() === wanted) ?? null
  },
  async folders(path) {
    const { entries } = await desktop.files.list({ path })
    return entries
      .filter(({ kind }) => kind === 'folder' || kind === 'repo')
      .map(({ name }) => name)
  },
}
