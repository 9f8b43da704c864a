import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { answerCall } from '../../../../src/main/shell/answer-call.ts'
import { isAnsweredWhileLocked, isToldWhileLocked } from '../../../../src/main/shell/lock-gate.ts'
import { calls, events } from '../../../../src/shared/ipc.ts'
import type { EventName } from '../../../../src/shared/ipc.ts'

const names = Object.entries(calls).flatMap(([group, members]) =>
  Object.keys(members).map((name) => `${group}.${name}`),
)
const open = names.filter(isAnsweredWhileLocked)
const handlers = Object.fromEntries(
  Object.entries(calls).map(([group, members]) => [
    group,
    Object.fromEntries(Object.keys(members).map((name) => [name, () => 'reached'])),
  ]),
)

function ask(name: string, isLocked: boolean, levels: string[] = []) {
  const at = (level: string) => () => {
    levels.push(level)
  }
  const logger = { ...silentLogger, debug: at('debug'), warn: at('warn'), error: at('error') }
  return answerCall(
    { calls, handlers, logger, checkOutput: false, isLocked: () => isLocked },
    { name, input: undefined, senderIsOurs: true },
  )
}

describe('the locked app', () => {
  it('answers what the lock page needs and nothing else', () => {
    expect(open.toSorted()).toEqual([
      'app.info',
      'app.quit',
      'app.ready',
      'session.lock',
      'session.state',
      'session.unlock',
      'settings.get',
    ])
  })

  it.each(open)('answers %s', async (name) => {
    expect(await ask(name, true)).toEqual({ ok: true, value: 'reached' })
  })

  it.each(names.filter((name) => !open.includes(name)))('refuses %s', async (name) => {
    const levels: string[] = []
    expect(await ask(name, true, levels)).toMatchObject({
      ok: false,
      error: { code: 'locked', message: 'The app is locked.', suggestion: 'Unlock it first.' },
    })
    expect(levels).toEqual(['debug'])
  })

  it('answers all again when it is unlocked', async () => {
    expect(await ask('connections.state', false)).toEqual({ ok: true, value: 'reached' })
  })

  it('tells the page nothing of a workspace', () => {
    const told = (Object.keys(events) as EventName[]).filter(isToldWhileLocked)
    expect(told.toSorted()).toEqual([
      'app.show',
      'app.signIn',
      'session.changed',
      'settings.changed',
    ])
  })
})
