import type { Rectangle } from 'electron'
import type { RunningApp } from './app.ts'

/** What a native question said. */
export interface AskedQuestion {
  message: string
  detail: string
  buttons: string[]
}

export function windowIsVisible({ electron }: Pick<RunningApp, 'electron'>): Promise<boolean> {
  return electron.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false,
  )
}

export function windowBounds({ electron }: RunningApp): Promise<Rectangle | null> {
  return electron.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds() ?? null,
  )
}

/** Gives the keyboard away: the window stays where it is, and nobody looks at it. */
export async function lookAway({ electron }: RunningApp): Promise<void> {
  await electron.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    if (!window?.isFocused()) return
    await new Promise<void>((done) => {
      window.once('blur', () => done())
      window.blur()
    })
  })
}

/** Closes the window as its close button does. When that quits the app, `ended` waits for it. */
export function closeWindow({ electron }: RunningApp): Promise<void> {
  return electron.evaluate(({ BrowserWindow }) => {
    setImmediate(() => BrowserWindow.getAllWindows()[0]?.close())
  })
}

/** Waits until the process of the app is gone. */
export function ended({ process: child }: RunningApp): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (child.exitCode !== null || child.signalCode !== null) resolve()
  else child.once('exit', () => resolve())
  return promise
}

/** From now on native questions are answered with that button, and kept for `questions`. */
export async function answerQuestions({ electron }: RunningApp, button: number): Promise<void> {
  await electron.evaluate(({ dialog }, response) => {
    const asked: AskedQuestion[] = []
    Object.assign(globalThis, { askedQuestions: asked })
    dialog.showMessageBox = (...parameters: unknown[]) => {
      asked.push(parameters.at(-1) as AskedQuestion)
      return Promise.resolve({ response, checkboxChecked: false })
    }
  }, button)
}

/** The native questions since `answerQuestions`. */
export function questions({ electron }: RunningApp): Promise<AskedQuestion[]> {
  return electron.evaluate(() =>
    (globalThis as unknown as { askedQuestions: AskedQuestion[] }).askedQuestions.map(
      ({ message, detail, buttons }) => ({ message, detail, buttons }),
    ),
  )
}
