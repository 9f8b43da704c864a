import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import KeptEdits from '../../../src/renderer/components/shell/KeptEdits.vue'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import { useReview } from '../../../src/renderer/composables/useReview.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import type { DocumentState } from '../../../src/shared/configuration.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { press } from '../support/form.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => {
  useReview().open.value = false
  wrapper?.unmount()
})

const restored = { restoredAt: Date.now() - 3_600_000, unsaved: true }
const diskFull = {
  code: 'disk-full' as const,
  message: 'The disk of this computer is full.',
  suggestion: 'Make room on the disk; the app tries again by itself.',
  details: {},
}

async function show(main: Partial<DocumentState>, app: Partial<DocumentState> = {}) {
  const fake: FakeDesktop = freshDesktop((world) => {
    world.configuration.main = { ...world.configuration.main, ...main }
    world.configuration.app = { ...world.configuration.app, ...app }
  })
  const mounted = await mountHere(KeptEdits)
  wrapper = mounted.wrapper
  const inputs = (name: string) =>
    fake.calls.filter((call) => call.name === name).map((call) => call.input)
  return { notice: wrapper, router: mounted.router, inputs }
}

it('says nothing while nothing was brought back', async () => {
  const { notice } = await show({ unsaved: true })
  expect(notice.text()).toBe('')
})

it('says which edits are back, and from when', async () => {
  const { notice } = await show(restored, { ...restored, restoredAt: Date.now() - 120_000 })
  const text = notice.text().replaceAll(/\s+/g, ' ')
  expect(text).toContain('Your unsaved edits of config.yml and app_config.yml are back')
  expect(text).toContain('2 min ago')
})

it('is gone when they were saved meanwhile', async () => {
  const { notice } = await show({ ...restored, unsaved: false })
  expect(notice.text()).toBe('')
})

it('leads to the review, and then has been seen', async () => {
  const { notice, router, inputs } = await show({}, restored)
  await press(notice, 'Review')
  // The page comes in a chunk of its own.
  await expect.poll(() => useReview().open.value, { timeout: 10_000 }).toBe(true)
  await flushPromises()
  expect(router.currentRoute.value).toMatchObject({
    name: 'configuration',
    query: { document: 'app' },
  })
  expect(inputs('configuration.dismissNotice')).toEqual([{ document: 'app' }])
})

it('discards them after a question, and can take that back', async () => {
  const { notice, inputs } = await show(restored)
  await press(notice, 'Discard')
  expect(inputs('configuration.discard')).toEqual([])
  useConfirm().open.value?.answer(false)
  await flushPromises()
  expect(inputs('configuration.discard')).toEqual([])
  await press(notice, 'Discard')
  useConfirm().open.value?.answer(true)
  await flushPromises()
  expect(inputs('configuration.discard')).toEqual([{ document: 'main' }])
  useToasts().list[0]?.action?.run()
  await flushPromises()
  expect(inputs('configuration.undo')).toEqual([{ document: 'main' }])
})

it('can be dismissed', async () => {
  const { notice, inputs } = await show(restored, restored)
  await notice.find('[aria-label=Dismiss]').trigger('click')
  await flushPromises()
  expect(inputs('configuration.dismissNotice')).toEqual([{ document: 'main' }, { document: 'app' }])
})

it('says that edits are not kept, and why', async () => {
  const { notice } = await show({ unsaved: true, draftError: diskFull })
  expect(notice.text()).toContain('Your unsaved edits of config.yml are not kept on this computer')
  expect(notice.text()).toContain('The disk of this computer is full.')
  expect(notice.findAll('button')).toHaveLength(0)
})

it('says that older edits could not be read, until that was seen', async () => {
  const error = { ...diskFull, code: 'disk-failed' as const, details: { unreadable: true } }
  const { notice, inputs } = await show({ draftError: error })
  expect(notice.text()).toContain('Unsaved edits of config.yml could not be brought back')
  await press(notice, 'Dismiss')
  await flushPromises()
  expect(inputs('configuration.dismissNotice')).toEqual([{ document: 'main' }])
})
