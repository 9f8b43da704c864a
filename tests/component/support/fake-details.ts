import type { CatalogDetails, CatalogItem } from '../../../src/shared/catalog.ts'
import { fakeRuns } from './fake-items.ts'

/** An item of the fake workspace, closely. */
export function fakeDetails(item: CatalogItem, now: number): CatalogDetails {
  return {
    item,
    readAt: now,
    runAs: 'svc-ml',
    description: null,
    url: `https://example.cloud.databricks.com/jobs/${item.id}`,
    facts: [
      { label: 'Schedule', text: 'Every day at 02:00 (Europe/Berlin)' },
      { label: 'Compute', text: 'Job cluster, 2 to 8 workers' },
    ],
    nextRunAt: now + 3_600_000,
    parameters: [
      { name: 'run_date', default: '{{job.start_time.iso_date}}' },
      { name: 'model_version', default: '12' },
    ],
    tasks: [
      {
        key: 'features',
        kind: 'notebook',
        dependsOn: [],
        facts: [{ label: 'Notebook', text: '/Shared/features' }],
        result: 'succeeded',
      },
      {
        key: 'score_eu',
        kind: 'notebook',
        dependsOn: ['features'],
        facts: [],
        result: 'failed',
      },
      {
        key: 'score_us',
        kind: 'python wheel',
        dependsOn: ['features'],
        facts: [],
        result: 'succeeded',
      },
      {
        key: 'publish',
        kind: 'SQL',
        dependsOn: ['score_eu', 'score_us'],
        facts: [],
        result: null,
      },
    ],
    libraries: item.kind === 'pipeline' ? [{ kind: 'Notebook', text: '/Shared/orders' }] : [],
    permissions: [
      { principal: 'ada@example.com', kind: 'user', level: 'Owner', inherited: false },
      { principal: 'admins', kind: 'group', level: 'Can manage', inherited: true },
    ],
    permissionsProblem: null,
    runs: fakeRuns(item.id, now, 16)
      .reverse()
      .map((run) => ({
        ...run,
        url: `https://example.cloud.databricks.com/run/${run.runId}`,
      })),
    runsProblem: null,
    raw: JSON.stringify({ job_id: item.id, settings: { name: item.name } }, null, 2),
  }
}
