import { describe, expect, it } from 'vitest'
import { useExports } from '../../../src/renderer/stores/exports.ts'
import type { ExportRecord } from '../../../src/shared/export.ts'
import { freshDesktop, later } from '../support/mount.ts'
import { exportRecord } from '../support/fake-exports.ts'

describe('the exports store', () => {
  it('sorts newest first and tells active from earlier ones', async () => {
    freshDesktop((world) => {
      world.exports = [
        exportRecord({ id: 'aaaaaaaa-1', state: 'succeeded', createdAt: 1 }),
        exportRecord({ id: 'aaaaaaaa-2', state: 'running', createdAt: 2 }),
      ]
    })
    const exports = useExports()
    await exports.load()
    expect(exports.list.map((record) => record.id)).toEqual(['aaaaaaaa-2', 'aaaaaaaa-1'])
    expect(exports.active.map((record) => record.id)).toEqual(['aaaaaaaa-2'])
    expect(exports.earlier.map((record) => record.id)).toEqual(['aaaaaaaa-1'])
  })

  it('believes an event over a list that was asked for earlier', async () => {
    const fake = freshDesktop()
    const slow = later<ExportRecord[]>()
    fake.handle('exports.list', () => slow.promise)
    const exports = useExports()
    const loading = exports.load()
    fake.emit('exports.changed', exportRecord({ id: 'aaaaaaaa-1', state: 'succeeded' }))
    fake.emit('exports.removed', { id: 'aaaaaaaa-2' })
    slow.resolve([
      exportRecord({ id: 'aaaaaaaa-1', state: 'running' }),
      exportRecord({ id: 'aaaaaaaa-2', state: 'failed' }),
    ])
    await loading
    expect(exports.list.map(({ id, state }) => [id, state])).toEqual([['aaaaaaaa-1', 'succeeded']])
  })
})
