import type { z } from 'zod'
import type { Call, Calls } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import type { Answer } from '../../shared/ipc.ts'
import type { Logger } from '../logging/logger.ts'
import { appIsLocked, isAnsweredWhileLocked } from './lock-gate.ts'

/** A handler table whose types no longer matter: the contract's schemas have checked the input. */
export type HandlerTable = Readonly<
  Record<string, Readonly<Record<string, (input: never) => unknown>>>
>

export interface CallContext {
  calls: Calls
  handlers: HandlerTable
  logger: Logger
  /** Checks what handlers answer against the contract: for development and tests. */
  checkOutput: boolean
  /** Locked, only the calls of the lock page are answered. */
  isLocked?: () => boolean
}

/** A call as it arrives, before anything about it is believed. */
export interface IncomingCall {
  /** `group.name`. */
  name: unknown
  input: unknown
  senderIsOurs: boolean
}

const longestName = 80
const longestProblem = 500

/** Answers one call of the page. Whatever comes in, it answers; it never throws. */
export async function answerCall(context: CallContext, incoming: IncomingCall): Promise<Answer> {
  const { logger } = context
  const name = shortName(incoming.name)
  try {
    if (!incoming.senderIsOurs) throw foreignSender(name)
    const found = find(context, incoming.name)
    if (!found) throw unknownCall(name)
    if (context.isLocked?.() && !isAnsweredWhileLocked(name)) throw appIsLocked()
    const input = checkInput(name, found.call, incoming.input)
    const value: unknown = await found.handler(input as never)
    if (context.checkOutput) checkOutput(name, found.call, value)
    return { ok: true, value }
  } catch (thrown) {
    const error = AppError.from(thrown)
    if (error.code === 'canceled') logger.debug('A call was canceled', { call: name })
    else if (error.code === 'locked') logger.debug('A call was refused', { call: name, error })
    else if (error.code === 'internal') logger.error('A call failed', { call: name, error })
    else logger.warn('A call was refused', { call: name, error })
    return { ok: false, error: error.toRecord() }
  }
}

function find(
  { calls, handlers }: CallContext,
  name: unknown,
): { call: Call; handler: (input: never) => unknown } | null {
  if (typeof name !== 'string') return null
  const [group, member, ...more] = name.split('.')
  if (group === undefined || member === undefined || more.length > 0) return null
  const call = own(own(calls, group), member)
  const handler = own(own(handlers, group), member)
  return call && handler ? { call, handler } : null
}

/** Names come from the page: `constructor` and `__proto__` must find nothing. */
function own<Value>(
  table: Readonly<Record<string, Value>> | undefined,
  key: string,
): Value | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined
}

function checkInput(name: string, call: Call, input: unknown): unknown {
  let result: ReturnType<typeof call.input.safeParse>
  try {
    result = call.input.safeParse(input)
  } catch (cause) {
    throw badInput(name, 'could not be read', cause)
  }
  if (result.success) return result.data
  throw badInput(name, problemsOf(result.error))
}

function checkOutput(name: string, call: Call, value: unknown): void {
  const result = call.output.safeParse(value)
  if (result.success) return
  throw new AppError('internal', `The answer of ${name} does not fit the contract.`, {
    suggestion: 'This is a bug: please report it.',
    details: { problems: problemsOf(result.error) },
  })
}

/** Says where and what, but not the values: they may be secret. */
function problemsOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => `${path.map(String).join('.') || 'input'}: ${message}`)
    .join('; ')
    .slice(0, longestProblem)
}

function badInput(name: string, problems: string, cause?: unknown): AppError {
  return new AppError('bad-input', `The input of ${name} is not valid.`, {
    suggestion: 'Check what you entered and try again.',
    details: { call: name, problems },
    cause,
  })
}

function unknownCall(name: string): AppError {
  return new AppError('unknown-call', `There is no call named “${name}”.`, {
    suggestion: 'Restart the app: page and app are of different versions.',
    details: { call: name },
  })
}

function foreignSender(name: string): AppError {
  return new AppError('foreign-sender', 'This page may not use the app.', {
    suggestion: 'Restart the app.',
    details: { call: name },
  })
}

function shortName(name: unknown): string {
  return typeof name === 'string' ? name.slice(0, longestName) : `(${typeof name})`
}
