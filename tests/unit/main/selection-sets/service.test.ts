import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { SelectionSets } from '../../../../src/main/selection-sets/service.ts'
import { setFileName } from '../../../../src/main/selection-sets/set-file.ts'
import type { Kind, PickFlags } from '../../../../src/shared/catalog.ts'
import type { SelectionSummary, SetPicksInput } from '../../../../src/shared/configuration.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { selectionSetSchema } from '../../../../src/shared/selection-set.ts'
import { MemoryStateFile } from '../../../support/memory-state-file.ts'

const flags: PickFlags = { isExisting: true, isActive: false, exportLibraries: true }
const guid = 'd4623163-fa76-4fb3-a117-663851c9f32f'

interface Picked {
  id: string
  name: string
  flags: PickFlags
}

/** A selection in memory, as the configuration has one. */
class FakeSelection {
  readonly picked: Record<Kind, Picked[]> = { workflow: [], pipeline: [] }
  readonly steps: SetPicksInput[] = []

  selectedItems(kind: Kind): Picked[] {
    return this.picked[kind]
  }

  setPicks(input: SetPicksInput): SelectionSummary {
    this.steps.push(input)
    return {} as SelectionSummary // nobody looks at it here
  }
}

function world(stored?: unknown) {
  const file = new MemoryStateFile(stored)
  const selection = new FakeSelection()
  const current = { connection: 'eu' as string | null }
  let ids = 0
  const open = () =>
    new SelectionSets({
      file,
      connectionId: () => current.connection,
      selection,
      now: () => 7,
      newId: () => `set-${++ids}`,
      logger: silentLogger,
    })
  selection.picked.workflow = [{ id: '11', name: 'daily', flags }]
  selection.picked.pipeline = [{ id: guid, name: 'ingest', flags }]
  return { file, selection, current, open, sets: open() }
}

describe('saved selections', () => {
  it('survive a restart with items and flags, by name', () => {
    const { sets, open } = world()
    sets.save('Nightly')
    sets.save('Audit 🚀')
    const list = open().list()
    expect(list).toEqual([
      { id: 'set-2', name: 'Audit 🚀', workflows: 1, pipelines: 1, savedAt: 7 },
      { id: 'set-1', name: 'Nightly', workflows: 1, pipelines: 1, savedAt: 7 },
    ])
    for (const set of list) expect(selectionSetSchema.parse(set)).toEqual(set)
  })

  it('belong to a connection, and go with it', () => {
    const { sets, current } = world()
    sets.save('Nightly')
    current.connection = 'us'
    expect(sets.list()).toEqual([])
    expect(() => sets.apply('set-1', 'add')).toThrow(/no longer there/)
    sets.save('Nightly')
    sets.forget('us')
    expect(sets.list()).toEqual([])
    current.connection = 'eu'
    expect(sets.list()).toHaveLength(1)
  })

  it('are replaced under the same name', () => {
    const { sets, selection } = world()
    sets.save('Nightly')
    selection.picked.workflow = []
    expect(sets.save('Nightly')).toEqual([
      { id: 'set-1', name: 'Nightly', workflows: 0, pipelines: 1, savedAt: 7 },
    ])
  })

  it('are not made of nothing, nor without a connection', () => {
    const { sets, selection, current } = world()
    current.connection = null
    expect(() => sets.save('Nightly')).toThrow(/No workspace is connected/)
    current.connection = 'eu'
    selection.picked.workflow = []
    selection.picked.pipeline = []
    expect(() => sets.save('Nightly')).toThrow(/Nothing is picked/)
  })

  it('stay as they were when the disk is full', () => {
    const { sets, file } = world()
    sets.save('Nightly')
    file.failure = new AppError('disk-full', 'The disk is full.')
    expect(() => sets.save('Other')).toThrow(file.failure)
    expect(() => sets.remove('set-1')).toThrow(file.failure)
    expect(sets.list().map(({ name }) => name)).toEqual(['Nightly'])
  })

  it('are read without the entries that are broken', () => {
    const { sets } = world({ sets: [null, { id: '../x' }, 7] })
    expect(sets.list()).toEqual([])
  })

  it('are told when they change', () => {
    const { sets } = world()
    const told: number[] = []
    sets.changed.on((list) => told.push(list.length))
    sets.save('Nightly')
    sets.remove('set-1')
    expect(told).toEqual([1, 0])
  })
})

describe('applying a set', () => {
  it('adds its items with their flags to what is picked', () => {
    const { sets, selection } = world()
    sets.save('Nightly')
    selection.picked.workflow = [{ id: '99', name: 'other', flags }]
    sets.apply('set-1', 'add')
    expect(selection.steps).toMatchObject([
      { kind: 'workflow', pick: [{ id: '11', name: 'daily', flags }], unpick: [] },
      { kind: 'pipeline', pick: [{ id: guid }], unpick: [] },
    ])
  })

  it('takes everything else out when it replaces', () => {
    const { sets, selection } = world()
    sets.save('Nightly')
    selection.picked.workflow = [
      { id: '11', name: 'daily', flags },
      { id: '99', name: 'other', flags },
    ]
    sets.apply('set-1', 'replace')
    expect(selection.steps[0]).toMatchObject({ unpick: ['99'] })
  })
})

describe('a set as a file', () => {
  it('comes back as it went out, into another connection too', () => {
    const { sets, current, selection } = world()
    sets.save('Nightly / 1')
    const { name, text } = sets.toFile('set-1')
    expect(name).toBe('Nightly 1.selection.json')
    current.connection = 'us'
    expect(sets.fromFile(`\ufeff${text}`)).toMatchObject([{ name: 'Nightly / 1', workflows: 1 }])
    sets.apply('set-2', 'add')
    expect(selection.steps[0]?.pick).toMatchObject([{ id: '11', name: 'daily', flags }])
  })

  it.each([
    ['', 'not JSON'],
    ['{}', 'format'],
    ['{"format":"databricks-workflow-manager-selection","version":2}', 'version'],
    [
      JSON.stringify({
        format: 'databricks-workflow-manager-selection',
        version: 1,
        name: 'x',
        items: [{ kind: 'workflow', id: '../../etc', name: 'x', flags }],
      }),
      'items.0',
    ],
  ])('is refused with what is wrong: %s', (text, words) => {
    const { sets } = world()
    expect(() => sets.fromFile(text)).toThrow(new RegExp(`holds no selection: .*${words}`))
    expect(sets.list()).toEqual([])
  })

  it.each([
    ['a/b:c', 'a b c.selection.json'],
    ['..', 'selection.selection.json'],
    ['CON. ', 'CON.selection.json'],
  ])('has a name that every file system takes: %j', (name, file) => {
    expect(setFileName(name)).toBe(file)
  })
})
