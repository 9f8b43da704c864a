import { customerTasks, lakehouseTasks } from './curated-tasks.ts'
import type { DemoCompute, DemoTasks } from './tasks.ts'
import {
  continuous,
  daily,
  everyMinutes,
  fileArrival,
  hourly,
  manual,
  periodic,
  tableUpdate,
  weekly,
} from './timing.ts'
import type { Timing } from './timing.ts'

/** A job that is written by hand rather than generated. What is left out is generated. */
export interface CuratedJob {
  name: string
  id?: number
  creator?: string
  tags?: Record<string, string>
  timing?: Timing
  compute?: DemoCompute
  /** How many, or the tasks themselves. */
  tasks?: number | (() => DemoTasks)
  description?: string
  /** Share of past runs that succeeded. */
  reliability?: number
}

export const exportJobId = 1_290_381_902
export const exportJobName = 'Export_Workflow_Job'
export const defaultConfigPath = '/Workspace/Shared/config.yml'

/** The job that does the exporting; what its run does is in export-plan.ts. */
export const exportJobTasks: DemoTasks = {
  tasks: [
    exportTask('validate_config', []),
    exportTask('export_workflows', ['validate_config']),
    exportTask('export_pipelines', ['validate_config']),
    exportTask('write_manifest', ['export_workflows', 'export_pipelines']),
  ],
  environments: [
    {
      environment_key: 'default',
      spec: { environment_version: '2', dependencies: ['pyyaml==6.0.2', 'databricks-sdk==0.57.0'] },
    },
  ],
}

export const exportJobParameters = [
  { name: 'config_path', default: defaultConfigPath },
  // Only in the demo: any other value than `success` makes the run fail with that reason.
  { name: 'demo_outcome', default: 'success' },
]

function exportTask(key: string, after: string[]) {
  return {
    task_key: key,
    ...(after.length === 0 ? {} : { depends_on: after.map((task_key) => ({ task_key })) }),
    run_if: 'ALL_SUCCESS',
    notebook_task: {
      notebook_path: `/Workspace/Shared/workflow_exporter/${key}`,
      base_parameters: { config_path: '{{job.parameters.config_path}}' },
      source: 'WORKSPACE',
    },
    environment_key: 'default',
    timeout_seconds: 0,
  }
}

const team = {
  platform: 'data-platform@example.com',
  streaming: 'streaming-team@example.com',
  billing: 'svc-billing@example.com',
  ml: 'ml-team@example.com',
  crm: 'svc-crm@example.com',
  governance: 'governance@example.com',
  quality: 'svc-quality@example.com',
  etl: 'svc-etl@example.com',
}

export const curatedJobs: readonly CuratedJob[] = [
  {
    name: exportJobName,
    id: exportJobId,
    creator: team.platform,
    tags: { team: 'data-platform', tool: 'workflow-exporter' },
    timing: manual(7 * 86_400_000, 86_400_000 + 57_600_000),
    compute: 'serverless-optimized',
    tasks: () => exportJobTasks,
    description: 'Exports the jobs and pipelines named in config.yml as YAML.',
    reliability: 1,
  },
  {
    name: 'customer_360_daily',
    id: 810_105_583_362_026,
    creator: team.platform,
    tags: { prod: '', domain: 'customer' },
    timing: daily(2, 0, 'Europe/Berlin'),
    compute: 'job-cluster',
    tasks: () => customerTasks,
    description: 'Builds the customer 360 tables from CRM, billing and web events.',
    reliability: 0.97,
  },
  {
    name: 'customer_churn_scoring',
    id: 440_775_502_506_758,
    creator: team.ml,
    tags: { ml: '' },
    timing: tableUpdate('gold.customer_360'),
    compute: 'serverless',
    tasks: 3,
    reliability: 0.85,
  },
  {
    name: 'customer_events_ingest',
    creator: team.streaming,
    tags: { prod: '', streaming: '' },
    timing: continuous(),
    compute: 'job-cluster',
    tasks: 1,
  },
  {
    name: 'billing_customer_sync',
    creator: team.billing,
    tags: { domain: 'finance' },
    timing: everyMinutes(15),
    compute: 'serverless',
    tasks: 1,
  },
  {
    name: 'ltv_customer_segments',
    creator: team.ml,
    tags: { ml: '' },
    timing: weekly('MON', 6, 'Europe/Berlin'),
    compute: 'existing-cluster',
    tasks: 2,
  },
  {
    name: 'crm_customer_export',
    creator: team.crm,
    tags: { prod: '' },
    timing: daily(4, 30),
    compute: 'job-cluster',
    tasks: 4,
    reliability: 0.6,
  },
  {
    name: 'customer_dim_backfill',
    creator: team.streaming,
    timing: manual(),
    compute: 'job-cluster',
    tasks: 1,
  },
  {
    name: 'gdpr_customer_erasure',
    creator: team.governance,
    tags: { compliance: '', pii: 'true' },
    timing: fileArrival('gdpr_requests'),
    compute: 'serverless-optimized',
    tasks: 4,
  },
  {
    name: 'customer_support_topics',
    creator: team.ml,
    tags: { ml: '' },
    timing: daily(1, 15),
    compute: 'serverless',
    tasks: 3,
  },
  {
    name: 'customer_geo_enrichment',
    creator: team.platform,
    tags: { prod: '' },
    timing: daily(3, 0),
    compute: 'job-cluster',
    tasks: 2,
  },
  {
    name: 'dq_customer_checks',
    creator: team.quality,
    tags: { quality: '' },
    timing: hourly(),
    compute: 'serverless',
    tasks: 1,
  },
  {
    name: 'customer_nps_weekly',
    creator: team.governance,
    timing: weekly('FRI', 18),
    compute: 'existing-cluster',
    tasks: 1,
  },
  {
    name: 'legacy_customer_merge',
    creator: team.etl,
    tags: { deprecated: '' },
    timing: daily(5, 0, 'America/New_York', true),
    compute: 'job-cluster',
    tasks: 2,
    reliability: 0.3,
  },
  {
    name: 'regional_rollup_wide',
    creator: team.platform,
    tags: { prod: '', domain: 'finance' },
    timing: daily(0, 30, 'Asia/Tokyo'),
    compute: 'job-cluster',
    tasks: 130,
    description: 'One task for each sales region: more tasks than one page of the API holds.',
  },
  { name: '🚀 launch_metrics_refresh', creator: 'maria.silva@example.com', timing: hourly() },
  { name: 'تقرير_المبيعات_اليومي', creator: 'aisha.khan@example.com', timing: daily(6, 0) },
  {
    name: '顧客セグメント_更新',
    creator: 'kenji.watanabe@example.com',
    timing: daily(5, 0, 'Asia/Tokyo'),
  },
  { name: `quarterly_consolidation_${'all_legal_entities_'.repeat(20)}`.slice(0, 300) },
  { name: 'daily_report', creator: 'lars.nygaard@example.com', timing: daily(7, 0) },
  { name: 'daily_report', creator: 'maria.silva@example.com', timing: periodic(1, 'DAYS') },
  { name: 'orders: "gold" & \'silver\' <daily> #1', creator: team.etl },
  { name: '0042', creator: team.etl, timing: manual() },
  { name: 'on', creator: team.quality, timing: manual(), tasks: 1 },
  {
    name: 'lakehouse_nightly_build',
    creator: team.platform,
    tags: { prod: '', domain: 'product' },
    timing: daily(1, 0, 'Europe/Berlin'),
    compute: 'serverless',
    tasks: lakehouseTasks,
    description: 'The whole lakehouse in one job of 500 tasks.',
    reliability: 0.2,
  },
]
