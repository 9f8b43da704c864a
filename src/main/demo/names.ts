/** The words that names of generated jobs and pipelines are made of. */
const subjects = [
  'customer',
  'billing',
  'orders',
  'inventory',
  'payments',
  'shipments',
  'returns',
  'web_events',
  'app_sessions',
  'crm_contacts',
  'marketing_spend',
  'supplier',
  'pricing',
  'loyalty',
  'fraud_signals',
  'ledger',
  'hr_roster',
  'iot_telemetry',
  'support_tickets',
  'product_catalog',
  'store_traffic',
  'energy_usage',
  'claims',
  'subscriptions',
  'ad_impressions',
  'search_logs',
  'warehouse_slots',
  'fx_rates',
  'vendor_invoices',
  'clickstream',
] as const

const jobActions = [
  '360_daily',
  'sync',
  'ingest',
  'export',
  'snapshot_daily',
  'dq_checks',
  'aggregate_hourly',
  'scoring',
  'dim_refresh',
  'reconciliation',
  'anomaly_alerts',
  'feature_build',
  'weekly_report',
  'vacuum_optimize',
  'dedupe',
  'forecast',
  'backfill',
  'gdpr_erasure',
  'to_snowflake',
  'kpi_refresh',
  'archive_monthly',
  'schema_drift_check',
  'geo_enrichment',
  'merge_upserts',
  'model_training',
  'retention_cleanup',
  'segments',
  'sla_monitor',
  'fact_load',
  'master_data_match',
] as const

const pipelineActions = [
  'bronze_ingest',
  'silver',
  'gold',
  'cdc',
  'autoloader',
  'scd2',
  'quality',
  'streaming_join',
  'medallion',
  'materialized_views',
] as const

const regions = [
  '',
  '_eu',
  '_us',
  '_apac',
  '_latam',
  '_mea',
  '_nordics',
  '_dach',
  '_uk',
  '_jp',
] as const
const stages = [
  '',
  '_v2',
  '_staging',
  '_dev',
  '_test',
  '_legacy',
  '_poc',
  '_canary',
  '_dr',
  '_ml',
] as const

/** The n-th generated job name; all different for the first 90,000, then numbered. */
export function generatedJobName(index: number): string {
  return compose(index, jobActions)
}

/** The n-th generated pipeline name; all different for the first 30,000, then numbered. */
export function generatedPipelineName(index: number): string {
  return compose(index, pipelineActions)
}

function compose(index: number, actions: readonly string[]): string {
  const block = subjects.length * actions.length
  // A stride without a common divisor with the block visits every pair once, in no visible order.
  const pair = ((index % block) * 337 + 101) % block
  const variant = Math.floor(index / block)
  const region = regions[variant % regions.length] ?? ''
  const stage = stages[Math.floor(variant / regions.length) % stages.length] ?? ''
  const round = Math.floor(variant / (regions.length * stages.length))
  const subject = subjects[pair % subjects.length] ?? ''
  const action = actions[Math.floor(pair / subjects.length)] ?? ''
  return `${subject}_${action}${region}${stage}${round === 0 ? '' : `_${round + 1}`}`
}

/** The person who is signed in to the demo workspace. */
export const demoUser = {
  id: '4417826390155720',
  userName: 'you@example.com',
  displayName: 'Demo User',
} as const

/** Who made jobs and pipelines: teams, people, and a service principal by its application id. */
export const creators = [
  'data-platform@example.com',
  'maria.silva@example.com',
  'streaming-team@example.com',
  'svc-billing@example.com',
  'ml-team@example.com',
  'svc-crm@example.com',
  'governance@example.com',
  'kenji.watanabe@example.com',
  'svc-quality@example.com',
  'svc-etl@example.com',
  'aisha.khan@example.com',
  'lars.nygaard@example.com',
  '3f6c1e58-9a47-4b0e-8d15-72c0a9b4e6f1',
  demoUser.userName,
] as const
