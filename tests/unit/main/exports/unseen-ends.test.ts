import { describe, expect, it } from 'vitest'
import { UnseenEnds } from '../../../../src/main/exports/unseen-ends.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { MemoryStateFile } from '../../../support/memory-state-file.ts'

const ids = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'] as const

function open(file: MemoryStateFile) {
  const unseen = new UnseenEnds({ file, logger: silentLogger })
  let changes = 0
  unseen.changed.on(() => changes++)
  return { unseen, changes: () => changes }
}

describe('the ends that nobody has seen', () => {
  it('are known after a restart', () => {
    const file = new MemoryStateFile()
    const { unseen, changes } = open(file)
    for (const id of ids) unseen.add(id)
    unseen.remove([ids[1]])
    expect(changes()).toBe(4)
    expect([...open(file).unseen.ids]).toEqual([ids[0], ids[2]])
  })

  it('change only when they do', () => {
    const { unseen, changes } = open(new MemoryStateFile({ ids: [ids[0]] }))
    unseen.add(ids[0])
    unseen.remove([ids[1]])
    unseen.keepOnly(new Set(ids))
    expect(changes()).toBe(0)
  })

  it('are forgotten with their exports', () => {
    const { unseen } = open(new MemoryStateFile({ ids: [...ids] }))
    unseen.keepOnly(new Set([ids[2]]))
    expect([...unseen.ids]).toEqual([ids[2]])
  })

  it.each([[undefined], ['nonsense'], [{ ids: [5] }], [{ ids: ['../..'] }]])(
    'are none when the file says %j',
    (content) => {
      expect(open(new MemoryStateFile(content)).unseen.ids.size).toBe(0)
    },
  )

  it('are counted also when the disk is full', () => {
    const file = new MemoryStateFile()
    const { unseen, changes } = open(file)
    file.failure = new Error('full')
    unseen.add(ids[0])
    expect([unseen.ids.size, changes()]).toEqual([1, 1])
  })
})
