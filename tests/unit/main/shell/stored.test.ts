import { describe, expect, it } from 'vitest'
import { storedPlace, storedTheme } from '../../../../src/main/shell/stored.ts'

const nonsense = [undefined, null, 'text', 7, [], {}, { theme: 'neon', activeId: 7 }]

describe('what the first window needs of stored state', () => {
  it.each(['light', 'dark'] as const)('is the theme %s', (theme) => {
    expect(storedTheme({ theme, pageSize: 50 })).toBe(theme)
  })

  it('is the place: the lists with an active connection, the welcome page without', () => {
    expect(storedPlace({ connections: [], activeId: 'demo' })).toBe('#/workflows')
    expect(storedPlace({ connections: [], activeId: null })).toBe('')
  })

  it.each(nonsense)('falls back when the file holds %j', (stored) => {
    expect(storedTheme(stored)).toBe('system')
    expect(storedPlace(stored)).toBe('')
  })
})
