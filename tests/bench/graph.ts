import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { createDemoServer } from '../../src/main/demo/server.ts'
import { killApp, launchApp, temporaryUserData } from '../e2e/support/app.ts'
import { connect } from '../e2e/support/list-page.ts'
import { p95 } from './catalog-worker.ts'
import { median, printFigure } from './report.ts'

interface GraphMeasurement {
  /** From the click on “Tasks” to the first boxes in the document, the layout of all included. */
  shownMs: number
  /** Between two frames while the graph is moved, and while it is zoomed out to the whole. */
  panFrameP95Ms: number
  wholeFrameP95Ms: number
}

/** A job of 500 tasks in the built app. Each figure is the median of the runs. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { runs: { type: 'string', default: '3' } } })
  const all: GraphMeasurement[] = []
  for (let i = 0; i < Number(values.runs); i++) all.push(await measureGraph())
  const print = (name: string, read: (one: GraphMeasurement) => number, goal: number) =>
    printFigure({ name: `graph.500.${name}`, value: median(all.map(read)), unit: 'ms', goal })
  print('shown', (one) => one.shownMs, 1000)
  print('pan.frame.p95', (one) => one.panFrameP95Ms, 34)
  print('whole.frame.p95', (one) => one.wholeFrameP95Ms, 34)
}

async function measureGraph(): Promise<GraphMeasurement> {
  const demo = await createDemoServer()
  const userData = await temporaryUserData()
  const app = await launchApp({ userData: userData.path })
  try {
    const { page } = app
    await connect(page, demo)
    await page.evaluate(() => (location.hash = '#/workflows'))
    await page.getByRole('textbox', { name: /^Search/ }).fill('lakehouse_nightly_build')
    await page.getByRole('grid').getByText('lakehouse_nightly_build').click()
    await page.getByRole('button', { name: 'Widen the details' }).click()
    await page.getByRole('button', { name: 'Show the 500 tasks' }).waitFor()
    const shownMs = await shown(page)
    const panFrameP95Ms = await frames(page, () => pan(page))
    await page.getByRole('button', { name: 'Show the whole graph' }).click()
    await page.waitForTimeout(500)
    const wholeFrameP95Ms = await frames(page, () => pan(page))
    return { shownMs, panFrameP95Ms, wholeFrameP95Ms }
  } finally {
    await killApp(app)
    await userData.remove()
    await demo.stop()
  }
}

async function shown(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const tab = [...document.querySelectorAll<HTMLElement>('[role=tab]')].find(
      (each) => each.innerText === 'Tasks',
    )
    const startedAt = performance.now()
    tab?.click()
    return await new Promise<number>((done) => {
      const look = (): void => {
        if (document.querySelector('.vue-flow__node .box')) done(performance.now() - startedAt)
        else requestAnimationFrame(look)
      }
      look()
    })
  })
}

/** The 95th percentile of the time between frames during an action. */
async function frames(page: Page, action: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { benchFrames: times })
    const frame = (at: number): void => {
      times.push(at)
      if ('benchFrames' in window) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
  await action()
  const times = await page.evaluate(() => {
    const { benchFrames } = window as unknown as { benchFrames: number[] }
    Reflect.deleteProperty(window, 'benchFrames')
    return benchFrames
  })
  return p95(times.slice(1).map((at, index) => at - (times[index] ?? at)))
}

/** Drags the graph up, down and to the sides. */
async function pan(page: Page): Promise<void> {
  const box = await page.getByRole('application', { name: 'Task graph' }).boundingBox()
  if (!box) throw new Error('The graph is not on screen')
  const [x, y] = [box.x + box.width / 2, box.y + 12]
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let step = 0; step < 120; step++) {
    await page.mouse.move(x + 200 * Math.sin(step / 10), y + step * 4)
  }
  await page.mouse.up()
}
