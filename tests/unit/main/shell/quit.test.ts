import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { Quit, quitQuestion } from '../../../../src/main/shell/quit.ts'
import type { QuitOptions } from '../../../../src/main/shell/quit.ts'

/** An app that asks `beforeQuit` as Electron does, and notes what happens. */
function appWith(options: Partial<QuitOptions>) {
  const happened: string[] = []
  let left: () => void
  const gone = new Promise<void>((resolve) => {
    left = resolve
  })
  const quit = new Quit({
    activeExports: () => [],
    unsavedEdits: () => 'none',
    activeDownloads: () => 0,
    handOver: () => Promise.resolve(),
    ask: () => {
      happened.push('asked')
      return Promise.resolve(true)
    },
    shutDown: () => {
      happened.push('services ended')
      return Promise.resolve()
    },
    quitApp: () => {
      tryToQuit()
    },
    deadlineMs: 60_000,
    logger: silentLogger,
    ...options,
  })
  function tryToQuit(): void {
    let held = false
    quit.beforeQuit({
      preventDefault: () => {
        held = true
      },
    })
    if (held) return
    happened.push('left')
    left()
  }
  return { quit, tryToQuit, happened, gone }
}

const exporting = () => [{ jobName: 'Export_Workflow_Job' }]

describe('quitting', () => {
  it('ends the services first, without a question when no export is active', async () => {
    const app = appWith({})
    app.tryToQuit()
    await app.gone
    expect(app.happened).toEqual(['services ended', 'left'])
  })

  it('has the page hand over what was typed before it looks for unsaved edits', async () => {
    let unsaved: 'none' | 'kept' = 'none'
    const app = appWith({
      unsavedEdits: () => unsaved,
      handOver: () => {
        unsaved = 'kept'
        return Promise.resolve()
      },
    })
    app.tryToQuit()
    await app.gone
    expect(app.happened).toEqual(['asked', 'services ended', 'left'])
  })

  it('asks first while an export is active', async () => {
    const app = appWith({ activeExports: exporting })
    app.tryToQuit()
    await app.gone
    expect(app.happened).toEqual(['asked', 'services ended', 'left'])
  })

  it.each([
    ['kept', 'Quit without saving?', /not in the workspace yet.*are back at the next start/],
    ['lost', 'Quit and lose your changes?', /cannot be kept on this computer and are lost\.$/],
  ] as const)('asks first when edits are not saved: %s', async (unsaved, message, detail) => {
    const app = appWith({ unsavedEdits: () => unsaved })
    app.tryToQuit()
    await app.gone
    expect(app.happened).toEqual(['asked', 'services ended', 'left'])
    const question = quitQuestion([], unsaved, 0)
    expect(question).toMatchObject({ message, keepLabel: 'Keep editing' })
    expect(question.detail).toMatch(detail)
    const during = quitQuestion(exporting(), unsaved, 0)
    expect(during.detail).toContain('goes on in Databricks')
    expect(during.detail).toMatch(detail)
  })

  it('asks first during a download, which it stops', async () => {
    const app = appWith({ activeDownloads: () => 1 })
    app.tryToQuit()
    await app.gone
    expect(app.happened).toEqual(['asked', 'services ended', 'left'])
    expect(quitQuestion([], 'none', 1)).toMatchObject({
      message: 'Quit during the download?',
      detail: 'The download stops and can be resumed at the next start of the app.',
      keepLabel: 'Keep downloading',
    })
    expect(quitQuestion([], 'none', 2).message).toBe('Quit during the downloads?')
    expect(quitQuestion([], 'kept', 1).detail).toMatch(
      /^The download stops .* not in the workspace/,
    )
    const during = quitQuestion(exporting(), 'none', 2).detail
    expect(during).toMatch(/goes on in Databricks.*The downloads stop and can be resumed/)
  })

  it('stays when the person wants to keep running, and asks again the next time', async () => {
    const answers = [false, true]
    const app = appWith({
      activeExports: exporting,
      ask: () => Promise.resolve(answers.shift() ?? false),
    })
    app.tryToQuit()
    await new Promise(setImmediate)
    expect(app.quit.quitting).toBe(false)
    expect(app.happened).toEqual([])
    app.tryToQuit()
    await app.gone
    expect(app.happened).toEqual(['services ended', 'left'])
  })

  it('asks once, however often it is told to quit', async () => {
    const app = appWith({ activeExports: exporting })
    app.tryToQuit()
    app.tryToQuit()
    app.tryToQuit()
    await app.gone
    expect(app.happened).toEqual(['asked', 'services ended', 'left'])
  })

  it('quits even when the question or the services fail', async () => {
    const app = appWith({
      activeExports: exporting,
      ask: () => Promise.reject(new Error('no display')),
      shutDown: () => Promise.reject(new Error('no disk')),
    })
    app.tryToQuit()
    await app.gone
    expect(app.happened).toEqual(['left'])
  })

  it('does not wait forever for a service that hangs', async () => {
    const app = appWith({ shutDown: () => new Promise(() => undefined), deadlineMs: 1 })
    app.tryToQuit()
    await app.gone
    expect(app.happened).toEqual(['left'])
  })

  it('asks nobody when the computer shuts down', async () => {
    const app = appWith({ activeExports: exporting })
    app.quit.sessionEnds()
    await app.gone
    expect(app.happened).toEqual(['services ended', 'left'])
  })

  it('lets windows close once it is decided', async () => {
    const app = appWith({})
    expect(app.quit.quitting).toBe(false)
    app.tryToQuit()
    await app.gone
    expect(app.quit.quitting).toBe(true)
  })
})

describe('the question', () => {
  it('says that the run goes on and is picked up again', () => {
    const { detail, quitLabel, keepLabel } = quitQuestion(exporting(), 'none', 0)
    expect(detail).toContain('Export_Workflow_Job goes on in Databricks')
    expect(detail).toContain('picked up again at the next start')
    expect([quitLabel, keepLabel]).toEqual(['Quit', 'Keep running'])
  })

  it('counts when there are several', () => {
    expect(quitQuestion([...exporting(), ...exporting()], 'none', 0).detail).toContain(
      '2 exports go on',
    )
  })
})
