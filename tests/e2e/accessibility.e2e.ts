import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { killApp, launchApp, temporaryUserData } from './support/app.ts'
import type { RunningApp } from './support/app.ts'
import { Journey, pageNames } from './support/journey.ts'

let userData: Awaited<ReturnType<typeof temporaryUserData>>
let app: RunningApp
let page: Page

// Long ones that need nothing of each other.
test.describe.configure({ mode: 'parallel' })

test.beforeEach(async () => {
  userData = await temporaryUserData()
  app = await launchApp({ userData: userData.path, env: { DEMO_TIME_SCALE: '3' } })
  page = app.page
})

test.afterEach(async () => {
  await killApp(app)
  await userData.remove()
})

for (const theme of ['light', 'dark'] as const) {
  test(`no page breaks a rule of accessibility, ${theme}`, async () => {
    test.slow()
    const found: Violation[] = []
    const look = async (place: string) => {
      await expect(page.locator('html')).toHaveAttribute('data-appearance', theme)
      found.push(...(await violations(page, `${place}, ${theme}`)))
    }
    await page.evaluate((choice) => window.desktop.settings.change({ theme: choice }), theme)
    await look('Welcome')
    await page.getByRole('button', { name: /Access token/ }).click()
    await expect(page.getByLabel('Workspace address')).toBeVisible()
    await look('token form')
    await page.getByRole('button', { name: /back/i }).click()

    const journey = new Journey(page)
    await journey.openDemo()
    await expect(page.getByText('All saved')).toBeVisible()
    for (const name of pageNames) {
      await journey.goTo(name)
      if (name === 'Workflows' || name === 'Pipelines') {
        await expect(page.getByRole('row').nth(3)).toBeVisible()
        await look(name)
        await page.getByRole('row').nth(2).click()
        await expect(page.getByRole('dialog')).toBeVisible()
        await look(`${name} with details`)
        for (const tab of await page.getByRole('dialog').getByRole('tab').all()) {
          await tab.click()
          await expect(page.getByRole('dialog').getByText(/^Read/)).toBeVisible()
          await look(`${name}, ${await tab.innerText()} of an item`)
        }
        await page.getByRole('dialog').getByRole('tab', { name: 'Overview' }).click()
        await page.keyboard.press('Escape')
        await page.getByRole('textbox', { name: /^Search/ }).fill('nothing is called like this')
        await expect(page.getByRole('heading', { name: /match/ })).toBeVisible()
        await look(`${name} without a match`)
        await page.getByRole('textbox', { name: /^Search/ }).fill('')
      } else await look(name)
    }
    await page.keyboard.press('ControlOrMeta+K')
    await expect(page.getByRole('dialog')).toBeVisible()
    await look('command palette')
    await page.keyboard.press('Escape')

    await journey.goTo('Workflows')
    await journey.setPicked('crm_customer_export', true)
    await journey.selection().getByRole('button', { name: 'Review and save' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await look('review')
    await page.keyboard.press('Escape')
    await journey.setPicked('crm_customer_export', false)
    await journey.startExport()
    await look('a running export')
    expect(found).toEqual([])
  })
}

test('from the first screen to a changed selection without a mouse', async () => {
  await test.step('Tab reaches the demo workspace, Enter opens it', async () => {
    await tabTo(() => page.getByRole('button', { name: 'Open', exact: true }))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
    await expect(page.getByText('All saved')).toBeVisible()
  })

  const grid = page.getByRole('grid')
  const picked = () =>
    page
      .getByRole('row', { selected: true })
      .evaluateAll((rows) => rows.map((row) => Number(row.ariaRowIndex) - 1))
  await test.step('search, go into the results, pick, extend', async () => {
    await page.keyboard.press('ControlOrMeta+2')
    await page.keyboard.press('ControlOrMeta+F')
    await page.keyboard.type('export')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(grid).toHaveAttribute('aria-rowcount', /^\d{1,2}$/)
    await page.keyboard.press('ArrowDown')
    await expect(grid).toBeFocused()
    const before = await picked()
    expect(before).not.toContain(1)
    await page.keyboard.press('Space')
    await expect.poll(picked).toEqual([1, ...before])
    expect(await focusIsVisible(page)).toBe(true)
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await expect.poll(picked).toEqual(expect.arrayContaining([1, 2, 3]))
    await page.keyboard.press('Shift+ArrowUp')
    await expect.poll(picked).not.toContain(3)
    await expect(new Journey(page).selection()).toContainText('unsaved change')
  })

  await test.step('Enter opens the details, Escape closes them and gives the focus back', async () => {
    await page.keyboard.press('Enter')
    const details = page.getByRole('dialog')
    await expect(details).toBeVisible()
    const first = await details.getByRole('heading').first().textContent()
    await page.keyboard.press('ArrowDown')
    await expect(details.getByRole('heading').first()).not.toHaveText(first ?? '')
    await page.keyboard.press('Enter')
    await expect(details.locator(':focus')).toHaveCount(1)
    await page.keyboard.press('Escape')
    await expect(details).toBeHidden()
    await expect(grid).toBeFocused()
  })

  await test.step('a dialog keeps the focus inside and gives it back', async () => {
    await page.keyboard.press('ControlOrMeta+S')
    const review = page.getByRole('dialog')
    await expect(review).toBeVisible()
    for (let i = 0; i < 15; i++) {
      await page.keyboard.press('Tab')
      // At the end of a dialog the focus may leave the page, but not for what is beneath.
      const isBeneath = await review.evaluate(
        (dialog) =>
          document.activeElement !== document.body && !dialog.contains(document.activeElement),
      )
      expect(isBeneath, await focused(page)).toBe(false)
    }
    await page.keyboard.press('Escape')
    await expect(review).toBeHidden()
    await expect(grid).toBeFocused()
  })

  await test.step('wherever Tab goes, the focus can be seen', async () => {
    const unseen: string[] = []
    for (const name of pageNames) {
      await page.keyboard.press(`ControlOrMeta+${pageNames.indexOf(name) + 1}`)
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
      for (let i = 0; i < 25; i++) {
        await page.keyboard.press('Tab')
        if (!(await focusIsVisible(page))) unseen.push(`${name}: ${await focused(page)}`)
      }
    }
    expect([...new Set(unseen)]).toEqual([])
  })
})

interface Violation {
  place: string
  rule: string
  at: string[]
}

/** Serious and critical findings of axe-core for WCAG 2.2 A and AA, and its best practices. */
async function violations(at: Page, place: string): Promise<Violation[]> {
  // Colours in the middle of a transition are nobody's choice.
  await at.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(done))
    for (const animation of document.getAnimations()) {
      const isEndless = animation.effect?.getComputedTiming().endTime === Infinity
      if (!isEndless) animation.finish()
    }
  })
  // A new page for cross-origin frames cannot be opened in Electron, and there are no such frames.
  const result = await new AxeBuilder({ page: at }).setLegacyMode().analyze()
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => ({
      place,
      rule: `${id}: ${help}`,
      at: nodes
        .slice(0, 3)
        .map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
    }))
}

async function tabTo(target: () => ReturnType<Page['getByRole']>): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab')
    if (await target().evaluate((element) => element === document.activeElement)) {
      expect(await focusIsVisible(page)).toBe(true)
      return
    }
  }
  throw new Error('Tab does not get there')
}

/** Whether the focused element, or what stands for it, is drawn otherwise than without focus. */
function focusIsVisible(at: Page): Promise<boolean> {
  return at.evaluate(async () => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element === document.body) return true
    // A grid marks its current row.
    if (element.hasAttribute('aria-activedescendant')) return true
    const look = (node: Element): string => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } =
        getComputedStyle(node)
      const outline = outlineStyle === 'none' ? '' : `${outlineWidth} ${outlineColor}`
      return [outline, boxShadow, borderColor, backgroundColor].join('|')
    }
    const drawn = async (): Promise<void> => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
      for (const animation of document.getAnimations()) {
        if (animation instanceof CSSTransition) animation.finish()
      }
    }
    // A hidden input shows it on its label, a text field of naive-ui on its border.
    const border = element.closest('.n-input')?.querySelector('.n-input__state-border')
    const shown = [element, element.parentElement, element.nextElementSibling, border].filter(
      (node) => node instanceof Element,
    )
    await drawn()
    const withFocus = shown.map(look)
    element.blur()
    await drawn()
    const without = shown.map(look)
    element.focus({ focusVisible: true } as FocusOptions)
    return withFocus.some((text, index) => text !== without[index])
  })
}

function focused(at: Page): Promise<string> {
  return at.evaluate(() => document.activeElement?.outerHTML.slice(0, 120) ?? '')
}
