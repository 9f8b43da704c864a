import type { CatalogItem, Kind } from '../../../../src/shared/catalog.ts'
import type { DatabricksGateway, PageOptions } from '../../../../src/main/databricks/gateway.ts'

/** Runs before a page of a list is asked for (counted from 1 for each refresh); may wait or throw. */
export type BeforePage = (kind: Kind, page: number) => Promise<void> | void

/** A real gateway whose list pages a test can hold back, let fail or alter. */
export function steered(
  gateway: DatabricksGateway,
  beforePage: () => BeforePage,
  alter: (kind: Kind, items: CatalogItem[], page: number) => CatalogItem[] = (_, items) => items,
): DatabricksGateway {
  const pages: Record<Kind, number> = { workflow: 0, pipeline: 0 }
  const before = async (kind: Kind, options: PageOptions | undefined): Promise<void> => {
    pages[kind] = options?.pageToken ? pages[kind] + 1 : 1
    await beforePage()(kind, pages[kind])
    options?.signal?.throwIfAborted()
  }
  return {
    ...gateway,
    close: () => {
      gateway.close()
    },
    jobs: {
      get: (id, options) => gateway.jobs.get(id, options),
      listPage: async (options) => {
        await before('workflow', options)
        const page = await gateway.jobs.listPage(options)
        return { ...page, items: alter('workflow', page.items, pages.workflow) }
      },
    },
    pipelines: {
      get: (id, options) => gateway.pipelines.get(id, options),
      listPage: async (options) => {
        await before('pipeline', options)
        const page = await gateway.pipelines.listPage(options)
        return { ...page, items: alter('pipeline', page.items, pages.pipeline) }
      },
    },
  }
}

/** Something a test waits for, and ends when it likes. */
export function gate(): { promise: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  return {
    promise,
    open: () => {
      resolve(undefined)
    },
  }
}
