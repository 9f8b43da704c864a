import { describe, expect, it } from 'vitest'
import { exportNotification } from '../../../../src/main/shell/export-notification.ts'
import type { ExportRecord } from '../../../../src/shared/export.ts'

const all = { notifyOnSuccess: true, notifyOnFailure: true }

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
    expect(exportNotification(record({}), all)).toEqual({
      title: 'Export succeeded',
      body: '3 workflows and 2 pipelines from Export_Workflow_Job in 6 min 4 s',
    })
  })

  it('counts one as one and leaves out none', () => {
    const body = (workflows: number, pipelines: number) =>
      exportNotification(record({ workflows, pipelines, endedAt: null }), all)?.body
    expect(body(1, 0)).toBe('1 workflow from Export_Workflow_Job')
    expect(body(0, 1)).toBe('1 pipeline from Export_Workflow_Job')
    expect(body(0, 0)).toBe('Nothing from Export_Workflow_Job')
  })

  it('gives the reason of a failure, the first line of it', () => {
    const failed = record({ state: 'failed', message: 'Task export failed\n  at line 4' })
    expect(exportNotification(failed, all)).toEqual({
      title: 'Export failed',
      body: 'Export_Workflow_Job: Task export failed',
    })
    const long = exportNotification(record({ state: 'lost', message: 'x'.repeat(5000) }), all)
    expect(long?.body.length).toBeLessThan(250)
  })

  it('says that it was canceled', () => {
    expect(exportNotification(record({ state: 'canceled' }), all)).toEqual({
      title: 'Export canceled',
      body: 'Export_Workflow_Job was canceled after 6 min 4 s',
    })
  })

  it('is silent when the settings say so', () => {
    const quiet = { notifyOnSuccess: false, notifyOnFailure: false }
    for (const state of ['succeeded', 'failed', 'canceled', 'lost'] as const) {
      expect(exportNotification(record({ state }), quiet)).toBeNull()
    }
    const failures = { notifyOnSuccess: false, notifyOnFailure: true }
    expect(exportNotification(record({ state: 'failed' }), failures)).not.toBeNull()
  })

  it('does not exist while the export runs', () => {
    for (const state of ['submitting', 'queued', 'starting', 'running'] as const) {
      expect(exportNotification(record({ state, endedAt: null }), all)).toBeNull()
    }
  })
})
