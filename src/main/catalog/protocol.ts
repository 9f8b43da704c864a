import type {
  CatalogFacets,
  CatalogItem,
  CatalogStatus,
  Kind,
  ResolvedLine,
  VanishedItem,
} from '../../shared/catalog.ts'
import type { ErrorRecord } from '../../shared/errors.ts'
import type { DatasetIdsQuery, DatasetPage, DatasetQuery, FacetsQuery } from './dataset.ts'
import type { CacheKey } from './store.ts'

/**
 * What the service asks of the worker. Every request names the list it is about, so an answer can
 * never be of another connection.
 */
export interface WorkerCalls {
  /** Loads the cached list unless it is loaded already. A problem with the cache is told, not thrown. */
  load: { input: CacheKey; output: ListState & { problem: ErrorRecord | null } }
  /** Begins a refresh; one that was under way is forgotten. */
  begin: { input: CacheKey & { refreshId: number }; output: null }
  /** Adds a page to a refresh. */
  append: {
    input: CacheKey & { refreshId: number; items: CatalogItem[] }
    output: ListState & { staged: number }
  }
  /** The refresh is complete: its items become the list and are written to disk after that. */
  commit: { input: CacheKey & { refreshId: number; updatedAt: number }; output: ListState }
  /** The refresh failed or was canceled: its items are thrown away. */
  abandon: { input: CacheKey & { refreshId: number }; output: null }
  page: {
    input: CacheKey & { query: DatasetQuery & { offset: number; limit: number } }
    output: DatasetPage
  }
  ids: { input: CacheKey & { query: DatasetIdsQuery }; output: { id: string; name: string }[] }
  facets: { input: CacheKey & { query: FacetsQuery }; output: CatalogFacets }
  find: { input: CacheKey & { ids: string[] }; output: CatalogItem[] }
  /** Ids with their names; unknown ids are left out. */
  names: { input: CacheKey & { ids: string[] }; output: [id: string, name: string][] }
  vanished: { input: CacheKey; output: VanishedItem[] }
  /** Takes the marks away. */
  seen: { input: CacheKey; output: ListState }
  resolve: { input: CacheKey & { lines: string[] }; output: ResolvedLine[] }
  /** Frees the memory of a connection's lists, once they are on disk. */
  release: { input: { connectionId: string }; output: null }
  /** Deletes a connection's lists from memory and disk. */
  forget: { input: { connectionId: string }; output: null }
  /** Makes ready for the first list, while nobody waits. */
  rehearse: { input: null; output: null }
  /** Answers when everything is on disk. */
  flush: { input: null; output: null }
}

/** A list as it stands. `updatedAt` is null until it was once completely read. */
export interface ListState {
  total: number
  updatedAt: number | null
  news: CatalogStatus['news']
}

export type WorkerCall = keyof WorkerCalls

export type WorkerRequest = {
  [Call in WorkerCall]: { id: number; call: Call; input: WorkerCalls[Call]['input'] }
}[WorkerCall]

export type WorkerMessage =
  | { id: number; ok: true; value: WorkerCalls[WorkerCall]['output'] }
  | { id: number; ok: false; error: ErrorRecord }
  /** Something went wrong that no request waits for: a list could not be written. */
  | { warning: ErrorRecord; kind: Kind }

/** What the worker is started with. */
export interface WorkerStart {
  /** Folder of the cache files. */
  folder: string
}
