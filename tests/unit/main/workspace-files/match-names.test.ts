import { describe, expect, it } from 'vitest'
import { matchNames } from '../../../../src/main/workspace-files/match-names.ts'

const names = [
  'config.yml',
  'app_config.yml',
  'config.prod.yml',
  'Configuração de exportação 🚀.yml',
  'إعدادات التصدير.yml',
  'notes.txt',
]
const found = (text: string) => matchNames(names, text).map(({ index }) => names[index])

describe('names that a typed text fits', () => {
  it('come best first', () => {
    expect(found('config')).toEqual([
      'config.yml',
      'config.prod.yml',
      'Configuração de exportação 🚀.yml',
      'app_config.yml',
    ])
  })

  it.each([
    ['prod config', 'config.prod.yml'],
    ['CONFIGURACAO', 'Configuração de exportação 🚀.yml'],
    ['التصدير', 'إعدادات التصدير.yml'],
    ['🚀', 'Configuração de exportação 🚀.yml'],
    ['exportcao', 'Configuração de exportação 🚀.yml'],
    ['ntoes', 'notes.txt'],
  ])('are found by %s', (text, name) => {
    expect(found(text)).toContain(name)
  })

  it('tell where they match', () => {
    const [match] = matchNames(['app_config.yml'], 'config')
    expect(match?.ranges.map(([from, to]) => 'app_config.yml'.slice(from, to))).toEqual(['config'])
    expect(matchNames(['a 🚀 b'], '🚀')).toEqual([{ index: 0, ranges: [[2, 4]] }])
  })

  it.each(['', '   ', 'zzzz', '((('])('are none for “%s”', (text) => {
    expect(found(text)).toEqual([])
  })
})
