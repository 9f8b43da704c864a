import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'

export const pageNames = [
  'Export',
  'Workflows',
  'Pipelines',
  'Configuration',
  'Activity',
  'Settings',
] as const
export type PageName = (typeof pageNames)[number]

/** The steps of the main job as a user takes them: what is read and clicked, nothing else. */
export class Journey {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async openDemo(): Promise<void> {
    await this.page.getByRole('button', { name: 'Open', exact: true }).click()
    await expect(this.page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  }

  async goTo(name: PageName): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Pages' }).getByText(name).click()
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible()
  }

  /** Picks an item, or takes it out of the selection. */
  async setPicked(name: string, picked: boolean): Promise<void> {
    await expect(this.selection()).toContainText(/All saved|unsaved/)
    await this.page.getByRole('textbox', { name: /^Search/ }).fill(name)
    const box = this.page.getByRole('checkbox', { name: `Pick ${name}`, exact: true })
    await expect(box).toBeVisible()
    if ((await box.isChecked()) !== picked) await box.click()
    await expect(box).toBeChecked({ checked: picked })
    await this.page.getByRole('textbox', { name: /^Search/ }).fill('')
  }

  /** What the selection bar says. */
  selection() {
    return this.page.getByRole('region', { name: 'Selection' })
  }

  async reviewAndSave(): Promise<void> {
    await this.selection().getByRole('button', { name: 'Review and save' }).click()
    const dialog = this.page.getByRole('dialog')
    await expect(dialog).toBeVisible()
    await dialog.getByRole('button', { name: /^Save/ }).click()
    await expect(dialog).toBeHidden()
    await expect(this.selection()).toContainText('All saved')
  }

  async startExport(): Promise<void> {
    await this.goTo('Export')
    const start = this.page.getByRole('button', { name: 'Start export' })
    await expect(start).toBeEnabled()
    await start.click()
    await expect(this.page.getByRole('progressbar').first()).toBeVisible()
  }
}
