import type { RunningApp } from './app.ts'

interface Spied {
  heardByPage: string[]
}

/** From now on every message of main to the page is kept: events, and answers to calls. */
export async function listenIn({ electron }: RunningApp): Promise<void> {
  await electron.evaluate(({ BrowserWindow, ipcMain }) => {
    const heard: string[] = []
    Object.assign(globalThis, { heardByPage: heard })
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    if (!contents) throw new Error('There is no window')
    const send = contents.send.bind(contents)
    contents.send = (channel: string, ...values: unknown[]) => {
      heard.push(JSON.stringify([channel, values]))
      send(channel, ...values)
    }
    // Handlers can be replaced, but not read, by the documented interface.
    type Handler = (...values: unknown[]) => unknown
    const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, Handler> })
      ._invokeHandlers
    for (const [channel, handler] of handlers) {
      handlers.set(channel, async (...values) => {
        const answer = await handler(...values)
        heard.push(JSON.stringify([channel, answer]))
        return answer
      })
    }
  })
}

/** All messages since `listenIn`. */
export async function heardByPage({ electron }: RunningApp): Promise<string> {
  return await electron.evaluate(() => (globalThis as unknown as Spied).heardByPage.join('\n'))
}
