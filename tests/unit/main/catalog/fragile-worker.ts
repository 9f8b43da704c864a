/** The catalog worker, with a way to make it crash: asking for an item with the id `crash` or `exit`. */
import { parentPort } from 'node:worker_threads'
import type { WorkerRequest } from '../../../../src/main/catalog/protocol.ts'
import '../../../../src/main/catalog/worker.ts'

parentPort?.on('message', (request: WorkerRequest) => {
  if (request.call !== 'find') return
  if (request.input.ids.includes('crash')) throw new Error('planned crash')
  if (request.input.ids.includes('exit')) process.exit(3)
})
