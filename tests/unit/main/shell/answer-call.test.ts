import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { answerCall } from '../../../../src/main/shell/answer-call.ts'
import type { CallContext, HandlerTable } from '../../../../src/main/shell/answer-call.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import type { Logger } from '../../../../src/main/logging/logger.ts'
import { call, nothing } from '../../../../src/shared/contract.ts'
import { AppError, errorCodes } from '../../../../src/shared/errors.ts'
import { calls } from '../../../../src/shared/ipc.ts'
import type { Answer } from '../../../../src/shared/ipc.ts'

interface Line {
  level: string
  message: string
  fields: Readonly<Record<string, unknown>> | undefined
}

function listeningLogger(): { logger: Logger; lines: Line[] } {
  const lines: Line[] = []
  const at = (level: string) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
    lines.push({ level, message, fields })
  }
  const logger: Logger = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    scope: () => logger,
  }
  return { logger, lines }
}

/** Handlers for every call of the contract that note what reaches them. */
function notingHandlers(reached: unknown[]): HandlerTable {
  return Object.fromEntries(
    Object.entries(calls).map(([group, members]) => [
      group,
      Object.fromEntries(
        Object.keys(members).map((name) => [
          name,
          (input: unknown) => {
            reached.push(input)
            return null
          },
        ]),
      ),
    ]),
  )
}

function contextOf(handlers: HandlerTable, options: Partial<CallContext> = {}): CallContext {
  return { calls, handlers, logger: silentLogger, checkOutput: false, ...options }
}

function errorOf(answer: Answer) {
  if (answer.ok) throw new Error('The call was expected to fail')
  return answer.error
}

/** What structured clone can carry from a page, and a little more. */
const garbage = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
    withObjectString: true,
  }),
  fc.constantFrom<unknown>(
    null,
    Number.NaN,
    -0,
    '',
    [],
    {},
    { __proto__: null },
    JSON.parse('{"__proto__":{"kind":"workflow"},"constructor":1}'),
    'x'.repeat(100_000),
    { id: '../../etc/passwd', kind: 'workflow' },
  ),
)

/** Objects that have the right names of fields and anything in them. */
function nearlyRight(schema: z.ZodType): fc.Arbitrary<unknown> {
  if (!(schema instanceof z.ZodObject)) return garbage
  const fields = Object.keys(schema.shape).map((name) => [name, garbage] as const)
  return fc.oneof(garbage, fc.record(Object.fromEntries(fields), { requiredKeys: [] }))
}

describe('answering a call', () => {
  const every = Object.entries(calls).flatMap(([group, members]) =>
    Object.entries(members).map(([name, member]) => ({ name: `${group}.${name}`, member })),
  )

  it.each(every)('$name refuses garbage with an error and no crash', async ({ name, member }) => {
    await fc.assert(
      fc.asyncProperty(nearlyRight(member.input), async (input) => {
        const reached: unknown[] = []
        const answer = await answerCall(contextOf(notingHandlers(reached)), {
          name,
          input,
          senderIsOurs: true,
        })
        const expected = member.input.safeParse(input)
        if (expected.success) {
          expect(answer).toEqual({ ok: true, value: null })
          expect(reached).toEqual([expected.data])
        } else {
          const error = errorOf(answer)
          expect(error.code).toBe('bad-input')
          expect(error.message).toContain(name)
          expect(error.suggestion).not.toBe('')
          expect(reached).toEqual([])
        }
      }),
      { numRuns: 300 },
    )
  })

  it('refuses a call from a frame that is not ours, and says so in the log', async () => {
    const reached: unknown[] = []
    const { logger, lines } = listeningLogger()
    const answer = await answerCall(contextOf(notingHandlers(reached), { logger }), {
      name: 'exports.start',
      input: undefined,
      senderIsOurs: false,
    })
    expect(errorOf(answer).code).toBe('foreign-sender')
    expect(reached).toEqual([])
    expect(lines).toMatchObject([{ level: 'warn', fields: { call: 'exports.start' } }])
  })

  it('tells a foreign frame nothing about which calls exist', async () => {
    const answer = await answerCall(contextOf({}), {
      name: 'no.such',
      input: undefined,
      senderIsOurs: false,
    })
    expect(errorOf(answer).code).toBe('foreign-sender')
  })

  it('answers a name that is no call with a clear error and a log line', async () => {
    const names = fc.oneof(
      fc.anything(),
      fc.string(),
      fc.constantFrom(
        'exports.begin',
        'exports',
        'exports.start.now',
        '__proto__.toString',
        'constructor.name',
        'exports.constructor',
        'exports.__proto__',
        'exports.hasOwnProperty',
      ),
    )
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const { logger, lines } = listeningLogger()
        const answer = await answerCall(contextOf(notingHandlers([]), { logger }), {
          name,
          input: undefined,
          senderIsOurs: true,
        })
        expect(errorOf(answer).code).toBe('unknown-call')
        expect(lines).toHaveLength(1)
      }),
      { numRuns: 300 },
    )
  })

  it('never writes the input into the error or the log', async () => {
    const { logger, lines } = listeningLogger()
    const answer = await answerCall(contextOf(notingHandlers([]), { logger }), {
      name: 'connections.add',
      input: { name: 'x', host: 'h', secret: 'planted-secret', keepSecret: 'planted-secret' },
      senderIsOurs: true,
    })
    expect(errorOf(answer).code).toBe('bad-input')
    expect(JSON.stringify([answer, lines])).not.toContain('planted-secret')
  })

  it('passes the words of an AppError on as they are', async () => {
    const error = new AppError('conflict', 'The file changed.', {
      suggestion: 'Compare both versions.',
      details: { path: '/Shared/config.yml' },
    })
    const answer = await answerCall(contextOf({ app: { quit: () => Promise.reject(error) } }), {
      name: 'app.quit',
      input: undefined,
      senderIsOurs: true,
    })
    expect(answer).toEqual({ ok: false, error: error.toRecord() })
  })

  it('turns whatever a handler throws into an AppError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (thrown) => {
        const handlers = {
          app: {
            quit: () => {
              throw thrown
            },
          },
        }
        const answer = await answerCall(contextOf(handlers), {
          name: 'app.quit',
          input: undefined,
          senderIsOurs: true,
        })
        expect(errorCodes).toContain(errorOf(answer).code)
      }),
      // The example once got through: it refuses to become text.
      { numRuns: 200, examples: [[{ toString: 0 }]] },
    )
  })

  it('notices in development that a handler breaks the contract', async () => {
    const small = { app: { count: call('Counts.', nothing, z.number()) } }
    const context = {
      calls: small,
      handlers: { app: { count: () => 'three' } },
      logger: silentLogger,
    }
    const incoming = { name: 'app.count', input: undefined, senderIsOurs: true }
    const strict = await answerCall({ ...context, checkOutput: true }, incoming)
    expect(errorOf(strict).code).toBe('internal')
    expect(await answerCall({ ...context, checkOutput: false }, incoming)).toEqual({
      ok: true,
      value: 'three',
    })
  })
})
