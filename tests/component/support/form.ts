import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'

/** The text field with this label. */
export function fieldOf(page: VueWrapper, label: string) {
  const found = page.findAll('label').find((other) => other.text().startsWith(label))
  const id = found?.attributes('for')
  if (id === undefined) throw new Error(`no field ${label}`)
  return page.get<HTMLInputElement>(`[id="${id}"]`)
}

export function buttonOf(page: VueWrapper, label: string) {
  const found = page
    .findAll('button')
    .find((other) => other.text() === label || other.attributes('aria-label') === label)
  if (found === undefined) throw new Error(`no button ${label}`)
  return found
}

export function hasButton(page: VueWrapper, label: string): boolean {
  return page.findAll('button').some((other) => other.text() === label)
}

/** Types a text into a field and leaves it. */
export async function type(page: VueWrapper, label: string, text: string): Promise<void> {
  const field = fieldOf(page, label)
  await field.setValue(text)
  await field.trigger('blur')
}

export async function press(page: VueWrapper, label: string): Promise<void> {
  await buttonOf(page, label).trigger('click')
  await flushPromises()
}

export async function submit(page: VueWrapper): Promise<void> {
  await page.get('form').trigger('submit')
  await flushPromises()
}
