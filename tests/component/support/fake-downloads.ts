import type { ExportContents } from '../../../src/shared/export-contents.ts'
import type { ExportDownload } from '../../../src/shared/export-download.ts'

export function exportDownload(change: Partial<ExportDownload> = {}): ExportDownload {
  return {
    id: 'dddddddd-0',
    exportId: 'aaaaaaaa-0',
    form: 'folder',
    source: '/Workspace/Shared/exports',
    place: '/home/you/Downloads/exports 2026-11-21 10-00',
    state: 'running',
    files: 40,
    filesDone: 10,
    bytes: 4_000_000,
    bytesDone: 1_000_000,
    current: 'jobs/Daily_Sales.yml',
    bytesPerSecond: 500_000,
    remainingMs: 6000,
    problems: [],
    problemCount: 0,
    renamed: [],
    renamedCount: 0,
    error: null,
    startedAt: 0,
    endedAt: null,
    ...change,
  }
}

export function exportContents(change: Partial<ExportContents> = {}): ExportContents {
  return {
    result: {
      workflows: 7,
      pipelines: 2,
      files: 1,
      bytes: 1200,
      older: 0,
      untimed: 0,
      complete: true,
      countedAt: 0,
    },
    folder: '/Workspace/Shared/exports',
    matches: 1,
    files: [
      {
        path: 'jobs/Daily_Sales.yml',
        kind: 'file',
        size: 1200,
        modifiedAt: 0,
        written: 'by-run',
        item: { kind: 'workflow', name: 'Daily Sales' },
      },
    ],
    counts: { 'by-run': 1, before: 0, after: 0, unknown: 0 },
    missing: [],
    missingCount: 0,
    notes: [],
    ...change,
  }
}
