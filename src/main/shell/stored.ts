import type { Settings } from '../../shared/settings.ts'

// What the first window needs of stored state, read by hand: loading the schemas would hold it up.

/** The theme of the stored settings. */
export function storedTheme(settings: unknown): Settings['theme'] {
  const theme = field(settings, 'theme')
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Where the page opens: at the lists when a connection is active, else at the welcome page. */
export function storedPlace(connections: unknown): '' | '#/workflows' {
  return typeof field(connections, 'activeId') === 'string' ? '#/workflows' : ''
}

function field(stored: unknown, name: string): unknown {
  return typeof stored === 'object' && stored !== null && Object.hasOwn(stored, name)
    ? (stored as Record<string, unknown>)[name]
    : undefined
}
