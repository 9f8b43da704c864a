import { kindSchema } from '../../shared/catalog.ts'
import type { CatalogItem, Kind } from '../../shared/catalog.ts'
import type { DatabricksGateway, Page, PageOptions } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'

type FirstPage = Promise<Page<CatalogItem>>

/** What was read longer ago says nothing about the workspace of now. */
const freshMs = 10_000

/**
 * The first page of both lists, asked for while Databricks is asked who signs in: a new connection has
 * its first rows a round trip earlier. Belongs to one sign-in and uses its gateway.
 */
export class ListsAhead {
  readonly #gateway: DatabricksGateway
  readonly #now: () => number
  readonly #askedAt: number
  readonly #pages: Map<Kind, FirstPage>
  readonly #read: Promise<void>

  constructor(gateway: DatabricksGateway, { now, logger }: { now: () => number; logger: Logger }) {
    this.#gateway = gateway
    this.#now = now
    this.#askedAt = now()
    this.#pages = new Map([
      ['workflow', gateway.jobs.listPage()],
      ['pipeline', gateway.pipelines.listPage()],
    ])
    const read = async ([kind, page]: [Kind, FirstPage]): Promise<void> => {
      try {
        await page
      } catch (error) {
        // Whoever wants the list asks again, and tells what is wrong.
        logger.debug('A list was not read ahead', { kind, error })
      }
    }
    this.#read = Promise.all(Array.from(this.#pages, read)).then(() => undefined)
  }

  /** The sign-in went well and is done with the gateway: the pages that still come are its last ones. */
  async closeWhenRead(): Promise<void> {
    await this.#read
    this.#gateway.close()
  }

  /** The page of a kind, the first time that somebody asks within seconds. */
  take(kind: Kind): FirstPage | null {
    const page = this.#pages.get(kind)
    this.#pages.delete(kind)
    const age = this.#now() - this.#askedAt
    return page === undefined || age < 0 || age > freshMs ? null : page
  }

  /** Nobody wants the pages any more; what is under way ends. */
  drop(): void {
    for (const kind of kindSchema.options) this.#pages.delete(kind)
    this.#gateway.close()
  }
}

/** A gateway whose first question for a list is already on its way. */
export function withListsAhead(gateway: DatabricksGateway, ahead: ListsAhead): DatabricksGateway {
  const reading =
    (kind: Kind, ask: (options?: PageOptions) => FirstPage) =>
    async (options: PageOptions = {}): FirstPage => {
      const isFirst = (options.pageToken ?? null) === null
      const page = isFirst ? ahead.take(kind) : null
      if (page === null) return await ask(options)
      try {
        return await unlessAborted(page, options.signal)
      } catch {
        options.signal?.throwIfAborted()
        return await ask(options)
      }
    }
  const { jobs, pipelines } = gateway
  return {
    ...gateway,
    jobs: { ...jobs, listPage: reading('workflow', (options) => jobs.listPage(options)) },
    pipelines: {
      ...pipelines,
      listPage: reading('pipeline', (options) => pipelines.listPage(options)),
    },
  }
}

/** Rejects with the reason of the signal as soon as it is aborted. */
async function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return await work
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = (): void => {
    reject(signal.reason)
  }
  signal.addEventListener('abort', stop)
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
