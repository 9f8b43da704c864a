import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import AppDialog from '../../../src/renderer/components/common/AppDialog.vue'
import ToastList from '../../../src/renderer/components/shell/ToastList.vue'
import { freshDesktop, mountHere } from '../support/mount.ts'

const titles = shallowRef<string[]>([])
const Dialogs = defineComponent(() => () => [
  h(ToastList),
  ...titles.value.map((title) =>
    h(AppDialog, { key: title, title, open: true, 'onUpdate:open': () => undefined }),
  ),
])

it('move the messages aside, where they cover no button, until the last one is closed', async () => {
  freshDesktop()
  const { wrapper } = await mountHere(Dialogs)
  async function isAsideWith(...open: string[]): Promise<boolean> {
    titles.value = open
    await flushPromises()
    return wrapper.get('[aria-label=Messages]').classes('aside')
  }
  expect(await isAsideWith()).toBe(false)
  expect(await isAsideWith('First')).toBe(true)
  expect(await isAsideWith('First', 'Second')).toBe(true)
  expect(await isAsideWith('Second')).toBe(true)
  expect(await isAsideWith()).toBe(false)
  wrapper.unmount()
})
