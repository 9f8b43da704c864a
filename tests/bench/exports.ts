import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { killApp, launchApp, temporaryUserData } from '../e2e/support/app.ts'
import type { RunningApp } from '../e2e/support/app.ts'
import { NotificationWatch } from '../e2e/support/notifications.ts'
import { startDemo } from './demo-process.ts'
import { run as runDownloads } from './export-download.ts'
import type { DemoProcess } from './demo-process.ts'
import { median, printFigure } from './report.ts'

/** Runs of this workspace take hours, those of the other about ten seconds. */
const slow = 500
const quick = 0.5
const measureMs = 15_000
const settleMs = 12_000
const notifications = 3

const runGet = 'GET /api/2.2/jobs/runs/get'

/**
 * What following exports costs the built app while its window is hidden, in their first minute, when
 * they are polled most, and how long the end of a run takes to become a notification.
 */
export async function run(): Promise<void> {
  await withApp(slow, async ({ app, demo }) => {
    const idle = await cost(app, demo)
    printFigure({ name: 'exports.0.cpu', value: idle.cpu * 100, unit: '% of a core', goal: null })
    let active = 0
    for (const count of [1, 10, 100]) {
      await startExports(app.page, count - active)
      active = count
      // What every export goes through once at its start is over then.
      await sleep(settleMs)
      const { cpu, perSecond, mostInASecond } = await cost(app, demo)
      const print = (name: string, value: number, unit: string, goal: number | null) =>
        printFigure({ name: `exports.${count}.${name}`, value, unit, goal })
      print('cpu', Math.max(0, cpu - idle.cpu) * 100, '% of a core', 1)
      print('requests', perSecond, 'requests/s', 10)
      print('most-requests', mostInASecond, 'requests in a second', 10)
    }
  })
  await withApp(quick, async ({ app, demo }) => {
    const late: number[] = []
    for (let i = 0; i < notifications; i += 1) late.push(await endToNotification(app, demo))
    const print = (name: string, value: number) =>
      printFigure({ name: `exports.notification.${name}`, value, unit: 'ms', goal: 2000 + 1000 })
    print('median', median(late))
    print('latest', Math.max(...late))
  })
  await runDownloads([])
}

async function withApp(
  timeScale: number,
  measure: (world: { app: RunningApp; demo: DemoProcess }) => Promise<void>,
): Promise<void> {
  const userData = await temporaryUserData()
  const demo = await startDemo({ jobs: 240, pipelines: 60, latencyMs: 0, timeScale })
  let app: RunningApp | null = null
  try {
    app = await launchApp({ userData: userData.path })
    await connect(app.page, demo)
    await app.electron.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.hide()
    })
    // The lists are read and saved meanwhile.
    await sleep(8000)
    await measure({ app, demo })
  } finally {
    if (app) await killApp(app)
    await demo.stop()
    await userData.remove()
  }
}

async function connect(page: Page, { url, token }: DemoProcess): Promise<void> {
  await page.evaluate(
    async ({ host, secret }) => {
      const signIn = { method: 'token' } as const
      const rest = { name: 'Bench', color: 'none', keepSecret: 'session' } as const
      const answer = await window.desktop.connections.add({ ...rest, host, signIn, secret })
      if (!answer.ok) throw new Error(answer.error.message)
    },
    { host: url, secret: token },
  )
  await page.waitForFunction(async () => {
    const answer = await window.desktop.exports.readiness()
    return answer.ok && (answer.value as { ready: boolean }).ready
  })
}

async function startExports(page: Page, count: number): Promise<void> {
  await page.evaluate(async (starts) => {
    for (let i = 0; i < starts; i += 1) {
      const answer = await window.desktop.exports.start({ anyway: true })
      if (!answer.ok) throw new Error(answer.error.message)
    }
  }, count)
  await page.waitForFunction(async () => {
    const answer = await window.desktop.exports.list()
    return answer.ok && (answer.value as { runId: string | null }[]).every(({ runId }) => runId)
  })
}

interface Cost {
  /** Share of a core that main used. */
  cpu: number
  perSecond: number
  mostInASecond: number
}

async function cost(app: RunningApp, demo: DemoProcess): Promise<Cost> {
  const counts = [await polls(demo)]
  const cpuBefore = await cpuMs(app)
  const startedAt = performance.now()
  for (let second = 1; second * 1000 <= measureMs; second += 1) {
    await sleep(startedAt + second * 1000 - performance.now())
    counts.push(await polls(demo))
  }
  const tookMs = performance.now() - startedAt
  const cpu = ((await cpuMs(app)) - cpuBefore) / tookMs
  const each = counts.slice(1).map((count, index) => count - (counts[index] ?? 0))
  const all = (counts.at(-1) ?? 0) - (counts[0] ?? 0)
  return { cpu, perSecond: (all * 1000) / tookMs, mostInASecond: Math.max(...each) }
}

async function polls(demo: DemoProcess): Promise<number> {
  return (await demo.requests())[runGet] ?? 0
}

function cpuMs(app: RunningApp): Promise<number> {
  return app.electron.evaluate(() => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  })
}

/** From the end of the run, as Databricks tells it, to the request to the desktop to show it (ms). */
async function endToNotification(app: RunningApp, demo: DemoProcess): Promise<number> {
  const watch = await NotificationWatch.start()
  try {
    await startExports(app.page, 1)
    while (!watch.seen.some(({ title }) => title.startsWith('Export '))) await sleep(5)
    const seenAt = Date.now()
    const runId = await app.page.evaluate(async () => {
      const answer = await window.desktop.exports.list()
      if (!answer.ok) throw new Error(answer.error.message)
      return (answer.value as { runId: string }[])[0]?.runId
    })
    const headers = { authorization: `Bearer ${demo.token}` }
    const answer = await fetch(`${demo.url}/api/2.2/jobs/runs/get?run_id=${runId}`, { headers })
    const { end_time: endedAt } = (await answer.json()) as { end_time: number }
    if (endedAt === 0) throw new Error('The notification came before the end of the run')
    return seenAt - endedAt
  } finally {
    watch.stop()
  }
}
