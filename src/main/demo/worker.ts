import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../shared/errors.ts'
import type { DemoOptions } from './options.ts'
import { createDemoServer } from './server.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

// Entry of the worker thread that holds the demo workspace; `host.ts` starts it.
if (parentPort === null) throw new Error('worker.ts runs only as a worker thread')
const port = parentPort
const tell = (message: FromWorker) => port.postMessage(message)

try {
  const server = await createDemoServer({
    ...(workerData as DemoOptions), // host.ts, the only one that starts this file, sends nothing else
    onProblem: (problem) => tell({ type: 'problem', error: problem.toRecord() }),
  })
  port.on('message', (message: ToWorker) => {
    if (message.type !== 'stop') return
    server.stop().then(
      () => finish(null),
      (thrown: unknown) => finish(AppError.from(thrown)),
    )
  })
  tell({ type: 'ready', url: server.url, token: server.token })
} catch (thrown) {
  tell({ type: 'failed', error: AppError.from(thrown).toRecord() })
  port.close()
}

function finish(error: AppError | null): void {
  tell({ type: 'stopped', error: error?.toRecord() ?? null })
  port.close()
}
