import {
  Ban,
  CalendarClock,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleQuestionMark,
  CirclePause,
  CirclePlay,
  CircleSlash,
  CircleX,
  FileInput,
  Hand,
  LoaderCircle,
  Repeat,
  Table2,
  Timer,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { ComputeKind, Kind, RunBrief, Trigger } from '../../../shared/catalog.ts'
import type { Tone } from '../../tone.ts'

export const kindWords: Readonly<
  Record<Kind, { title: string; one: string; many: string; databricks: string; runs: string }>
> = {
  workflow: {
    title: 'Workflows',
    one: 'workflow',
    many: 'workflows',
    databricks: 'jobs',
    runs: 'Last runs',
  },
  pipeline: {
    title: 'Pipelines',
    one: 'pipeline',
    many: 'pipelines',
    databricks: 'pipelines',
    runs: 'Last updates',
  },
}

export const triggerWords: Readonly<Record<Trigger['kind'], { label: string; icon: Component }>> = {
  manual: { label: 'Manual', icon: Hand },
  schedule: { label: 'Schedule', icon: CalendarClock },
  periodic: { label: 'Periodic', icon: Timer },
  continuous: { label: 'Continuous', icon: Repeat },
  'file-arrival': { label: 'File arrival', icon: FileInput },
  'table-update': { label: 'Table update', icon: Table2 },
  other: { label: 'Other', icon: CircleQuestionMark },
}

export const computeWords: Readonly<Record<ComputeKind, string>> = {
  serverless: 'Serverless',
  'serverless-optimized': 'Serverless, performance optimized',
  'job-cluster': 'Job cluster',
  'existing-cluster': 'Existing cluster',
}

/** The column is narrow; the drawer and the tooltip say the rest. */
export const shortComputeWords: Readonly<Record<ComputeKind, string>> = {
  ...computeWords,
  'serverless-optimized': 'Serverless',
}

interface StateWords {
  label: string
  tone: Tone
  icon: Component
}

const pipelineStates: Readonly<Record<string, StateWords>> = {
  IDLE: { label: 'Idle', tone: 'neutral', icon: CirclePause },
  RUNNING: { label: 'Running', tone: 'primary', icon: CirclePlay },
  FAILED: { label: 'Failed', tone: 'error', icon: CircleX },
  DELETED: { label: 'Deleted', tone: 'warning', icon: CircleAlert },
}

/** A pipeline state as Databricks says it (IDLE, RUNNING, STARTING, …). */
export function pipelineState(state: string): StateWords {
  const label = state.charAt(0) + state.slice(1).toLowerCase().replaceAll('_', ' ')
  return pipelineStates[state] ?? { label, tone: 'primary', icon: CircleDashed }
}

export function healthWords(health: string): StateWords {
  return health === 'UNHEALTHY'
    ? { label: 'Unhealthy', tone: 'error', icon: CircleAlert }
    : { label: 'Healthy', tone: 'success', icon: CircleCheck }
}

export const runStates: Readonly<Record<RunBrief['result'], StateWords>> = {
  succeeded: { label: 'Succeeded', tone: 'success', icon: CircleCheck },
  failed: { label: 'Failed', tone: 'error', icon: CircleX },
  canceled: { label: 'Canceled', tone: 'warning', icon: Ban },
  running: { label: 'Running', tone: 'primary', icon: LoaderCircle },
  skipped: { label: 'Skipped', tone: 'neutral', icon: CircleSlash },
}
