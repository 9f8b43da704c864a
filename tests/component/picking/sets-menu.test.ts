import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import SetsMenu from '../../../src/renderer/components/picking/SetsMenu.vue'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import type { SelectionSet } from '../../../src/shared/selection-set.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => {
  wrapper?.unmount()
  document.body.replaceChildren()
})

const nightly: SelectionSet = { id: 'a', name: 'Nightly', workflows: 12, pipelines: 1, savedAt: 0 }

async function open(sets: SelectionSet[], picked = 3) {
  const fake = freshDesktop((world) => {
    world.configuration.selection.workflows = picked
  })
  let kept = sets
  fake.handle('sets.list', () => kept)
  fake.handle(
    'sets.save',
    ({ name }: { name: string }) => (kept = [...kept, { ...nightly, id: 'b', name }]),
  )
  fake.handle('sets.remove', () => (kept = []))
  wrapper = (await mountHere(SetsMenu)).wrapper
  await wrapper.get('button').trigger('click')
  await flushPromises()
  return fake
}

function button(label: string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find(
    (each) => (each.getAttribute('aria-label') ?? each.textContent ?? '').trim() === label,
  )
  if (!found) throw new Error(`no button ${label}`)
  return found
}

async function press(label: string): Promise<void> {
  button(label).click()
  await flushPromises()
}

const called = (fake: Awaited<ReturnType<typeof open>>, name: string) =>
  fake.calls.filter((call) => call.name === name).map(({ input }) => input)

describe('saved selections', () => {
  it('are listed with what they hold', async () => {
    await open([nightly])
    expect(document.body.textContent).toContain('Nightly')
    expect(document.body.textContent).toContain('12 workflows, 1 pipeline')
  })

  it('are added to the selection or used instead of it', async () => {
    const fake = await open([nightly])
    await press('Add')
    await wrapper?.get('button').trigger('click')
    await flushPromises()
    await press('Use only this')
    expect(called(fake, 'sets.apply')).toEqual([
      { id: 'a', mode: 'add' },
      { id: 'a', mode: 'replace' },
    ])
  })

  it('are made from the present selection, and say when a name is replaced', async () => {
    const fake = await open([nightly])
    const field = document.querySelector<HTMLInputElement>('input[type=text]')
    if (!field) throw new Error('no field')
    field.value = '  Nightly '
    field.dispatchEvent(new Event('input'))
    await flushPromises()
    expect(button('Replace').disabled).toBe(false)
    field.value = 'Audit'
    field.dispatchEvent(new Event('input'))
    await flushPromises()
    button('Save').closest('form')?.requestSubmit()
    await flushPromises()
    expect(called(fake, 'sets.save')).toEqual([{ name: 'Audit' }])
    expect(document.body.textContent).toContain('Audit')
  })

  it('cannot be made of nothing, and say what to do', async () => {
    await open([], 0)
    expect(document.body.textContent).toContain('Pick something first')
    expect(document.querySelector<HTMLInputElement>('input[type=text]')?.disabled).toBe(true)
  })

  it('are deleted after a question only', async () => {
    const fake = await open([nightly])
    await press('Delete Nightly')
    expect(called(fake, 'sets.remove')).toEqual([])
    useConfirm().open.value?.answer(true)
    await flushPromises()
    expect(called(fake, 'sets.remove')).toEqual([{ id: 'a' }])
  })

  it('are exported and imported as files', async () => {
    const fake = await open([nightly])
    await press('Export Nightly as a file')
    await press('Import a set from a file…')
    expect(called(fake, 'sets.exportFile')).toEqual([{ id: 'a' }])
    expect(called(fake, 'sets.importFile')).toHaveLength(1)
  })
})
