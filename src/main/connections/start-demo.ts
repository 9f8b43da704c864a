import { startDemoWorkspace } from '../demo/host.ts'
import type { Logger } from '../logging/logger.ts'
import type { StartDemo } from './demo-session.ts'

export interface StartDemoOptions {
  workerUrl: URL
  /** Where the workspace is kept between starts. */
  stateFile: string
  /** 1 is about 20 s a run, 0.1 ten times as fast. */
  timeScale: number
  /** Where it was the last time; undefined when it never ran. */
  lastHost: () => string | undefined
  logger: Logger
}

/** Starts the demo workspace of this computer, where it was the last time if it can. */
export function createStartDemo(options: StartDemoOptions): StartDemo {
  const { lastHost, logger, stateFile, timeScale, workerUrl } = options
  return async ({ token, onStopped }) => {
    const start = (port: number) =>
      startDemoWorkspace({
        workerUrl,
        stateFile,
        options: { token, timeScale, port },
        onProblem: (problem) => {
          logger.error('The demo workspace is in trouble', { error: problem })
          if (problem.code === 'demo-failed') onStopped(problem)
        },
      })
    // The port of the last time keeps the links of earlier exports alive.
    const lastPort = Number(new URL(lastHost() ?? 'http://h').port)
    if (lastPort === 0) return await start(0)
    try {
      return await start(lastPort)
    } catch (error) {
      logger.info('The port of the last time is taken', { error })
      return await start(0)
    }
  }
}
