import { describe, expect, it } from 'vitest'
import { folderUrl } from '../../../src/renderer/components/exports/export-links.ts'
import { phasesOf, shownProgress } from '../../../src/renderer/components/exports/export-phases.ts'
import {
  expectedTime,
  leftWords,
  timeTaken,
} from '../../../src/renderer/components/exports/export-times.ts'
import { activeExportStates } from '../../../src/shared/export-state.ts'
import { exportRecord } from '../support/fake-exports.ts'

const minute = 60_000
const estimate = (executionMs: number, pastRuns: number) => ({
  startupMs: minute,
  executionMs,
  lowMs: executionMs,
  highMs: 2 * minute + executionMs,
  pastRuns,
})

describe('the words for time', () => {
  it('gives a range and says what it comes from', () => {
    const record = exportRecord({ runningSince: 0, estimate: estimate(5 * minute, 14) })
    expect(leftWords(record, 2.5 * minute)).toEqual({
      label: 'Left, from 14 past runs',
      value: '1 to 4 min',
    })
    const single = exportRecord({ runningSince: 0, estimate: estimate(5 * minute, 1) })
    expect(leftWords(single, 0)?.label).toBe('Left, from 1 past run')
  })

  it('says that it is a guess without past runs', () => {
    const record = exportRecord({ runningSince: 0, estimate: estimate(5 * minute, 0) })
    expect(leftWords(record, 2.2 * minute)).toEqual({
      label: 'Left, a guess: no past runs yet',
      value: '1 to 4 min',
    })
    expect(leftWords(record, 7 * minute)?.value).toBe('longer than expected')
  })

  it('says so when the estimate is used up, and when little is left', () => {
    const record = exportRecord({ runningSince: 0, estimate: estimate(5 * minute, 1) })
    expect(leftWords(record, 6 * minute)?.value).toBe('longer than usual')
    expect(leftWords(record, 5.5 * minute)?.value).toBe('less than a minute')
  })

  it('says nothing without an estimate or after the end', () => {
    expect(leftWords(exportRecord({ estimate: null }), 0)).toBeNull()
    const ended = exportRecord({ state: 'succeeded', estimate: estimate(minute, 3) })
    expect(leftWords(ended, 0)).toBeNull()
  })

  it('rounds what is expected, also beyond an hour', () => {
    expect(expectedTime({ totalMs: 6.2 * minute, pastRuns: 14 })).toBe(
      'About 6 min, from 14 past runs',
    )
    expect(expectedTime({ totalMs: 93 * minute, pastRuns: 0 })).toBe(
      'About 1 h 35 min, a guess: no past runs yet',
    )
    expect(expectedTime({ totalMs: 20_000, pastRuns: 0 })).toBe(
      'Less than a minute, a guess: no past runs yet',
    )
  })

  it('never takes less than no time when the clock was set back', () => {
    expect(timeTaken(exportRecord({ createdAt: 5000 }), 1000)).toBe('0 s')
  })
})

describe('the phases of an active export', () => {
  it('are behind, at or ahead of where the run is', () => {
    const phases = phasesOf(exportRecord({ state: 'running', progress: 62.5 }))
    expect(phases.map(({ status }) => status)).toEqual(['done', 'done', 'now', 'later'])
    expect(phases[2]).toMatchObject({ label: 'Exporting 7 workflows and 2 pipelines', fill: 0.5 })
  })

  it('say that the start is still being submitted', () => {
    expect(phasesOf(exportRecord({ state: 'submitting' }))[0]?.label).toBe('Submitting')
  })

  it.each(activeExportStates)('never fill up or show 100 percent while %s', (state) => {
    const record = exportRecord({ state, progress: 100 })
    expect(shownProgress(record)).toBe(99)
    const current = phasesOf(record).find(({ status }) => status === 'now')
    expect(current?.fill).toBeLessThan(1)
    expect(phasesOf(record).at(-1)?.fill).toBe(0)
  })

  it('end with finishing, while Databricks ends the run', () => {
    const phases = phasesOf(exportRecord({ state: 'running', finishing: true, progress: 95 }))
    expect(phases.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'now'])
    expect(phases.at(-1)).toMatchObject({ label: 'Finishing', fill: 0.5 })
  })

  it('do not claim that a run that is ended in the queue ever ran', () => {
    const canceling = { state: 'queued', finishing: true, cancelRequested: true } as const
    const phases = phasesOf(exportRecord(canceling))
    expect(phases.map(({ status }) => status)).toEqual(['done', 'later', 'later', 'now'])
    expect(phases.at(-1)?.label).toBe('Canceling')
  })

  it.each([
    ['queue', 'queued', 'Queued'],
    ['blocked', 'queued', 'Blocked'],
    ['compute', 'queued', 'Waiting for compute'],
    ['retry', 'running', 'Waiting for a retry'],
  ] as const)('say what a run that waits for %s waits for', (waiting, state, label) => {
    const phases = phasesOf(exportRecord({ state, waiting }))
    expect(phases.find(({ status }) => status === 'now')?.label).toBe(label)
  })
})

describe('the link to the output folder', () => {
  it('leaves out /Workspace and encodes what a URL cannot hold', () => {
    expect(folderUrl('https://adb-1.azuredatabricks.net/', '/Workspace/Shared/my exports#1')).toBe(
      'https://adb-1.azuredatabricks.net/#workspace/Shared/my%20exports%231',
    )
  })
})
