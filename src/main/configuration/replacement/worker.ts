import { parentPort } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './worker-messages.ts'
import { substitute } from './substitute.ts'

// Entry of the worker thread that carries out patterns: one that takes for ever is ended with it.
if (parentPort === null) throw new Error('worker.ts runs only as a worker thread')
const port = parentPort
const tell = (message: FromWorker) => port.postMessage(message)

port.on('message', ({ id, text, rules }: ToWorker) => {
  tell({ id, state: 'started' })
  let current: string | null = text
  for (const [index, rule] of rules.entries()) {
    if (rule === null || current === null) continue
    current = substitute(current, rule)
    tell({ id, state: 'done', rule: index, outcome: current })
  }
  tell({ id, state: 'ended' })
})
