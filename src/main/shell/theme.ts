import { nativeTheme } from 'electron'
import type { Settings } from '../../shared/settings.ts'

/** The `background` token of the look, so that a new window does not flash. */
const backgrounds = { light: '#F7F8FA', dark: '#101115' }

/** Has native parts and `prefers-color-scheme` of the page follow the setting. */
export function applyTheme(theme: Settings['theme']): void {
  // Setting it restyles everything native, even when nothing changes.
  if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme
}

export function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light
}

/** Calls back when dark turned to light or light to dark. */
export function onThemeChange(listener: () => void): void {
  nativeTheme.on('updated', listener)
}
