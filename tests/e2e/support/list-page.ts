import { expect } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'
import type { DemoServer } from '../../../src/main/demo/server.ts'
import type { Kind } from '../../../src/shared/catalog.ts'
import { Journey } from './journey.ts'
import type { PageName } from './journey.ts'

const pageNames: Readonly<Record<Kind, PageName>> = {
  workflow: 'Workflows',
  pipeline: 'Pipelines',
}

/** Connects to a workspace without the form, which has tests of its own. */
export async function connect(page: Page, demo: DemoServer, name = 'Analytics'): Promise<void> {
  const answer = await page.evaluate(
    ([given, host, secret]) =>
      window.desktop.connections.add({
        name: given,
        color: 'blue',
        host,
        signIn: { method: 'token' },
        secret,
        keepSecret: 'keychain',
      }),
    [name, demo.url, demo.token] as const,
  )
  expect(answer).toMatchObject({ ok: true })
  await page.evaluate(() => (location.hash = '#/export'))
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
}

/** The list of a kind as a user reads and uses it. */
export class ListPage {
  readonly page: Page
  readonly kind: Kind

  constructor(page: Page, kind: Kind) {
    this.page = page
    this.kind = kind
  }

  /** Goes there, and waits until the list and the configuration can be used. */
  async open(): Promise<void> {
    await new Journey(this.page).goTo(pageNames[this.kind])
    await expect(this.selection).toContainText(/Nothing picked|All saved|unsaved/)
    await expect(this.selection).not.toContainText('not loaded yet')
  }

  get grid(): Locator {
    return this.page.getByRole('grid', { name: pageNames[this.kind] })
  }

  get searchField(): Locator {
    return this.page.getByRole('textbox', { name: /^Search (workflows|pipelines)/ })
  }

  get selection(): Locator {
    return new Journey(this.page).selection()
  }

  /** Takes the last change of the selection back. */
  get undo(): Locator {
    return this.selection.getByRole('button', { name: /^Undo/ })
  }

  get title(): Locator {
    return this.page.locator('header').filter({ has: this.page.getByRole('heading', { level: 1 }) })
  }

  box(name: string): Locator {
    return this.grid.getByRole('checkbox', { name: `Pick ${name}`, exact: true })
  }

  row(name: string): Locator {
    const box = this.page.getByRole('checkbox', { name: `Pick ${name}`, exact: true })
    return this.grid.getByRole('row').filter({ has: box })
  }

  /** The row at that place of the whole list, counted from 1. */
  rowAt(place: number): Locator {
    return this.grid.locator(`[role=row][aria-rowindex="${place + 1}"]`)
  }

  boxAt(place: number): Locator {
    return this.rowAt(place).getByRole('checkbox')
  }

  head(column: string): Locator {
    return this.grid.getByRole('columnheader', { name: column, exact: true })
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' })
  }

  /** The names of the rows that are drawn, from the top. */
  names(): Promise<string[]> {
    return this.grid
      .getByRole('checkbox', { name: /^Pick (?!all [\d,]+ results)/ })
      .evaluateAll((boxes) =>
        boxes.map((box) => box.getAttribute('aria-label')?.replace(/^Pick /, '') ?? ''),
      )
  }

  async expectNames(names: readonly string[]): Promise<void> {
    await expect.poll(() => this.names()).toEqual(names)
  }

  async search(text: string): Promise<void> {
    await this.searchField.fill(text)
  }

  /** Opens a menu and chooses from it. */
  async choose(menu: string | RegExp, item: string | RegExp): Promise<void> {
    await this.button(menu).click()
    const items = this.page.getByRole('menu').locator('[role^=menuitem]')
    await items.filter({ hasText: item }).click()
  }

  /** Opens the menu of a filter, and gives its panel. */
  async openFilter(name: string): Promise<Locator> {
    await this.page.getByRole('search').getByRole('button', { name, exact: true }).click()
    return this.page.getByRole('dialog', { name: `Filter by ${name.toLowerCase()}` })
  }

  async setEndless(): Promise<void> {
    await this.choose(/per page$/, 'Endless list')
    await expect(this.button('Endless list')).toBeVisible()
  }

  /** Scrolls as with the wheel, to that part of the whole list, from 0 to 1. */
  async scrollTo(part: number): Promise<void> {
    await this.grid.evaluate((grid, to) => {
      grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * to
    }, part)
  }
}
