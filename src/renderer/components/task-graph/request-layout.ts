import { AppError } from '../../../shared/errors.ts'
import { layoutTasks } from './graph-layout.ts'
import type { GraphLayout, GraphTask } from './graph-layout.ts'

/** So few are placed within a frame; more would hold the page up. */
const mostInPlace = 40

/**
 * The places of tasks; many are placed in a worker, so that the page stays smooth. Throws `internal`
 * when that fails and `canceled` when `signal` fires.
 */
export async function requestLayout(
  tasks: readonly GraphTask[],
  signal: AbortSignal,
): Promise<GraphLayout> {
  const plain = tasks.map(({ key, dependsOn }) => ({ key, dependsOn: [...dependsOn] }))
  if (plain.length <= mostInPlace) return layoutTasks(plain)
  const worker = new Worker(new URL('layout-worker.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise<GraphLayout>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new AppError('canceled', 'Not wanted.')))
      worker.onmessage = ({ data }: MessageEvent<GraphLayout>) => resolve(data)
      worker.onerror = (event) => {
        reject(
          new AppError('internal', 'The tasks could not be drawn.', {
            suggestion: 'Look at them as a list.',
            details: { reason: event.message },
          }),
        )
      }
      worker.postMessage(plain)
    })
  } finally {
    worker.terminate()
  }
}
