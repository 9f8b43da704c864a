import { describe, expect, it } from 'vitest'
import type { SignInNeed } from '../../../../src/main/exports/sign-in-watch.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import type { ErrorCode } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { ExportsProcess, ManualClock } from './exports-world.ts'
import { useFolder } from './support.ts'

const clock = new ManualClock()
const demo = useDemoWorkspace({ now: clock.read, timeScale: 1, jobs: 30, pipelines: 5 })
const folder = useFolder()

/** An export that is followed, what the app tells about signing in, and how to make signing in fail. */
async function runningExport() {
  let refusal: ErrorCode | null = null
  const app = new ExportsProcess({
    server: demo.server,
    folder: folder.path,
    clock,
    token: () => {
      if (refusal !== null) throw new AppError(refusal, 'Not now.')
      return demo.server.token
    },
  })
  const told: (SignInNeed | string)[] = []
  app.service.signInNeeded.on((need) => told.push(need))
  app.service.signInSettled.on((id) => told.push(`settled ${id}`))
  app.service.recover()
  await app.service.start()
  await app.pass(5000)
  return {
    app,
    told,
    refuse: (code: ErrorCode | null) => {
      refusal = code
    },
  }
}

const need: SignInNeed = {
  connectionId: 'demo',
  connectionName: 'Demo workspace',
  exports: 1,
}
const requests = () => demo.server.workspace.requests.all().length

describe('credentials that expire or are revoked during an export', () => {
  it.each([
    'unauthorized',
    'keychain-unavailable',
    'command-failed',
    'command-missing',
    'not-connected',
  ] as const)('(%s) pause polling and are told once', async (code) => {
    const { app, told, refuse } = await runningExport()
    refuse(code)
    for (let round = 0; round < 5; round++) await app.pass(60_000)
    expect(app.newest).toMatchObject({
      state: expect.stringMatching(/queued|starting|running/) as string,
      attention: 'sign-in-needed',
      attentionError: { code },
    })
    expect(told).toEqual([need])
  })

  it('show in the readiness list at once', async () => {
    const { app, refuse } = await runningExport()
    const statusOf = async (name: 'connection' | 'export-job') =>
      (await app.service.readiness()).items.find(({ check }) => check === name)
    expect(await statusOf('connection')).toMatchObject({ status: 'ok' })
    refuse('unauthorized')
    app.service.connectionFailed()
    expect(await statusOf('connection')).toMatchObject({
      status: 'blocked',
      title: 'Not signed in to Demo workspace',
    })
    // One thing is wrong, so one thing is said to be.
    expect(await statusOf('export-job')).toMatchObject({ status: 'checking' })
  })

  it('lose nothing: after the sign-in the export is followed to its end', async () => {
    const { app, told, refuse } = await runningExport()
    refuse('unauthorized')
    await app.pass(5000)
    refuse(null)
    app.service.connectionReady('demo')
    expect(told).toEqual([need, 'settled demo'])
    await app.untilEnded()
    expect(app.newest).toMatchObject({ state: 'succeeded', attention: null })
    expect(told).toEqual([need, 'settled demo'])
    expect(demo.server.workspace.runsStarted).toBe(1)
  })

  it('are told again only when the export was followed in between', async () => {
    const { app, told, refuse } = await runningExport()
    refuse('unauthorized')
    await app.pass(5000)
    // Signed in, but it does not last until the next poll.
    app.service.connectionReady('demo')
    await app.pass(5000)
    expect(app.newest?.attention).toBe('sign-in-needed')
    expect(told).toEqual([need, 'settled demo'])
    refuse(null)
    app.service.connectionReady('demo')
    await app.pass(5000)
    refuse('unauthorized')
    await app.pass(5000)
    expect(told).toEqual([need, 'settled demo', need])
  })

  it('are told once for all exports of the connection', async () => {
    const { app, told, refuse } = await runningExport()
    app.configuration.state.main.path = '/Workspace/Shared/other.yml'
    await app.service.start()
    await app.pass(5000)
    refuse('unauthorized')
    await app.pass(10_000)
    expect(told).toEqual([{ ...need, exports: 2 }])
  })

  it('are settled when the connection is removed', async () => {
    const { app, told, refuse } = await runningExport()
    refuse('unauthorized')
    await app.pass(5000)
    app.service.connectionRemoved('demo')
    expect(told).toEqual([need, 'settled demo'])
  })

  it('of a command-line tool are asked for again when somebody looks', async () => {
    const { app, told, refuse } = await runningExport()
    refuse('command-failed')
    await app.pass(5000)
    app.service.pokeNow()
    await app.pass(100)
    expect(app.newest?.attention).toBe('sign-in-needed')
    expect(told).toEqual([need])
    refuse(null)
    app.service.pokeNow()
    await app.pass(100)
    expect(app.newest?.attention).toBe(null)
    expect(told).toEqual([need, 'settled demo'])
  })

  it('of the app are not asked for again before somebody signs in', async () => {
    const { app, refuse } = await runningExport()
    refuse('unauthorized')
    await app.pass(5000)
    refuse(null)
    const before = requests()
    app.service.pokeNow()
    await app.pass(60_000)
    expect(requests()).toBe(before)
  })
})

describe('what a sign-in does not help against', () => {
  it.each(['locked', 'host-not-found', 'forbidden'] as const)(
    '(%s) is not told, and polling goes on',
    async (code) => {
      const { app, told, refuse } = await runningExport()
      refuse(code)
      await app.pass(5000)
      expect(app.newest?.attentionError?.code).toBe(code)
      expect(told).toEqual([])
      refuse(null)
      await app.pass(20_000)
      expect(app.newest?.attention).toBe(null)
    },
  )
})
