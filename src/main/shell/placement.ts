/** Device-independent pixels on the desktop all screens share. */
export interface Area {
  x: number
  y: number
  width: number
  height: number
}

export const defaultSize = { width: 1280, height: 820 }
export const minimumSize = { width: 960, height: 640 }

/** What is remembered about the window. */
export interface WindowState {
  bounds: Area | null
  maximized: boolean
  /** The user was told once where the window goes when it is closed. */
  toldWhereItWent: boolean
}

/**
 * What was stored, as far as it makes sense. Checked by hand: this is on the way to the first window,
 * where loading a schema library would cost more than it saves.
 */
export function readWindowState(stored: unknown): WindowState {
  const { bounds, maximized, toldWhereItWent } = fieldsOf(stored)
  const { x, y, width, height } = fieldsOf(bounds)
  const makesSense =
    isInteger(x) && isInteger(y) && isInteger(width) && isInteger(height) && width > 0 && height > 0
  return {
    bounds: makesSense ? { x, y, width, height } : null,
    maximized: maximized === true,
    toldWhereItWent: toldWhereItWent === true,
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

/** So much of the window's upper edge must be on a screen that it can be seen and dragged. */
const grip = { width: 120, height: 40 }

/**
 * Where the window goes: where it was, if it can still be reached there; else centred on the screen
 * it was nearest to (a screen went away), or on the first screen. Never larger than that screen.
 * @param remembered where it was; null at the first start
 * @param screens work areas of all screens, the primary one first; at least one
 */
export function placeWindow(remembered: Area | null, screens: readonly Area[]): Area {
  const primary = screens[0] ?? { x: 0, y: 0, ...defaultSize }
  if (!remembered) return centred(defaultSize, primary)
  const largest = {
    width: Math.max(...screens.map(({ width }) => width), minimumSize.width),
    height: Math.max(...screens.map(({ height }) => height), minimumSize.height),
  }
  const same = { x: remembered.x, y: remembered.y, ...fit(remembered, largest) }
  if (screens.some((screen) => isReachable(same, screen))) return same
  const nearest = screens.reduce(
    (best, screen) => (distance(remembered, screen) < distance(remembered, best) ? screen : best),
    primary,
  )
  return centred(remembered, nearest)
}

function isReachable(area: Area, screen: Area): boolean {
  const across = Math.min(area.x + area.width, screen.x + screen.width) - Math.max(area.x, screen.x)
  const edgeOnScreen = area.y >= screen.y - 1 && area.y + grip.height <= screen.y + screen.height
  return across >= Math.min(grip.width, area.width) && edgeOnScreen
}

function centred(size: { width: number; height: number }, screen: Area): Area {
  const { width, height } = fit(size, screen)
  return {
    x: Math.round(screen.x + Math.max(0, screen.width - width) / 2),
    y: Math.round(screen.y + Math.max(0, screen.height - height) / 2),
    width,
    height,
  }
}

function fit(
  size: { width: number; height: number },
  largest: { width: number; height: number },
): { width: number; height: number } {
  return {
    width: Math.max(minimumSize.width, Math.min(size.width, largest.width)),
    height: Math.max(minimumSize.height, Math.min(size.height, largest.height)),
  }
}

function distance(one: Area, other: Area): number {
  return Math.hypot(
    one.x + one.width / 2 - (other.x + other.width / 2),
    one.y + one.height / 2 - (other.y + other.height / 2),
  )
}
