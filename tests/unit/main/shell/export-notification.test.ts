import { describe, expect, it } from 'vitest'
import {
  endsText,
  endText,
  isTold,
  overdueText,
  toneOf,
} from '../../../../src/main/shell/export-notification.ts'
import { withoutMarkup } from '../../../../src/main/shell/notification-server.ts'
import type { ExportRecord } from '../../../../src/shared/export.ts'

function record(change: Partial<ExportRecord>): ExportRecord {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    connectionId: 'demo',
    connectionName: 'Demo workspace',
    host: 'http://127.0.0.1:1',
    jobId: '1',
    jobName: 'Export_Workflow_Job',
    runId: '2',
    runUrl: null,
    configPath: '/Workspace/Shared/config.yml',
    outputPath: null,
    workflows: 3,
    pipelines: 2,
    compute: null,
    state: 'succeeded',
    attention: null,
    attentionError: null,
    cancelRequested: false,
    createdAt: 1_000_000,
    runningSince: null,
    endedAt: 1_000_000 + 364_000,
    lastPolledAt: null,
    tasks: [],
    progress: 100,
    estimate: null,
    message: null,
    error: null,
    ...change,
  } as ExportRecord
}

describe('the notification of an export', () => {
  it('says what was exported and how long it took', () => {
    expect(endText(record({}), false)).toEqual({
      title: 'Export succeeded',
      body: '3 workflows and 2 pipelines from Export_Workflow_Job in 6 min 4 s',
    })
  })

  it('counts one as one and leaves out none', () => {
    const body = (workflows: number, pipelines: number) =>
      endText(record({ workflows, pipelines, endedAt: null }), false).body
    expect(body(1, 0)).toBe('1 workflow from Export_Workflow_Job')
    expect(body(0, 1)).toBe('1 pipeline from Export_Workflow_Job')
    expect(body(0, 0)).toBe('Nothing from Export_Workflow_Job')
  })

  it('gives the reason of a failure, the first line of it', () => {
    const failed = record({ state: 'failed', message: 'Task export failed\n  at line 4' })
    expect(endText(failed, false)).toEqual({
      title: 'Export failed',
      body: 'Export_Workflow_Job: Task export failed',
    })
    const long = endText(record({ state: 'lost', message: 'x'.repeat(5000) }), false)
    expect(long.title).toBe('Export lost')
    expect(long.body.length).toBeLessThan(250)
  })

  it('says that it was canceled', () => {
    expect(endText(record({ state: 'canceled' }), false)).toEqual({
      title: 'Export canceled',
      body: 'Export_Workflow_Job was canceled after 6 min 4 s',
    })
  })

  it.each(['succeeded', 'failed', 'canceled', 'lost'] as const)(
    'says nothing of what it was while the app is locked: %s',
    (state) => {
      const secret = record({ state, message: 'Export_Workflow_Job: /Users/somebody was denied' })
      expect(endText(secret, true)).toEqual({
        title: `Export ${state}`,
        body: 'Unlock the app to see more.',
      })
    },
  )

  it('is wanted by the settings', () => {
    const quiet = { notifyOnSuccess: false, notifyOnFailure: false, notifyWhenOverdue: false }
    for (const state of ['succeeded', 'failed', 'canceled', 'lost'] as const) {
      expect(isTold(record({ state }), quiet)).toBe(false)
    }
    const failures = { ...quiet, notifyOnFailure: true }
    expect(isTold(record({ state: 'failed' }), failures)).toBe(true)
    expect(isTold(record({ state: 'succeeded' }), failures)).toBe(false)
  })

  it('keeps odd names on one line and within bounds', () => {
    const named = (jobName: string) => endText(record({ jobName, state: 'canceled' }), false).body
    expect(named('👩‍👩‍👧‍👦'.repeat(500))).toMatch(/^(👩‍👩‍👧‍👦){79}… was canceled/u)
    expect(named('two\nlines\u202eabc')).toMatch(/^two linesabc was canceled/)
    expect(named('تصدير')).toMatch(/^\u2068تصدير\u2069 was canceled/)
    expect(named('<b>R&D</b>')).toMatch(/^<b>R&D<\/b> was canceled/)
  })
})

describe('the notification of several exports', () => {
  it('counts them by how they ended', () => {
    const states = ['succeeded', 'failed', 'succeeded', 'lost', 'canceled', 'succeeded'] as const
    expect(endsText(states.map((state) => record({ state })))).toEqual({
      title: '6 exports ended',
      body: '3 succeeded, 1 failed, 1 canceled, 1 lost',
    })
  })

  it.each([
    [['succeeded', 'succeeded'], 'success'],
    [['succeeded', 'canceled'], 'info'],
    [['succeeded', 'failed'], 'error'],
    [['lost'], 'error'],
  ] as const)('%s is told as %s', (states, tone) => {
    expect(toneOf(states.map((state) => record({ state })))).toBe(tone)
  })
})

describe('the notification of an export that takes long', () => {
  const running = record({
    state: 'running',
    endedAt: null,
    estimate: {
      startupMs: 60_000,
      executionMs: 250_000,
      lowMs: 240_000,
      highMs: 360_000,
      pastRuns: 4,
    },
  })

  it('says how long it is under way and how long such exports take', () => {
    expect(overdueText(running, false, 1_000_000 + 724_000)).toEqual({
      title: 'Export takes longer than usual',
      body: 'Export_Workflow_Job has been at it for 12 min. It usually takes 4 to 6 min.',
    })
  })

  it('does not call a guess usual', () => {
    const { estimate } = running
    const guessed = { ...running, estimate: estimate && { ...estimate, pastRuns: 0 } }
    expect(overdueText(guessed, false, 1_020_000).body).toBe(
      'Export_Workflow_Job has been at it for 20 s. It was expected to take 4 to 6 min.',
    )
    expect(overdueText({ ...running, estimate: null }, false, 1_020_000).body).toMatch(/20 s\.$/)
  })

  it('says nothing of what it is while the app is locked', () => {
    expect(overdueText(running, true, 2_000_000).body).toBe('Unlock the app to see more.')
  })
})

describe('a server of notifications that reads markup', () => {
  it('shows every sign as it is', () => {
    expect(withoutMarkup('<b>R&D</b> &amp;')).toBe('&lt;b&gt;R&amp;D&lt;/b&gt; &amp;amp;')
  })
})
