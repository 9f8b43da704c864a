import { AppError } from '../../shared/errors.ts'
import type { AppCalls, EventName } from '../../shared/ipc.ts'

type CallName = {
  [Group in keyof AppCalls & string]: `${Group}.${keyof AppCalls[Group] & string}`
}[keyof AppCalls & string]

/** What the lock page needs: its look, its button, and the way out. Nothing about a workspace. */
const answeredWhileLocked: ReadonlySet<string> = new Set<CallName>([
  'app.info',
  'app.ready',
  'app.quit',
  'session.state',
  'session.lock',
  'session.unlock',
  'settings.get',
])

/** Where to go after unlocking is told at once; the page waits with it. */
const toldWhileLocked: ReadonlySet<EventName> = new Set<EventName>([
  'session.changed',
  'settings.changed',
  'app.show',
  'app.signIn',
])

/** Whether a call (`group.name`) is answered while the app is locked. */
export function isAnsweredWhileLocked(name: string): boolean {
  return answeredWhileLocked.has(name)
}

/** Whether the page is told of an event while the app is locked. */
export function isToldWhileLocked(name: EventName): boolean {
  return toldWhileLocked.has(name)
}

/** What all other calls get. */
export function appIsLocked(): AppError {
  return new AppError('locked', 'The app is locked.', { suggestion: 'Unlock it first.' })
}
