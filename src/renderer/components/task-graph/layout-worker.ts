import { layoutTasks } from './graph-layout.ts'
import type { GraphTask } from './graph-layout.ts'

// A worker's own scope, which the types of a page do not know.
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<GraphTask[]>) => void
  postMessage: (message: unknown) => void
}

scope.onmessage = ({ data }) => {
  scope.postMessage(layoutTasks(data))
}
