import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { vi } from 'vitest'
import ReviewDialog from '../../../src/renderer/components/configuration/ReviewDialog.vue'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import type { DocumentKind } from '../../../src/shared/configuration.ts'
import type { FakeDesktop } from './fake-desktop.ts'
import { freshDesktop, mountHere } from './mount.ts'

export const saved = 'workflows:\n  - job_name: one\n    job_id: 1\n'
export const draft = `${saved}  - job_name: two\n    job_id: 2\n`

let wrapper: VueWrapper | undefined

export function closeReview(): void {
  useConfirm().open.value?.answer(false)
  wrapper?.unmount()
}

/** Main with unsaved documents; a save writes, and announces what is left. */
export function unsavedDesktop(...kinds: DocumentKind[]): FakeDesktop {
  const fake = freshDesktop((world) => {
    for (const kind of kinds) world.configuration[kind].unsaved = true
  })
  fake.handle('configuration.text', () => ({ saved, draft }))
  const settle = (document: DocumentKind) => {
    const { configuration } = fake.world
    const state = { ...configuration[document], unsaved: false, revision: 2 }
    fake.world.configuration = { ...configuration, [document]: state }
    fake.emit('configuration.changed', fake.world.configuration)
  }
  fake.handle('configuration.save', ({ document }: { document: DocumentKind }) => {
    settle(document)
    return { outcome: 'saved' }
  })
  fake.handle(
    'configuration.resolveConflict',
    ({ document, then }: { document: DocumentKind; then: string }) => {
      if (then !== 'keep') settle(document)
      return { outcome: then === 'keep' ? 'kept' : 'saved' }
    },
  )
  fake.handle('configuration.reload', ({ document }: { document: DocumentKind }) => {
    settle(document)
    return fake.world.configuration
  })
  return fake
}

/** Opens the dialog; whether it was closed since. */
export async function show(): Promise<{ closed: () => boolean }> {
  const update = vi.fn()
  const mounted = await mountHere(ReviewDialog, { open: true, 'onUpdate:open': update })
  wrapper = mounted.wrapper
  // The views of the differences come in chunks of their own.
  await vi.dynamicImportSettled()
  await flushPromises()
  return { closed: () => update.mock.calls.some(([value]) => value === false) }
}

const dialog = () => document.querySelector('[role=dialog]')
export const words = () => dialog()?.textContent?.replaceAll(/\s+/g, ' ') ?? ''

export function button(text: string): HTMLButtonElement {
  const found = [...(dialog()?.querySelectorAll('button') ?? [])].find((candidate) =>
    candidate.textContent?.trim().startsWith(text),
  )
  if (found === undefined) throw new Error(`no button “${text}” in: ${words()}`)
  return found
}

export async function click(text: string): Promise<void> {
  button(text).click()
  await flushPromises()
}

export const inputs = (fake: FakeDesktop, name: string) =>
  fake.calls.filter((call) => call.name === name).map((call) => call.input)
