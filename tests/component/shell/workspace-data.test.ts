import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent } from 'vue'
import { useWorkspaceData } from '../../../src/renderer/composables/useWorkspaceData.ts'
import { useCatalog } from '../../../src/renderer/stores/catalog.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'

const Shell = defineComponent({
  setup() {
    useWorkspaceData()
    return () => null
  },
})

it('asks for the first rows of a first connection before a page shows them', async () => {
  const fake = freshDesktop((world) => (world.connections.activeId = null))
  const { wrapper } = await mountHere(Shell)
  const queries = () => fake.calls.filter(({ name }) => name === 'catalog.query')
  expect(queries()).toHaveLength(0)
  fake.emit('connections.changed', { ...fake.world.connections, activeId: 'demo' })
  await flushPromises()
  expect(queries()).toMatchObject([{ input: { kind: 'workflow', text: '', offset: 0 } }])
  expect(useCatalog('workflow').page?.rows.length).toBeGreaterThan(0)
  wrapper.unmount()
})
