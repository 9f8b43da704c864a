import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import PinButton from '../../../src/renderer/components/exports/PinButton.vue'
import StoreBanner from '../../../src/renderer/components/exports/StoreBanner.vue'
import { useExports } from '../../../src/renderer/stores/exports.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { StoreNotice, StoreState } from '../../../src/shared/export-store.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { exportRecord } from '../support/fake-exports.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

const fine: StoreState = { problem: null, notice: null, searching: false }
const badFile = '/home/you/.config/app/export-state.json.bad-1'
const damaged = (change: Partial<StoreNotice> = {}): StoreNotice => ({
  at: 0,
  cause: 'damaged',
  badFile,
  kept: 3,
  complete: false,
  found: 0,
  ...change,
})

async function show(state: Partial<StoreState>): Promise<{ fake: FakeDesktop; page: VueWrapper }> {
  const fake = freshDesktop((world) => {
    world.store = { ...fine, ...state }
  })
  const page = (await mountHere(StoreBanner)).wrapper
  wrapper = page
  await flushPromises()
  return { fake, page }
}

const inputsOf = (fake: FakeDesktop, name: string) =>
  fake.calls.filter((call) => call.name === name).map(({ input }) => input)

describe('the banner of the stored exports', () => {
  it('is not there when all is well', async () => {
    expect((await show({})).page.find('section').exists()).toBe(false)
  })

  it.each([
    [damaged({ complete: true }), false, /restored.*The backup had all 3\./],
    [damaged({ complete: true, kept: 1 }), false, /The backup had the one export\./],
    [damaged(), true, /damaged.*3 exports are still there.*searched for in Databricks/],
    [damaged({ kept: 0 }), false, /No export could be read.*No run that is missing was found/],
    [damaged({ kept: 1, found: 2 }), false, /One export is still there.*2 exports are found again/],
    [damaged({ cause: 'newer' }), false, /newer version.*understands 3 exports.*Update the app/],
  ])(
    'tells what is kept, what is found and where the file is: %o',
    async (notice, searching, words) => {
      const { page } = await show({ notice, searching })
      const text = page.get('[role=status]').text().replaceAll(/\s+/g, ' ')
      expect(text).toMatch(words)
      expect(text).toContain(`The file as it was is kept: ${badFile}`)
    },
  )

  it('follows what is found meanwhile', async () => {
    const { fake, page } = await show({ notice: damaged(), searching: true })
    fake.emit('exports.storeChanged', { ...fine, notice: damaged({ kept: 3, found: 1 }) })
    await flushPromises()
    expect(page.text()).toContain('One export is found again by its run in Databricks.')
  })

  it('copies the path, and goes when it was seen', async () => {
    const { fake, page } = await show({ notice: damaged() })
    const [copy, dismiss] = page.findAll('button')
    await copy?.trigger('click')
    await dismiss?.trigger('click')
    await flushPromises()
    expect(inputsOf(fake, 'app.copyText')).toEqual([{ text: badFile }])
    expect(inputsOf(fake, 'exports.dismissStoreNotice')).toHaveLength(1)
    expect(page.find('section').exists()).toBe(false)
  })

  it('says that nothing can be saved, until it can', async () => {
    const problem = new AppError('disk-full', 'The disk of this computer is full.', {
      suggestion: 'Make room on the disk.',
    }).toRecord()
    const { fake, page } = await show({ problem })
    expect(page.get('[role=alert]').text()).toMatch(/cannot be saved.*disk.*full.*Make room/)
    fake.emit('exports.storeChanged', fine)
    await flushPromises()
    expect(page.find('section').exists()).toBe(false)
  })
})

describe('the pin of an export', () => {
  async function button(small: boolean, pinned = false) {
    const record = exportRecord({ id: 'aaaaaaaa-1', state: 'succeeded', pinned })
    const fake = freshDesktop((world) => {
      world.exports = [record]
    })
    wrapper = (await mountHere(PinButton, { record, small })).wrapper
    return { fake, page: wrapper }
  }

  it.each([true, false])(
    'is a button that says whether it is pressed (small: %s)',
    async (small) => {
      const { fake, page } = await button(small)
      expect(page.get('button').attributes('aria-pressed')).toBe('false')
      await page.get('button').trigger('click')
      await flushPromises()
      expect(inputsOf(fake, 'exports.pin')).toEqual([{ id: 'aaaaaaaa-1', pinned: true }])
      expect(useExports().find('aaaaaaaa-1')?.pinned).toBe(true)
    },
  )

  it('names its export for screen readers where it is an icon', async () => {
    const { page } = await button(true, true)
    const { 'aria-label': name, 'aria-pressed': pressed } = page.get('button').attributes()
    expect(name).toMatch(/^Pin the export of .+/)
    expect(pressed).toBe('true')
  })
})
