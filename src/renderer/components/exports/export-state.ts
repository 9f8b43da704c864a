import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleQuestionMark,
  CircleX,
  Clock,
  Send,
  Server,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { ExportRecord, ExportState } from '../../../shared/export.ts'
import { formatCount } from '../../format.ts'
import type { Tone } from '../../tone.ts'

export interface StateWords {
  label: string
  tone: Tone
  icon: Component
  /** The icon turns while the state lasts. */
  turning: boolean
}

export const exportStates: Readonly<Record<ExportState, StateWords>> = {
  submitting: { label: 'Submitting', tone: 'primary', icon: Send, turning: false },
  queued: { label: 'Queued', tone: 'primary', icon: Clock, turning: false },
  starting: { label: 'Starting compute', tone: 'primary', icon: Server, turning: false },
  running: { label: 'Running', tone: 'primary', icon: CircleDashed, turning: true },
  succeeded: { label: 'Succeeded', tone: 'success', icon: CircleCheck, turning: false },
  failed: { label: 'Failed', tone: 'error', icon: CircleX, turning: false },
  canceled: { label: 'Canceled', tone: 'warning', icon: Ban, turning: false },
  lost: { label: 'Lost', tone: 'warning', icon: CircleQuestionMark, turning: false },
}

/** "7 workflows, 2 pipelines"; empty when nothing was active. */
export function exportSize(
  record: Pick<ExportRecord, 'workflows' | 'pipelines'>,
  joint = ', ',
): string {
  const parts = [
    ...(record.workflows > 0 ? [formatCount(record.workflows, 'workflow')] : []),
    ...(record.pipelines > 0 ? [formatCount(record.pipelines, 'pipeline')] : []),
  ]
  return parts.join(joint)
}

/** How a list calls an export: its size, where that is known. */
export function exportName(
  record: Pick<ExportRecord, 'workflows' | 'pipelines' | 'origin' | 'jobName'>,
): string {
  return exportSize(record) || (record.origin === 'started' ? 'Nothing active' : record.jobName)
}

/** Why it did not succeed, or what the user should know of its end; empty for a success. */
export function outcomeText(
  record: Pick<ExportRecord, 'state' | 'error' | 'message' | 'failure'>,
): string {
  if (record.state === 'succeeded') return ''
  const { failure } = record
  if (failure?.by) return `Canceled by ${failure.by}`
  if (failure !== null && record.state === 'failed') return failure.meaning
  const fallback = record.state === 'canceled' ? 'Canceled' : 'Databricks gave no reason'
  return record.error?.message || record.message || fallback
}
