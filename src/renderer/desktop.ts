import { getCurrentScope, onScopeDispose } from 'vue'
import { AppError } from '../shared/errors.ts'
import type { Answer, DesktopClient, EventName, PayloadOf } from '../shared/ipc.ts'
import { typingBefore } from './pending-edits.ts'

type Ask = (input?: unknown) => Promise<Answer>

async function ask(group: string, name: string, input: unknown): Promise<unknown> {
  const bridge: unknown = window.desktop
  const call = (bridge as Record<string, Record<string, Ask> | undefined> | undefined)?.[group]?.[
    name
  ]
  if (call === undefined) {
    throw new AppError('unknown-call', `This window does not know the call ${group}.${name}.`, {
      suggestion: 'Close the window and open it again.',
    })
  }
  // Vue's reactive proxies cannot be copied to another process; inputs are plain data by contract.
  const plain: unknown = input === undefined ? undefined : JSON.parse(JSON.stringify(input))
  const typing = typingBefore(group, name)
  if (typing !== null) await typing
  let answer: Answer
  try {
    answer = await call(plain)
  } catch (thrown) {
    throw AppError.from(thrown)
  }
  if (!answer.ok) throw AppError.fromRecord(answer.error)
  return answer.value
}

const groups = new Map<string, unknown>()

function group(name: string): unknown {
  let members = groups.get(name)
  if (members === undefined) {
    members = new Proxy(
      {},
      { get: (_, member) => (input?: unknown) => ask(name, String(member), input) },
    )
    groups.set(name, members)
  }
  return members
}

/**
 * The contract's calls: `await desktop.exports.readiness()`. A refused call throws the `AppError` that
 * main made.
 */
export const desktop = new Proxy({} as DesktopClient, {
  get: (_, name) => group(String(name)),
})

/**
 * Listens to an event of main; the returned function stops, and so does the end of the component or
 * store that listens.
 */
export function onEvent<Name extends EventName>(
  name: Name,
  listener: (payload: PayloadOf<Name>) => void,
): () => void {
  const stop = window.desktop.on(name, listener)
  if (getCurrentScope() !== undefined) onScopeDispose(stop)
  return stop
}
