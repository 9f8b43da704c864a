import { describe, expect, test } from 'vitest'
import type { SwitchInput } from '../../../../src/shared/configuration.ts'
import { refusal, useFilesWorld } from './files/world.ts'

const world = useFilesWorld()
const add = (...ids: string[]): unknown =>
  world.service.selection.pick({
    kind: 'workflow',
    items: ids.map((id) => ({ id, name: `Job ${id}` })),
    picked: true,
  })
const remove = (...ids: string[]): unknown =>
  world.service.selection.pick({
    kind: 'workflow',
    items: ids.map((id) => ({ id, name: '' })),
    picked: false,
  })

describe('a selection', () => {
  test('an item that is picked again is back in its place with its switches and comments', async () => {
    const { selection } = world.service
    const ids = selection.selectedIds('workflow')
    const before = world.service.text('main').draft
    const flags = ids.map((id) => selection.selected('workflow', id))
    remove(...ids)
    expect(selection.selected('workflow', ids[0] ?? '')).toBeNull()
    add('5')
    add(...ids)
    expect(ids.map((id) => selection.selected('workflow', id))).toEqual(flags)
    remove('5')
    expect(world.service.text('main').draft).toBe(before)
  })

  test('a switch changes one line of the draft', async () => {
    const { selection } = world.service
    const [id = ''] = selection.selectedIds('pipeline')
    const before = world.service.text('main').draft?.split('\n') ?? []
    selection.switch({
      kind: 'pipeline',
      ids: [id.toUpperCase(), 'x'],
      flag: 'isActive',
      value: false,
    })
    const after = world.service.text('main').draft?.split('\n') ?? []
    expect(after.filter((line, index) => line !== before[index])).toEqual(['    is_active: false'])
    expect(selection.selected('pipeline', id)?.isActive).toBe(false)
    const none: SwitchInput = { kind: 'pipeline', ids: ['x'], flag: 'isActive', value: false }
    expect((await refusal(() => selection.switch(none))).code).toBe('not-found')
  })
})

describe('picking some and taking out others', () => {
  test('is one step, with flags where they are given', async () => {
    const { selection } = world.service
    const picked = selection.selectedIds('workflow')
    const flags = { isExisting: false, isActive: false, exportLibraries: true }
    const summary = selection.setPicks({
      kind: 'workflow',
      pick: [
        { id: '1', name: 'one', flags },
        { id: '2', name: 'two' },
      ],
      unpick: picked,
    })
    expect(summary).toMatchObject({
      workflows: 2,
      undo: `Pick 2 workflows and take out ${picked.length}`,
    })
    expect(selection.selected('workflow', '1')).toEqual(flags)
    expect(selection.selected('workflow', '2')).toMatchObject({ isActive: true })
    expect(world.service.undo('main')).toMatchObject({ undo: null, unsavedChanges: 0 })
    expect(selection.selectedIds('workflow')).toEqual(picked)
  })

  test('leaves the saved text, byte for byte, when it takes itself back', async () => {
    const { selection } = world.service
    const items = selection.selectedItems('workflow')
    const ids = items.map(({ id }) => id)
    selection.setPicks({ kind: 'workflow', pick: [], unpick: ids })
    selection.setPicks({
      kind: 'workflow',
      pick: items.map(({ id, name }) => ({ id, name })),
      unpick: [],
    })
    expect(selection.summary().unsavedChanges).toBe(0)
  })
})

describe('a picked item that was renamed in the workspace', () => {
  test('gets its present name, and nothing else changes', async () => {
    const { selection } = world.service
    const [item] = selection.selectedItems('workflow')
    const id = item?.id ?? ''
    selection.rename('workflow', id, 'new name')
    expect(selection.selectedItems('workflow')[0]).toEqual({
      ...item,
      name: 'new name',
    })
    expect(selection.summary().undo).toBe('Rename a workflow to “new name”')
    expect((await refusal(() => selection.rename('workflow', '404', 'x'))).code).toBe('not-found')
  })
})
