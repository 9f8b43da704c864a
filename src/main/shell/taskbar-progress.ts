import type { DesktopProgress } from '../exports/combined-progress.ts'

/** What Electron's `setProgressBar` takes. */
export interface ProgressBar {
  /** 0 to 1; below: no bar, above: one that only moves. */
  value: number
  mode: 'none' | 'normal' | 'indeterminate' | 'error' | 'paused'
}

const noBar: ProgressBar = { value: -1, mode: 'none' }

/**
 * The bar of a system. Only Windows has colours, so a failure is a red bar there and none elsewhere
 * (the badge and the tray tell it); a Linux dock cannot show a bar without a value.
 */
export function progressBar(
  { mode, value }: DesktopProgress,
  platform: NodeJS.Platform,
): ProgressBar {
  switch (mode) {
    case 'none':
      return noBar
    case 'error':
      return platform === 'win32' ? { value, mode } : noBar
    case 'indeterminate':
      return platform === 'linux' ? { value, mode: 'normal' } : { value: 2, mode }
    case 'paused':
      return { value, mode: platform === 'win32' ? mode : 'normal' }
    case 'normal':
      return { value, mode }
  }
}

/** The image over the icon in the taskbar of Windows, which has no badge of its own. */
export function badgeImage(count: number): string {
  return `unseen-${count > 9 ? 'more' : count}.png`
}

/** What the badge says to a screen reader. */
export function badgeWords(count: number): string {
  return count === 1 ? '1 export ended' : `${count} exports ended`
}
