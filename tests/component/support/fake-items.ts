import type { CatalogItem, ComputeKind, RunBrief, Trigger } from '../../../src/shared/catalog.ts'

const subjects = ['customer_360', 'churn_scoring', 'events_ingest', 'billing_sync', 'ltv_segments']
const moreSubjects = ['gdpr_erasure', 'support_topics', 'geo_enrichment', 'orders_gold', 'nps']
const suffixes = ['daily', 'backfill', 'export', 'checks', 'merge', 'weekly', 'eu', 'us']
const creators = [
  'data-platform',
  'streaming-team',
  'svc-billing',
  'ml-team@example.com',
  'svc-etl',
]
const tags = [['prod'], ['ml'], ['prod', 'streaming'], [], ['team:finance'], ['deprecated']]
const triggers: Trigger[] = [
  { kind: 'schedule', text: 'Daily 02:00', paused: false },
  { kind: 'periodic', text: 'Every 15 min', paused: false },
  { kind: 'continuous', text: 'Continuous', paused: false },
  { kind: 'manual', text: 'Manual', paused: false },
  { kind: 'file-arrival', text: 'File arrival', paused: false },
  { kind: 'schedule', text: 'Weekly Mon 06:00', paused: true },
]
const computes: ComputeKind[] = [
  'job-cluster',
  'serverless',
  'existing-cluster',
  'serverless-optimized',
]
const oddNames = ['🚀 launch metrics', 'مزامنة العملاء', 'x'.repeat(300), 'orders', 'orders']

function at<Value>(values: readonly Value[], index: number): Value {
  const value = values[index % values.length]
  if (value === undefined) throw new Error('empty list')
  return value
}

function nameOf(index: number): string {
  const odd = index > 5 && index < 11 ? oddNames[index - 6] : undefined
  const all = [...subjects, ...moreSubjects]
  return odd ?? `${at(all, index * 3)}_${at(suffixes, index)}${index > 39 ? `_${index}` : ''}`
}

export function fakeWorkflows(count: number): CatalogItem[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'workflow',
    id: String(810_105_583_362_026 + index * 7919),
    name: nameOf(index),
    creator: index % 17 === 16 ? null : at(creators, index * 2),
    tags: at(tags, index),
    createdAt: Date.UTC(2026, 0, 1) + index * 86_400_000,
    trigger: at(triggers, index),
    compute: at(computes, index),
    state: null,
    health: null,
    lastRunAt: null,
  }))
}

export function fakePipelines(count: number): CatalogItem[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'pipeline',
    id: `d4623163-fa76-4fb3-a117-${String(index).padStart(12, '0')}`,
    name: `${at(moreSubjects, index)}_${at(['gold', 'silver', 'bronze'], index)}`,
    creator: at(creators, index),
    tags: [],
    createdAt: null,
    trigger: null,
    compute: null,
    state: at(['IDLE', 'RUNNING', 'IDLE', 'FAILED'], index),
    health: index % 4 === 3 ? 'UNHEALTHY' : 'HEALTHY',
    lastRunAt: null,
  }))
}

export function fakeRuns(id: string, now: number, count: number): RunBrief[] {
  const seed = [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
  return Array.from({ length: count }, (_, index) => ({
    runId: `${seed}${index}`,
    result: (seed + index * 3) % 7 === 0 ? 'failed' : 'succeeded',
    startedAt: now - (count - index) * 86_400_000,
    durationMs: 120_000 + ((seed * (index + 3)) % 11) * 40_000,
  }))
}
