import type { ExportRecord } from '../../../src/shared/export.ts'

export function exportRecord(change: Partial<ExportRecord>): ExportRecord {
  return {
    id: 'aaaaaaaa-0',
    connectionId: 'demo',
    connectionName: 'Demo workspace',
    host: 'http://127.0.0.1:41234',
    jobId: '1290381902',
    jobName: 'Export_Workflow_Job',
    runId: '849743237728880',
    runUrl: 'http://127.0.0.1:41234/jobs/1290381902/runs/849743237728880',
    configPath: '/Workspace/Shared/config.yml',
    outputPath: '/Workspace/Shared/exports',
    workflows: 7,
    pipelines: 2,
    compute: 'serverless',
    state: 'running',
    attention: null,
    attentionError: null,
    cancelRequested: false,
    createdAt: 0,
    runningSince: null,
    endedAt: null,
    lastPolledAt: null,
    tasks: [],
    progress: 0,
    estimate: null,
    message: null,
    error: null,
    ...change,
  }
}
