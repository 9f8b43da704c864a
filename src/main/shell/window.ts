import { app, BrowserWindow, screen } from 'electron'
import type { Logger } from '../logging/logger.ts'
import type { StateFile } from '../state-file.ts'
import type { CloseDecision } from './closing.ts'
import { minimumSize, placeWindow, readWindowState } from './placement.ts'
import type { Area, WindowState } from './placement.ts'

export interface MainWindowOptions {
  title: string
  /** Absolute path of the built preload script. */
  preload: string
  /** What it shows. */
  url: string
  /** Image for window lists; macOS takes the icon of the app. */
  icon: string
  backgroundColor: () => string
  /** Allows developer tools. */
  development: boolean
  stateFile: StateFile
  logger: Logger
}

/** Writing waits this long after the last change, because dragging changes the place all the time. */
const saveDelayMs = 500
/** A page that breaks more often than this is not loaded again by itself. */
const reloadPauseMs = 10_000

/** The one window. It remembers its size and place, and may be hidden while the app goes on. */
export class MainWindow {
  /** Asked when the user closes the window. Until the services are there, closing quits. */
  closeDecision: () => CloseDecision = () => 'quit'
  /** Called when closing the window needs an answer first; it stays open meanwhile. */
  onAsk: () => void = () => undefined
  /** Called when the window is on the screen again after it was hidden or minimized. */
  onShown: () => void = () => undefined
  /** Called when the user turns to the window. */
  onFocus: () => void = () => undefined
  /** Called when the window was hidden by closing it, for the first time ever. */
  onFirstHide: () => void = () => undefined
  /** Called when the page begins to load, and when it is gone: it hears nothing then. */
  onDeaf: () => void = () => undefined

  /** Resolves when the page was there for the first time. */
  readonly drawn: Promise<void>

  readonly #options: MainWindowOptions
  readonly #wasDrawn: () => void
  #state: WindowState
  #window: BrowserWindow | null = null
  #saveTimer: ReturnType<typeof setTimeout> | undefined
  #reloadedAt = -Infinity

  constructor(options: MainWindowOptions) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.drawn = promise
    this.#wasDrawn = resolve
    this.#options = options
    this.#state = readWindowState(options.stateFile.read())
  }

  /** The Electron window; null before the first `show` and after it was closed. */
  get current(): BrowserWindow | null {
    return this.#window
  }

  /** Whether the person looks at the page: visible, and the window that has the keyboard. */
  get isInFront(): boolean {
    const window = this.#window
    return window !== null && !window.isDestroyed() && window.isVisible() && window.isFocused()
  }

  /** Opens the window, or brings the open one to the front. */
  show(): void {
    const window = this.#window
    if (!window) {
      this.#open()
      return
    }
    // A page that broke twice in a row was left alone; asking for the window asks for another try.
    if (window.webContents.isCrashed()) window.webContents.reload()
    if (window.isMinimized()) window.restore()
    if (!window.isVisible() && !window.isMaximized()) this.#bringOntoScreen(window)
    window.show()
    window.focus()
  }

  /** Follows the theme. */
  updateBackground(): void {
    this.#window?.setBackgroundColor(this.#options.backgroundColor())
  }

  #open(): void {
    const options = this.#options
    // Gone since a start in the tray only.
    if (process.platform === 'darwin') void app.dock?.show()
    const window = new BrowserWindow({
      ...placeWindow(this.#state.bounds, workAreas()),
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      title: options.title,
      icon: options.icon,
      show: false,
      backgroundColor: options.backgroundColor(),
      autoHideMenuBar: true,
      webPreferences: {
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        navigateOnDragDrop: false,
        webviewTag: false,
        spellcheck: false,
        devTools: options.development,
      },
    })
    this.#window = window
    window.once('ready-to-show', () => {
      if (this.#state.maximized) window.maximize()
      window.show()
    })
    window.webContents.once('dom-ready', () => {
      this.#wasDrawn()
    })
    this.#remember(window)
    this.#watch(window)
    window.loadURL(options.url).catch((error: unknown) => {
      options.logger.error('The page could not be loaded', { error })
      // Without this the window would stay hidden and the app would seem not to start.
      if (!window.isDestroyed()) window.show()
    })
  }

  /** While it was hidden, its screen may have gone away. */
  #bringOntoScreen(window: BrowserWindow): void {
    const before = window.getNormalBounds()
    const place = placeWindow(before, workAreas())
    if (place.x !== before.x || place.y !== before.y) window.setBounds(place)
  }

  #remember(window: BrowserWindow): void {
    const later = (): void => {
      clearTimeout(this.#saveTimer)
      this.#saveTimer = setTimeout(() => {
        this.#save(window)
      }, saveDelayMs)
    }
    window.on('resize', later)
    window.on('move', later)
    window.on('maximize', later)
    window.on('unmaximize', later)
    window.on('close', (event) => {
      this.#save(window)
      const decision = this.closeDecision()
      if (decision === 'quit') return
      event.preventDefault()
      if (decision === 'ask') this.onAsk()
      else this.#hide(window)
    })
    window.on('closed', () => {
      clearTimeout(this.#saveTimer)
      this.#window = null
      this.onDeaf()
    })
  }

  #watch(window: BrowserWindow): void {
    const { logger } = this.#options
    // The page's own title is for its tests; the window keeps the name of the app.
    window.on('page-title-updated', (event) => {
      event.preventDefault()
    })
    const shown = () => this.onShown()
    window.on('show', shown)
    window.on('restore', shown)
    window.on('focus', () => this.onFocus())
    window.on('unresponsive', () => {
      logger.warn('The page does not respond')
    })
    window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.onDeaf()
    })
    window.webContents.on('preload-error', (_event, path, error) => {
      logger.error('The preload script failed', { path, error })
    })
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      logger.error('The process of the page ended', { reason, exitCode })
      if (reason === 'clean-exit' || window.isDestroyed()) return
      const now = performance.now()
      if (now - this.#reloadedAt < reloadPauseMs) return
      this.#reloadedAt = now
      window.webContents.reload()
    })
  }

  #hide(window: BrowserWindow): void {
    if (window.isFullScreen()) {
      // A hidden full-screen window leaves a black space behind on macOS.
      window.once('leave-full-screen', () => {
        window.hide()
      })
      window.setFullScreen(false)
    } else window.hide()
    if (this.#state.toldWhereItWent) return
    this.#write({ ...this.#state, toldWhereItWent: true })
    this.onFirstHide()
  }

  #save(window: BrowserWindow): void {
    clearTimeout(this.#saveTimer)
    if (window.isDestroyed() || window.isFullScreen() || window.isMinimized()) return
    const { x, y, width, height } = window.getNormalBounds()
    this.#write({
      ...this.#state,
      bounds: { x, y, width, height },
      maximized: window.isMaximized(),
    })
  }

  #write(state: WindowState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return
    this.#state = state
    try {
      this.#options.stateFile.write({ ...state })
    } catch (error) {
      this.#options.logger.warn('The place of the window could not be kept', { error })
    }
  }
}

/** Work areas of all screens, the primary one first. */
function workAreas(): Area[] {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  return [primary, ...others].map(({ workArea }) => workArea)
}
