import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import ToastList from '../../../src/renderer/components/shell/ToastList.vue'
import { useNotices } from '../../../src/renderer/composables/useNotices.ts'
import { useExportsInView } from '../../../src/renderer/composables/useExportsInView.ts'
import { useExports } from '../../../src/renderer/stores/exports.ts'
import type { Notice } from '../../../src/shared/notice.ts'
import type { FakeDesktop } from '../support/fake-desktop.ts'
import { buttonOf } from '../support/form.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

const Shell = defineComponent({
  setup() {
    useNotices()
    useExportsInView()
    return () => h(ToastList)
  },
})

async function show() {
  const fake = freshDesktop()
  const mounted = await mountHere(Shell)
  wrapper = mounted.wrapper
  return { fake, page: wrapper, router: mounted.router }
}

const failed: Notice = {
  tone: 'error',
  title: 'Export failed',
  body: 'Export_Workflow_Job: Task export failed',
  lead: { to: 'export', exportId: 'aaaaaaaa-1' },
}

describe('what the system would tell if the window were not in front', () => {
  it('is a message of the page, spoken to a screen reader, with the way to the export', async () => {
    const { fake, page, router } = await show()
    fake.emit('app.notice', failed)
    await flushPromises()
    expect(page.get('[role=alert]').text()).toContain('Export failed')
    expect(page.text()).toContain('Task export failed')
    await buttonOf(page, 'Show').trigger('click')
    await vi.waitFor(() =>
      expect(router.currentRoute.value.fullPath).toBe('/export?export=aaaaaaaa-1'),
    )
    expect(page.find('[role=alert]').exists()).toBe(false)
  })

  it('leads there again from there', async () => {
    const { fake, page, router } = await show()
    await router.push('/export?export=aaaaaaaa-1')
    const places: string[] = []
    router.afterEach(({ fullPath }) => void places.push(fullPath))
    fake.emit('app.notice', { ...failed, tone: 'success' })
    await flushPromises()
    expect(page.get('[role=status]').text()).toContain('Export failed')
    await buttonOf(page, 'Show').trigger('click')
    await flushPromises()
    expect(places).toEqual(['/export', '/export?export=aaaaaaaa-1'])
  })

  it('leads to all exports when several ended', async () => {
    const { fake, page, router } = await show()
    fake.emit('app.notice', { ...failed, lead: { to: 'export', exportId: null } })
    await flushPromises()
    await buttonOf(page, 'Show').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/export')
  })

  it('leads to the sign-in of a connection', async () => {
    const { fake, page } = await show()
    fake.emit('app.notice', {
      tone: 'info',
      title: 'Sign in again to follow your export',
      body: '',
      lead: { to: 'sign-in', connectionId: 'demo' },
    })
    await flushPromises()
    await buttonOf(page, 'Sign in').trigger('click')
    await flushPromises()
    expect(fake.calls).toContainEqual({ name: 'connections.activate', input: { id: 'demo' } })
  })
})

describe('the exports', () => {
  const told = (fake: FakeDesktop) =>
    fake.calls
      .filter(({ name }) => name === 'background.exportsInView')
      .map(({ input }) => (input as { inView: boolean }).inView)

  it('are in view on their page, once they are there', async () => {
    const { fake, router } = await show()
    await router.push('/export')
    await flushPromises()
    expect(told(fake)).toEqual([false])
    await useExports().load()
    await flushPromises()
    expect(told(fake)).toEqual([false, true])
    await router.push('/settings')
    await flushPromises()
    expect(told(fake)).toEqual([false, true, false])
  })
})
