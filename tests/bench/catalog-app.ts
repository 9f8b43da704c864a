import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import {
  killApp,
  launchApp,
  projectFolder,
  quitApp,
  temporaryUserData,
} from '../e2e/support/app.ts'
import type { RunningApp } from '../e2e/support/app.ts'
import { p95 } from './catalog-worker.ts'
import type { DemoProcess } from './demo-process.ts'
import { median } from './report.ts'
import { ended, freePort, spawnApp } from './start.ts'

export interface AppMeasurement {
  roundTripMs: number
  /** Pages of the longer list, one after the other. */
  unavoidableMs: number
  /** From the end of the sign-in to the first rows on screen, nothing cached. */
  firstRowsMs: number
  refreshMs: number
  eventLoopP99Ms: number
  searchP95Ms: number
  /** From the interactive window to rows on screen, out of the cache. */
  firstRowsFromCacheMs: number
  rendererHeapMb: number
}

const pageSize = 100
/** By then a start has ended on any machine. */
const drawnMs = 5000
/** One start differs from the next by half. */
const visits = 5
const words = ['customer', 'billing', 'daily', 'export', 'svc', 'orders']

/** The built app with the catalog of a demo workspace: first visit, refresh, search, second visit. */
export async function measureApp(
  demo: DemoProcess,
  size: { jobs: number; pipelines: number },
): Promise<AppMeasurement> {
  const userData = await temporaryUserData()
  let app: RunningApp | null = null
  try {
    const roundTripMs = await roundTrip(demo)
    const firstRowsMs = await firstVisits(demo)
    app = await launchApp({ userData: userData.path })
    await connect(app.page, demo)
    await listed(app.page, size)
    const { refreshMs, eventLoopP99Ms } = await refresh(app, size)
    const searchP95Ms = await search(app.page)
    const rendererHeapMb = await heap(app.page)
    await quitApp(app)
    app = null
    const times: number[] = []
    for (let i = 0; i < visits; i++) times.push(await secondVisit(userData.path))
    const firstRowsFromCacheMs = median(times)
    return {
      roundTripMs,
      unavoidableMs: (size.jobs / pageSize) * roundTripMs,
      firstRowsMs,
      refreshMs,
      eventLoopP99Ms,
      searchP95Ms,
      firstRowsFromCacheMs,
      rendererHeapMb,
    }
  } finally {
    if (app) await killApp(app)
    await userData.remove()
  }
}

/** One page of jobs after another as the app asks for them, over one connection, as bare as it gets. */
async function roundTrip({ url, token }: DemoProcess): Promise<number> {
  const pages = 40
  let pageToken = ''
  const startedAt = performance.now()
  for (let page = 0; page < pages; page++) {
    const next = pageToken === '' ? '' : `&page_token=${encodeURIComponent(pageToken)}`
    const answer = await fetch(
      `${url}/api/2.2/jobs/list?limit=${pageSize}&expand_tasks=true${next}`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    )
    const body = (await answer.json()) as { next_page_token?: string }
    pageToken = body.next_page_token ?? ''
  }
  return (performance.now() - startedAt) / pages
}

/** Each with a new app that knows nothing. */
export async function firstVisits(demo: DemoProcess): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < visits; i++) {
    const userData = await temporaryUserData()
    const app = await launchApp({ userData: userData.path })
    try {
      // Nobody has chosen a workspace and entered a token sooner than this.
      await app.page.waitForTimeout(2000)
      times.push(await connect(app.page, demo))
    } finally {
      await killApp(app)
      await userData.remove()
    }
  }
  return median(times)
}

/** From “connected” to the first row that the page draws. */
async function connect(page: Page, { url, token }: DemoProcess): Promise<number> {
  return await page.evaluate(
    async ({ host, secret }) => {
      let connectedAt = 0
      window.desktop.on('connections.changed', ({ status }) => {
        if (status.state === 'connected' && connectedAt === 0) connectedAt = performance.now()
      })
      const rows = new Promise<number>((found) => {
        const look = (): void => {
          const row = document.querySelector(
            '[role=row][aria-rowindex] [role=checkbox], [role=row] input',
          )
          if (row !== null && connectedAt > 0) found(performance.now())
          else requestAnimationFrame(look)
        }
        look()
      })
      await window.desktop.connections.add({
        name: 'Bench',
        color: 'none',
        host,
        signIn: { method: 'token' },
        secret,
        keepSecret: 'keychain',
      })
      // As the form does.
      location.hash = '#/workflows'
      return (await rows) - connectedAt
    },
    { host: url, secret: token },
  )
}

async function listed(page: Page, size: { jobs: number; pipelines: number }): Promise<void> {
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const totals = []
          for (const kind of ['workflow', 'pipeline'] as const) {
            const answer = await window.desktop.catalog.status({ kind })
            const status = answer.ok
              ? (answer.value as { total: number; refreshing: boolean })
              : null
            totals.push(status && !status.refreshing ? status.total : -1)
          }
          return totals
        }),
      { timeout: 300_000, intervals: [500] },
    )
    .toEqual([size.jobs, size.pipelines])
}

/** Both lists side by side, with an eye on main's event loop. */
async function refresh(
  app: RunningApp,
  size: { jobs: number; pipelines: number },
): Promise<{ refreshMs: number; eventLoopP99Ms: number }> {
  await app.electron.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const histogram = monitorEventLoopDelay({ resolution: 1 })
    histogram.enable()
    Object.assign(globalThis, { benchDelay: histogram })
  })
  const refreshMs = await app.page.evaluate(async () => {
    const startedAt = performance.now()
    const ended = new Set<string>()
    const both = new Promise<void>((done) => {
      window.desktop.on('catalog.changed', ({ kind, refreshing, refreshed }) => {
        if (refreshing || refreshed === 0) return
        ended.add(kind)
        if (ended.size === 2) done()
      })
    })
    void window.desktop.catalog.refresh({ kind: 'workflow' })
    void window.desktop.catalog.refresh({ kind: 'pipeline' })
    await both
    return performance.now() - startedAt
  })
  const eventLoopP99Ms = await app.electron.evaluate(() => {
    const { benchDelay } = globalThis as unknown as {
      benchDelay: { percentile: (of: number) => number; disable: () => void }
    }
    benchDelay.disable()
    // The histogram counts the timer's own millisecond too.
    return benchDelay.percentile(99) / 1e6 - 1
  })
  await listed(app.page, size)
  return { refreshMs, eventLoopP99Ms }
}

/** Types words letter by letter; from each key to the frame in which the rows for it are drawn. */
async function search(page: Page): Promise<number> {
  const field = page.getByRole('textbox', { name: /^Search/ })
  await field.click()
  const times: number[] = []
  // Of fewer keys, one that something else held up would decide.
  for (const word of ['warm', ...words, ...words, ...words]) {
    await field.fill('')
    await page.waitForTimeout(300)
    for (let length = 1; length <= word.length; length++) {
      const ms = await page.evaluate(
        async (text) => {
          const input = document.querySelector<HTMLInputElement>(
            'input[type=search], input[role=searchbox], [aria-label^="Search"]',
          )
          if (!input) throw new Error('no search field')
          const list = document.querySelector('[data-shown-text]')
          if (!list) throw new Error('the list does not say which search it shows')
          const startedAt = performance.now()
          const shown = new Promise<number>((done) => {
            const look = (): void => {
              if (list.getAttribute('data-shown-text') === text) done(performance.now())
            }
            const observer = new MutationObserver(() => {
              look()
            })
            observer.observe(list, { attributes: true, attributeFilter: ['data-shown-text'] })
            look()
          })
          input.value = text
          input.dispatchEvent(new Event('input', { bubbles: true }))
          return (await shown) - startedAt
        },
        word.slice(0, length),
      )
      if (word !== 'warm') times.push(ms)
      await page.waitForTimeout(80)
    }
  }
  await field.fill('')
  return p95(times)
}

async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize / 1024 / 1024
}

/**
 * Starts the app as a user does and asks it only when all is drawn: a driver that watches the start
 * takes the time of one of two cores.
 */
async function secondVisit(userData: string): Promise<number> {
  const port = await freePort()
  const child = spawnApp(projectFolder, userData, port)
  try {
    await sleep(drawnMs)
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
    const [page] = browser.contexts().flatMap((context) => context.pages())
    if (page === undefined) throw new Error('The app has no window')
    return await sinceReady(page)
  } finally {
    await ended(child)
  }
}

/** The page notes when it became interactive and when the first row was drawn. */
async function sinceReady(page: Page): Promise<number> {
  await page.waitForSelector('[role=row] [role=checkbox], [role=row] input')
  return await page.evaluate(() => {
    const at = (name: string) => performance.getEntriesByName(name)[0]?.startTime
    const ready = at('ready')
    const rows = at('first-rows')
    if (ready === undefined || rows === undefined) throw new Error('the page left no marks')
    return Math.max(0, rows - ready)
  })
}
