import type { CatalogFilters } from './catalog.ts'

/** Filters that let everything through. Apart from the schemas, for the page. */
export const noFilters: CatalogFilters = {
  creators: [],
  tags: [],
  triggers: [],
  computes: [],
  states: [],
  healths: [],
  marks: [],
  picked: false,
}
