import type {
  CatalogFilters,
  CatalogMark,
  ComputeKind,
  Kind,
  Trigger,
} from '../../../shared/catalog.ts'
import { computeWords, healthWords, pipelineState, triggerWords } from './words.ts'

/** A filter that is a list of values, any of which may fit. */
export type ListFilter = Exclude<keyof CatalogFilters, 'picked'>

export interface FilterWords {
  filter: ListFilter
  label: string
  /** A value as people read it. */
  word: (value: string) => string
}

const markWords: Readonly<Record<CatalogMark, string>> = { new: 'New', changed: 'Changed' }
const asIs = (value: string) => value

const creators: FilterWords = { filter: 'creators', label: 'Creator', word: asIs }
const tags: FilterWords = { filter: 'tags', label: 'Tag', word: asIs }
const triggers: FilterWords = {
  filter: 'triggers',
  label: 'Trigger',
  word: (value) => triggerWords[value as Trigger['kind']].label,
}
const computes: FilterWords = {
  filter: 'computes',
  label: 'Compute',
  word: (value) => computeWords[value as ComputeKind],
}
const states: FilterWords = {
  filter: 'states',
  label: 'State',
  word: (value) => pipelineState(value).label,
}
const healths: FilterWords = {
  filter: 'healths',
  label: 'Health',
  word: (value) => healthWords(value).label,
}
export const marksFilter: FilterWords = {
  filter: 'marks',
  label: 'News',
  word: (value) => markWords[value as CatalogMark],
}

/** What the lists of a kind can always be filtered by, in the order of the toolbar. */
export const kindFilters: Readonly<Record<Kind, readonly FilterWords[]>> = {
  workflow: [creators, tags, triggers, computes],
  pipeline: [creators, states, healths],
}

/** One value that the list is filtered by, and the filters without it. */
export interface ActiveFilter {
  key: string
  label: string
  value: string
  without: CatalogFilters
}

/** Every value that the list is filtered by, in the order of the toolbar. */
export function activeFilters(kind: Kind, filters: CatalogFilters): ActiveFilter[] {
  const lists = [...kindFilters[kind], marksFilter].flatMap(({ filter, label, word }) =>
    filters[filter].map((value): ActiveFilter => {
      const left = filters[filter].filter((other) => other !== value)
      return {
        key: `${filter} ${value}`,
        label,
        value: word(value),
        without: { ...filters, [filter]: left },
      }
    }),
  )
  if (!filters.picked) return lists
  const without = { ...filters, picked: false }
  return [...lists, { key: 'picked', label: 'Only', value: 'picked', without }]
}
