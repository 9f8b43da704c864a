import { app, webContents } from 'electron'
import type { InputEvent, WebContents } from 'electron'

/** The pointer may rest where a window opens; that is nobody's doing. */
const passive: readonly InputEvent['type'][] = ['mouseEnter', 'mouseLeave']

/** Tells of every key, click and movement in the app's windows, open now or later. */
export function watchInput(onInput: () => void): void {
  const watch = (contents: WebContents): void => {
    contents.on('input-event', (_event, { type }) => {
      if (!passive.includes(type)) onInput()
    })
    // Shortcuts of the menu are keys that the page never sees.
    contents.on('before-input-event', onInput)
  }
  for (const contents of webContents.getAllWebContents()) watch(contents)
  app.on('web-contents-created', (_event, contents) => {
    watch(contents)
  })
}
