import { BroadcastChannel } from 'node:worker_threads'
import '../../src/main/catalog/worker.ts'

/** The catalog's worker, which collects its garbage when it is told to. */
export {}

const { gc } = globalThis
if (!gc) throw new Error('This needs --expose-gc')
const asked = new BroadcastChannel('collect')
asked.onmessage = ({ data }: { data: unknown }) => {
  if (data !== 'please') return
  gc()
  asked.postMessage('done')
}
