import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import CommandPalette from '../../../src/renderer/components/shell/CommandPalette.vue'
import { useConnectionDialogs } from '../../../src/renderer/composables/useConnectionDialogs.ts'
import { useConnections } from '../../../src/renderer/stores/connections.ts'
import { useSession } from '../../../src/renderer/stores/session.ts'
import { useToasts } from '../../../src/renderer/stores/toasts.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'
import { sampleConnection } from '../support/sample-connections.ts'

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

  it('switches to each other connection, told apart by colour and host', async () => {
    freshDesktop((world) => {
      world.connections.connections.push(sampleConnection({ color: 'orange' }))
    })
    wrapper = (await mountHere(CommandPalette)).wrapper
    await wrapper.get('input').setValue('switch')
    expect(labels(wrapper).filter((label) => label.startsWith('Switch'))).toHaveLength(1)
    const [option] = wrapper.findAll('[role=option]')
    expect(option?.text()).toContain('adb-1.azuredatabricks.net · you@example.com')
    expect(option?.get('[data-color]').attributes('data-color')).toBe('orange')
    await wrapper.get('input').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(useConnections().activeId).toBe('eu')
  })

  it('changes, tests and signs out the active connection', async () => {
    freshDesktop((world) => {
      world.connections = {
        ...world.connections,
        connections: [sampleConnection()],
        activeId: 'eu',
      }
    })
    wrapper = (await mountHere(CommandPalette)).wrapper
    expect(labels(wrapper)).toEqual(
      expect.arrayContaining([
        'Rename and colour…',
        'Edit connection…',
        'Test connection',
        'Sign in again',
        'Sign out',
        'Manage connections',
      ]),
    )
    await wrapper.get('input').setValue('rename')
    await wrapper.get('input').trigger('keydown', { key: 'Enter' })
    const { open, close } = useConnectionDialogs()
    expect(open.value).toEqual({ kind: 'rename', connectionId: 'eu' })
    close()
  })

  it('locks the app', async () => {
    freshDesktop()
    wrapper = (await mountHere(CommandPalette)).wrapper
    await wrapper.get('input').setValue('lock now')
    await wrapper.get('input').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(useSession().locked).toBe(true)
  })

  it('saves diagnostics and says where', async () => {
    const fake = freshDesktop()
    fake.handle('log.saveDiagnostics', () => ({ path: '/home/you/diagnostics.zip' }))
    wrapper = (await mountHere(CommandPalette)).wrapper
    await wrapper.get('input').setValue('diagnostics')
    await wrapper.get('input').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(useToasts().list).toMatchObject([
      { text: 'Diagnostics saved to /home/you/diagnostics.zip' },
    ])
  })
})
