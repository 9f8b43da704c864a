import { setImmediate } from 'node:timers/promises'

/**
 * Long work cut into steps of a few milliseconds, so that whoever runs it can let others have a turn
 * in between: a search need not wait until a list of 100,000 is sorted.
 */
export type Steps<Value> = Generator<undefined, Value>

/** Does all steps at once. */
export function finish<Value>(steps: Steps<Value>): Value {
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

/** Does one step in each turn of the event loop. */
export async function finishInTurns<Value>(steps: Steps<Value>): Promise<Value> {
  let step = steps.next()
  while (!step.done) {
    await setImmediate()
    step = steps.next()
  }
  return step.value
}
