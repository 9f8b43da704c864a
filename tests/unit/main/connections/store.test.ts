import { describe, expect, it } from 'vitest'
import { ConnectionStore, defaultPaths } from '../../../../src/main/connections/store.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import type { Connection } from '../../../../src/shared/connection.ts'
import { MemoryStateFile } from '../../../support/memory-state-file.ts'

const connection = (id: string): Connection => ({
  id,
  name: `Workspace ${id}`,
  host: 'https://adb-1.7.azuredatabricks.net',
  color: 'none',
  signIn: { method: 'token' },
  secretKept: 'keychain',
  userName: 'ada@example.com',
  createdAt: 1,
  lastConnectedAt: null,
})

const open = (file: MemoryStateFile) => new ConnectionStore({ file, logger: silentLogger })

describe('stored connections', () => {
  it('survive a restart, in their order, with paths and the active one', () => {
    const file = new MemoryStateFile()
    const store = open(file)
    store.put(connection('one'))
    store.put(connection('two'))
    store.setPath('two', 'app', '/Workspace/app.yml')
    store.setActive('two')
    store.put({ ...connection('one'), name: 'Renamed' })
    const again = open(file)
    expect(again.list().map(({ name }) => name)).toEqual(['Renamed', 'Workspace two'])
    expect(again.activeId).toBe('two')
    expect(again.paths('one')).toEqual(defaultPaths)
    expect(again.paths('two')).toEqual({ ...defaultPaths, app: '/Workspace/app.yml' })
  })

  it('do not show their paths to the page', () => {
    const store = open(new MemoryStateFile())
    store.put(connection('one'))
    expect(store.list()).toEqual([connection('one')])
    expect(store.get('one')).toEqual(connection('one'))
  })

  it.each([undefined, null, 7, [], {}, { connections: 'none' }])(
    'are none when the file holds %j',
    (stored) => {
      const store = open(new MemoryStateFile(stored))
      expect(store.list()).toEqual([])
      expect(store.activeId).toBeNull()
    },
  )

  it('of version 0.1 are read, which knew a method and no colour', () => {
    const { signIn: _signIn, color: _color, ...old } = connection('one')
    const file = new MemoryStateFile({
      connections: [{ ...old, method: 'token' }],
      activeId: 'one',
    })
    expect(open(file).list()).toEqual([connection('one')])
    expect(open(file).activeId).toBe('one')
  })

  it('are read without the entries that are broken or come twice', () => {
    const store = open(
      new MemoryStateFile({
        connections: [
          null,
          { ...connection('../../etc') },
          { ...connection('later'), signIn: { method: 'carrier-pigeon' } },
          { ...connection('one'), paths: 7 },
          { ...connection('one'), name: 'Twice' },
        ],
        activeId: 'later',
      }),
    )
    expect(store.list()).toEqual([connection('one')])
    expect(store.paths('one')).toEqual(defaultPaths)
    expect(store.activeId).toBeNull()
  })

  it('forget the active one with its connection', () => {
    const file = new MemoryStateFile()
    const store = open(file)
    store.put(connection('one'))
    store.setActive('one')
    store.remove('one')
    expect(store.activeId).toBeNull()
    expect(open(file).list()).toEqual([])
  })

  it('stay as they were when they cannot be written', () => {
    const file = new MemoryStateFile()
    const store = open(file)
    store.put(connection('one'))
    file.failure = new Error('The disk is full.')
    expect(() => store.put(connection('two'))).toThrow('The disk is full.')
    expect(() => store.setActive('one')).toThrow('The disk is full.')
    expect(() => store.remove('one')).toThrow('The disk is full.')
    expect(store.list()).toEqual([connection('one')])
    expect(store.activeId).toBeNull()
  })
})
