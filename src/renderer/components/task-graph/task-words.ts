import {
  Ban,
  Circle,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  LoaderCircle,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { TaskDetails } from '../../../shared/catalog.ts'
import type { Tone } from '../../tone.ts'

/** What became of a task in the newest run; `unknown` when nobody knows. */
export type TaskResult = NonNullable<TaskDetails['result']> | 'unknown'

export const taskWords: Readonly<
  Record<TaskResult, { label: string; tone: Tone; icon: Component }>
> = {
  succeeded: { label: 'Succeeded', tone: 'success', icon: CircleCheck },
  failed: { label: 'Failed', tone: 'error', icon: CircleX },
  running: { label: 'Running', tone: 'primary', icon: LoaderCircle },
  waiting: { label: 'Waiting', tone: 'neutral', icon: CircleDashed },
  canceled: { label: 'Canceled', tone: 'warning', icon: Ban },
  skipped: { label: 'Skipped', tone: 'neutral', icon: CircleSlash },
  unknown: { label: 'Not run', tone: 'neutral', icon: Circle },
}

export function resultOf({ result }: Pick<TaskDetails, 'result'>): TaskResult {
  return result ?? 'unknown'
}
