import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ConfirmDialog from '../../../src/renderer/components/shell/ConfirmDialog.vue'
import { useConfirm } from '../../../src/renderer/composables/useConfirm.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => {
  wrapper?.unmount()
  document.body.replaceChildren()
})

const question = {
  title: 'Discard 3 unsaved changes?',
  text: 'The selection goes back to what the file says.',
  confirmLabel: 'Discard changes',
  danger: true,
}

async function ask(): Promise<{ answer: Promise<boolean> }> {
  freshDesktop()
  const answer = useConfirm().confirm(question)
  wrapper = (await mountHere(ConfirmDialog)).wrapper
  await flushPromises()
  return { answer }
}

function buttonOf(label: string): HTMLButtonElement {
  const buttons = [...document.querySelectorAll('button')]
  const found = buttons.find((button) => button.textContent?.trim() === label)
  if (found === undefined) throw new Error(`no button ${label}`)
  return found
}

describe('the confirmation', () => {
  it('starts on the button that changes nothing', async () => {
    await ask()
    expect(document.activeElement).toBe(buttonOf('Cancel'))
  })

  it('answers yes only to its own button', async () => {
    const { answer } = await ask()
    buttonOf('Discard changes').click()
    expect(await answer).toBe(true)
  })

  it('answers no when another question takes its place', async () => {
    freshDesktop()
    const first = useConfirm().confirm(question)
    const second = useConfirm().confirm(question)
    expect(await first).toBe(false)
    wrapper = (await mountHere(ConfirmDialog)).wrapper
    buttonOf('Cancel').click()
    expect(await second).toBe(false)
  })
})
