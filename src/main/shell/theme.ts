import { nativeTheme } from 'electron'
import type { Settings } from '../../shared/settings.ts'

/** The `background` token of the look, so that a new window does not flash. */
const backgrounds = { light: '#F7F8FA', dark: '#101115' }

/** The theme of stored settings, read by hand: this is on the way to the first window. */
export function storedTheme(settings: unknown): Settings['theme'] {
  const stored = typeof settings === 'object' && settings !== null ? { ...settings } : {}
  const theme = 'theme' in stored ? stored.theme : undefined
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Has native parts and `prefers-color-scheme` of the page follow the setting. */
export function applyTheme(theme: Settings['theme']): void {
  nativeTheme.themeSource = theme
}

export function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light
}

/** Calls back when dark turned to light or light to dark. */
export function onThemeChange(listener: () => void): void {
  nativeTheme.on('updated', listener)
}
