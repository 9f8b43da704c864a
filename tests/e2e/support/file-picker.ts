import { expect } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'

/** The picker of workspace files, and the File menu that opens it, as a user reads and uses them. */
export class FilePicker {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog')
  }

  get list(): Locator {
    return this.dialog.getByRole('listbox')
  }

  get name(): Locator {
    return this.dialog.getByRole('textbox', { name: 'File name' })
  }

  entry(name: string): Locator {
    return this.list.getByRole('option').filter({ hasText: name })
  }

  async chooseInMenu(item: string): Promise<void> {
    await this.page.getByRole('button', { name: 'File', exact: true }).click()
    await this.page.getByRole('menuitem', { name: item, exact: true }).click()
  }

  /** The button that chooses, or agrees to go on. */
  async press(name: string): Promise<void> {
    await this.dialog.getByRole('button', { name, exact: true }).click()
  }

  async expectClosed(): Promise<void> {
    await expect(this.dialog).toBeHidden()
  }
}
