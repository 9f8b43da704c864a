import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import PasteDialog from '../../../src/renderer/components/picking/PasteDialog.vue'
import { pastedLines } from '../../../src/renderer/components/picking/pasted-list.ts'
import type { ResolvedLine } from '../../../src/shared/catalog.ts'
import { AppError } from '../../../src/shared/errors.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  wrapper?.unmount()
  document.body.replaceChildren()
  vi.useRealTimers()
})

const item = (id: string, name: string) => ({ id, name, creator: 'ada@example.com' })
const answers: Record<string, ResolvedLine> = {
  daily: { text: 'daily', outcome: 'found', candidates: [item('1', 'daily')] },
  '1': { text: '1', outcome: 'found', candidates: [item('1', 'daily')] },
  twice: {
    text: 'twice',
    outcome: 'ambiguous',
    candidates: [item('2', 'twice'), item('3', 'twice')],
  },
}

async function open() {
  const fake = freshDesktop()
  fake.handle('catalog.resolve', ({ lines }: { lines: string[] }) =>
    lines.map((text) => answers[text] ?? { text, outcome: 'missing', candidates: [] }),
  )
  wrapper = (await mountHere(PasteDialog, { open: true, kind: 'workflow' })).wrapper
  await flushPromises()
  return fake
}

async function paste(text: string): Promise<void> {
  const area = document.querySelector('textarea')
  if (!area) throw new Error('no field')
  area.value = text
  area.dispatchEvent(new Event('input'))
  await flushPromises()
  await vi.advanceTimersByTimeAsync(200)
  await flushPromises()
}

function button(label: RegExp): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find((each) =>
    label.test(each.textContent ?? ''),
  )
  if (!found) throw new Error(`no button ${label}`)
  return found
}

const status = () => document.querySelector('[role=status]')?.textContent?.trim()

describe('pasted text', () => {
  it.each([
    ['a\r\nb\n\n  c  ', ['a', 'b', 'c']],
    ['a, b ,c', ['a', 'b', 'c']],
    ['a, b\nc', ['a, b', 'c']],
    ['', []],
  ])('%j is %j', (text, lines) => {
    expect(pastedLines(text)).toEqual(lines)
  })
})

describe('picking from a list', () => {
  it('says what was found, what was not, and what stands for several', async () => {
    await open()
    await paste('daily\ntwice\ngone 🚀')
    expect(status()).toBe('1 found, 1 with several items, 1 not found')
    expect(document.body.textContent).toContain('gone 🚀')
    expect(button(/^\s*Pick/).textContent).toContain('Pick 1 workflow')
  })

  it('picks what was found once, and of several those chosen by id', async () => {
    const fake = await open()
    await paste('daily\n1\ntwice')
    const boxes = document.querySelectorAll<HTMLInputElement>('fieldset input')
    boxes[1]?.click()
    await flushPromises()
    button(/^\s*Pick 2 workflows/).click()
    await flushPromises()
    expect(fake.calls.find(({ name }) => name === 'configuration.pick')?.input).toEqual({
      kind: 'workflow',
      picked: true,
      items: [
        { id: '1', name: 'daily' },
        { id: '3', name: 'twice' },
      ],
    })
    expect(wrapper?.emitted('update:open')).toEqual([[false]])
  })

  it('looks the list up again for the other kind', async () => {
    const fake = await open()
    await paste('daily')
    document.querySelector<HTMLInputElement>('input[value=pipeline]')?.click()
    await flushPromises()
    const asked = fake.calls.filter(({ name }) => name === 'catalog.resolve')
    expect(asked.map(({ input }) => (input as { kind: string }).kind)).toEqual([
      'workflow',
      'pipeline',
    ])
  })

  it('refuses more lines than make sense, without asking', async () => {
    const fake = await open()
    await paste(Array.from({ length: 20_001 }, (_, index) => `job ${index}`).join('\n'))
    expect(status()).toBe('At most 20,000 lines at once.')
    expect(fake.calls.some(({ name }) => name === 'catalog.resolve')).toBe(false)
    expect(button(/^\s*Pick/).disabled).toBe(true)
  })

  it('keeps the text when the lookup fails, and tries again', async () => {
    const fake = await open()
    let fails = true
    fake.handle('catalog.resolve', ({ lines }: { lines: string[] }) => {
      if (fails) throw new AppError('not-connected', 'No workspace is connected.')
      return lines.map((text) => answers[text])
    })
    await paste('daily')
    expect(document.body.textContent).toContain('No workspace is connected.')
    fails = false
    button(/again/i).click()
    await flushPromises()
    expect(status()).toBe('1 found')
  })
})
