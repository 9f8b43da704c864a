import { describe, expect, it } from 'vitest'
import { copyName } from '../../../src/renderer/components/configuration/use-file-actions.ts'
import {
  formatSize,
  isYaml,
  kindOf,
  nameProblem,
} from '../../../src/renderer/components/files/entry-words.ts'

describe('words for entries', () => {
  it.each([
    [0, '0 B'],
    [812, '812 B'],
    [1620, '1.6 KB'],
    [14_200, '14 KB'],
    [999_600, '1 MB'],
    [2_440_000, '2.4 MB'],
  ])('tell a size of %i as %s', (bytes, words) => {
    expect(formatSize(bytes)).toBe(words)
  })

  it('tell kinds, and YAML files by their ending', () => {
    expect(kindOf({ kind: 'repo', name: 'x' }).word).toBe('Git folder')
    expect(kindOf({ kind: 'file', name: 'CONFIG.YAML' }).word).toBe('YAML file')
    expect(kindOf({ kind: 'notebook', name: 'a.yml' }).word).toBe('Notebook')
    expect(isYaml('config.yml.bak')).toBe(false)
  })
})

describe('a new name', () => {
  it.each(['config.yml', ' spaced .yml', '🚀.yml', 'إعدادات.yml', 'n'.repeat(255)])(
    'may be %j',
    (name) => {
      expect(nameProblem(name)).toBeNull()
    },
  )
  it.each(['', '  ', 'a/b', '.', '..', 'a\nb', 'n'.repeat(256)])('may not be %j', (name) => {
    expect(nameProblem(name)).not.toBeNull()
  })

  it.each([
    ['config.yml', 'config copy.yml'],
    ['a.b.yml', 'a.b copy.yml'],
    ['.hidden', '.hidden copy'],
    ['plain', 'plain copy'],
  ])('of a copy of %s is %s', (name, copy) => {
    expect(copyName(name)).toBe(copy)
  })
})
