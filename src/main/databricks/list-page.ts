import { AppError } from '../../shared/errors.ts'
import type { Logger } from '../logging/logger.ts'
import type { Call } from './call.ts'
import type { Page, PageOptions } from './gateway.ts'
import { objects, pageToken } from './read.ts'

/** One list call of the REST API and how to read its answer. */
export interface ListCall<Answer extends { next_page_token?: string }, Raw extends object, Item> {
  thing: string
  path: string
  query: Record<string, string | number | boolean>
  itemsOf: (answer: Answer) => Raw[] | undefined
  /** Throws for an item that the app cannot use. */
  toItem: (raw: Raw) => Item
}

/**
 * Reads one page of a list; the SDK's own list methods hide the pages. An item without a usable id
 * (beyond 2^53, or none) is left out, counted in `skipped` and logged: it must not cost the user the
 * whole list.
 */
export async function listPage<
  Answer extends { next_page_token?: string },
  Raw extends object,
  Item,
>(
  call: Call,
  logger: Logger,
  options: PageOptions,
  list: ListCall<Answer, Raw, Item>,
): Promise<Page<Item>> {
  const token = options.pageToken ?? null
  const answer = await call({ thing: list.thing, safe: true }, options, (sdk, context) => {
    const query = token === null ? list.query : { ...list.query, page_token: token }
    const headers = new Headers({ Accept: 'application/json' })
    return sdk.client.request(
      { path: list.path, method: 'GET', query, headers, raw: false },
      context,
    ) as Promise<Answer>
  })
  const { items, skipped } = usable(list.itemsOf(answer), list.toItem)
  if (skipped > 0)
    logger.warn('list items without a usable id left out', { path: list.path, skipped })
  return { items, nextPageToken: pageToken(answer.next_page_token), skipped }
}

/** No job and no run has this many tasks by far: a server that never ends must not run us forever. */
const mostFurtherPages = 100

/**
 * Reads the further pages of an answer whose parts come 100 at a time, and hands each to `add`.
 * Errors: `bad-response` when there is no end to them.
 */
export async function readFurtherPages<Answer extends { next_page_token?: string }>(
  first: Answer,
  read: (token: string) => Promise<Answer>,
  add: (more: Answer) => void,
): Promise<void> {
  let token = pageToken(first.next_page_token)
  for (let page = 0; token !== null; page += 1) {
    if (page === mostFurtherPages) {
      throw new AppError('bad-response', 'Databricks sends this in pages without an end.', {
        suggestion:
          'Try again. If it happens again, report it with the log from the Activity page.',
      })
    }
    const more = await read(token)
    add(more)
    token = pageToken(more.next_page_token)
  }
}

function usable<Raw extends object, Item>(
  raw: Raw[] | undefined,
  toItem: (raw: Raw) => Item,
): { items: Item[]; skipped: number } {
  const items: Item[] = []
  let skipped = 0
  for (const one of objects(raw)) {
    try {
      items.push(toItem(one))
    } catch {
      skipped += 1
    }
  }
  return { items, skipped }
}
