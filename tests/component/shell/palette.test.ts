import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import CommandPalette from '../../../src/renderer/components/shell/CommandPalette.vue'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => {
  wrapper?.unmount()
  vi.useRealTimers()
})

async function type(palette: VueWrapper, text: string): Promise<void> {
  vi.useFakeTimers()
  await palette.get('input').setValue(text)
  await vi.advanceTimersByTimeAsync(200)
  vi.useRealTimers()
  await flushPromises()
}

const labels = (palette: VueWrapper) =>
  palette.findAll('[role=option] .name').map((option) => option.text())

describe('the command palette', () => {
  it('offers pages, connections and actions', async () => {
    freshDesktop()
    wrapper = (await mountHere(CommandPalette)).wrapper
    expect(labels(wrapper)).toEqual(
      expect.arrayContaining(['Export', 'Settings', 'Connect another workspace', 'Dark theme']),
    )
  })

  it('goes to the chosen page with Enter', async () => {
    freshDesktop()
    const { wrapper: palette, router } = await mountHere(CommandPalette)
    wrapper = palette
    const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
    await palette.get('input').setValue('go to act')
    await palette.get('input').trigger('keydown', { key: 'Enter' })
    expect(push).toHaveBeenCalledWith({ name: 'activity' })
  })

  it('finds workflows and pipelines by name and jumps to them', async () => {
    const fake = freshDesktop()
    const { wrapper: palette, router } = await mountHere(CommandPalette)
    wrapper = palette
    const push = vi.spyOn(router, 'push').mockResolvedValue(undefined)
    await type(palette, 'gdpr')
    expect(labels(palette)).toContain('gdpr_erasure_gold')
    expect(labels(palette)).toContain('Search workflows for “gdpr”')
    await palette.get('input').trigger('keydown', { key: 'Enter' })
    const item = fake.world.items.workflow.find((other) => other.name.includes('gdpr'))
    expect(push).toHaveBeenCalledWith({
      name: 'workflows',
      query: { search: item?.name, open: item?.id },
    })
  })

  it('walks round with the arrow keys and says where it is', async () => {
    freshDesktop()
    wrapper = (await mountHere(CommandPalette)).wrapper
    const input = wrapper.get('input')
    await input.trigger('keydown', { key: 'ArrowUp' })
    const options = wrapper.findAll('[role=option]')
    const last = options.at(-1)
    expect(last?.attributes('aria-selected')).toBe('true')
    expect(input.attributes('aria-activedescendant')).toBe(last?.attributes('id'))
  })

  it('changes the theme', async () => {
    const fake = freshDesktop()
    wrapper = (await mountHere(CommandPalette)).wrapper
    await wrapper.get('input').setValue('dark theme')
    await wrapper.get('input').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(fake.world.settings.theme).toBe('dark')
  })
})
