import { describe, expect, it } from 'vitest'
import type { Page, PageOptions } from '../../../../src/main/databricks/gateway.ts'
import { refreshList } from '../../../../src/main/catalog/refresher.ts'
import type { RefreshTarget } from '../../../../src/main/catalog/refresher.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import type { CatalogItem } from '../../../../src/shared/catalog.ts'
import { items } from './items.ts'

const news = { new: 0, changed: 0, vanished: 0 }

function recorder(): RefreshTarget & { calls: string[] } {
  const calls: string[] = []
  let staged = 0
  return {
    calls,
    begin: () => Promise.resolve(calls.push('begin')),
    append: (page) => {
      calls.push(`append ${page.map(({ name }) => name).join()}`)
      staged += page.length
      return Promise.resolve({ total: 0, updatedAt: null, news, staged })
    },
    commit: () => {
      calls.push('commit')
      return Promise.resolve({ total: staged, updatedAt: 1, news })
    },
    abandon: () => Promise.resolve(calls.push('abandon')),
  }
}

async function refresh(
  target: RefreshTarget,
  pages: (options: PageOptions) => Page<CatalogItem>,
  signal = new AbortController().signal,
): Promise<number[]> {
  const read: number[] = []
  await refreshList({
    listPage: async (options) => await Promise.resolve(pages(options)),
    target,
    signal,
    onPage: ({ staged }) => read.push(staged),
  })
  return read
}

describe('a refresh', () => {
  it('hands over all pages in order, empty ones too, and then replaces the list', async () => {
    const target = recorder()
    const read = await refresh(target, ({ pageToken }) => {
      if (pageToken === null) return { items: items(['a', 'b']), nextPageToken: '1' }
      if (pageToken === '1') return { items: [], nextPageToken: '2' }
      return { items: items(['c']), nextPageToken: null }
    })
    expect(target.calls).toEqual(['begin', 'append a,b', 'append ', 'append c', 'commit'])
    expect(read).toEqual([2, 2, 3])
  })

  it('that fails hands over what came before and gives up', async () => {
    const target = recorder()
    const failing = refresh(target, ({ pageToken }) => {
      if (pageToken === null) return { items: items(['a']), nextPageToken: '1' }
      throw new AppError('network', 'No network.')
    })
    await expect(failing).rejects.toMatchObject({ code: 'network' })
    expect(target.calls).toEqual(['begin', 'append a', 'abandon'])
  })

  it('lets the second page rest, unless it is canceled meanwhile', async () => {
    const target = recorder()
    const controller = new AbortController()
    const resting = refreshList({
      listPage: () => Promise.resolve({ items: items(['a']), nextPageToken: '1' }),
      target,
      signal: controller.signal,
      restMs: 600_000,
      onPage: () => controller.abort(new AppError('canceled', 'Enough.')),
    })
    await expect(resting).rejects.toMatchObject({ code: 'canceled', message: 'Enough.' })
    expect(target.calls).toEqual(['begin', 'append a', 'abandon'])
  })

  it('that is canceled gives up with the reason', async () => {
    const target = recorder()
    const controller = new AbortController()
    const canceled = refresh(
      target,
      () => {
        controller.abort(new AppError('canceled', 'Enough.'))
        return { items: items(['a']), nextPageToken: null }
      },
      controller.signal,
    )
    await expect(canceled).rejects.toMatchObject({ code: 'canceled', message: 'Enough.' })
    expect(target.calls).toEqual(['begin', 'abandon'])
  })

  it('that gets the same page for ever ends with an error', async () => {
    const target = recorder()
    const endless = refresh(target, () => ({ items: items(['a']), nextPageToken: 'same' }))
    await expect(endless).rejects.toMatchObject({ code: 'bad-response' })
    expect(target.calls.at(-1)).toBe('abandon')
  })
})
