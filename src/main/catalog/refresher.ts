import { setTimeout } from 'node:timers/promises'
import type { CatalogItem } from '../../shared/catalog.ts'
import { AppError } from '../../shared/errors.ts'
import type { Page, PageOptions } from '../databricks/gateway.ts'
import type { ListState } from './protocol.ts'

/** Where the pages go: the worker, for one refresh of one list. */
export interface RefreshTarget {
  begin(): Promise<unknown>
  append(items: CatalogItem[]): Promise<ListState & { staged: number }>
  commit(): Promise<ListState>
  abandon(): Promise<unknown>
}

export interface RefreshOptions {
  listPage: (options: PageOptions) => Promise<Page<CatalogItem>>
  target: RefreshTarget
  signal: AbortSignal
  /** How long the second page waits, in ms: the first is shown faster while the others rest. */
  restMs?: number
  /** After every page: the list as it shows, and how many items were read so far. */
  onPage: (state: ListState & { staged: number }) => void
}

/**
 * Reads a list from Databricks page by page and replaces the old one when the last page is there. When
 * it fails or is canceled, it throws the reason and the old list stays.
 */
export async function refreshList(options: RefreshOptions): Promise<ListState> {
  const { listPage, target, signal } = options
  // The first page travels while the worker makes ready.
  const first = listPage({ pageToken: null, signal })
  first.catch(() => undefined)
  await target.begin()
  try {
    await readPages(options, first)
    signal.throwIfAborted()
    return await target.commit()
  } catch (thrown) {
    await target.abandon()
    signal.throwIfAborted()
    throw thrown
  }
}

async function readPages(
  { listPage, target, signal, restMs = 0, onPage }: RefreshOptions,
  first: Promise<Page<CatalogItem>>,
): Promise<void> {
  const seen = new Set<string>()
  let appending: Promise<void> = Promise.resolve()
  let coming = first
  let pageToken: string | null
  const rested = async (next: string): Promise<Page<CatalogItem>> => {
    await setTimeout(restMs, undefined, { signal })
    return await listPage({ pageToken: next, signal })
  }
  try {
    do {
      const page: Page<CatalogItem> = await coming
      // The next page travels while the worker takes in this one; one page at a time waits there.
      await appending
      signal.throwIfAborted()
      appending = target.append(page.items).then(onPage)
      // A rejection counts where it is awaited, which may be after the next page has come.
      appending.catch(() => undefined)
      pageToken = page.nextPageToken
      if (pageToken !== null && seen.has(pageToken)) {
        throw new AppError('bad-response', 'Databricks answered the same page of the list again.', {
          suggestion: 'Refresh the list again in a moment.',
        })
      }
      if (pageToken !== null) {
        const rests = seen.size === 0 && restMs > 0
        seen.add(pageToken)
        coming = rests ? rested(pageToken) : listPage({ pageToken, signal })
        // A rejection counts where it is awaited.
        coming.catch(() => undefined)
      }
    } while (pageToken !== null)
    await appending
  } finally {
    // Nothing of this refresh is under way any more when it is given up.
    await appending.catch(() => undefined)
  }
}
