import { curatedJobs, exportJobId, exportJobParameters } from './curated-jobs.ts'
import type { CuratedJob } from './curated-jobs.ts'
import { jobIdOf, jobIndexOf } from './ids.ts'
import { creators, generatedJobName } from './names.ts'
import { Random } from './random.ts'
import { makeTasks } from './tasks.ts'
import type { DemoCompute, DemoTasks } from './tasks.ts'
import { randomTiming } from './timing.ts'
import type { Timing } from './timing.ts'

/** One job of the demo workspace, made from its index whenever it is asked for. */
export interface DemoJob {
  index: number
  id: number
  name: string
  creator: string
  createdAt: number
  /** Settings without tasks and compute, as `jobs/list` gives them. */
  settings: Record<string, unknown>
  parameters: { name: string; default: string }[]
  compute: DemoCompute
  timing: Timing
  tasks: DemoTasks
  reliability: number
}

/** The largest number of jobs for which run ids stay distinct. */
export const mostJobs = 100_000

const day = 86_400_000
const curatedIds = new Map<number, number>()
curatedJobs.forEach((job, index) => {
  if (job.id !== undefined) curatedIds.set(job.id, index)
})

/** All jobs of the workspace, newest first, none of them kept in memory. */
export class JobCatalog {
  readonly count: number
  readonly #seed: number
  readonly #anchor: number

  /** `anchor` is when the workspace was made (UTC ms): every job is older. */
  constructor(count: number, seed: number, anchor: number) {
    this.count = count
    this.#seed = seed
    this.#anchor = anchor
  }

  byId(id: number): DemoJob | null {
    const curated = curatedIds.get(id)
    const index = curated ?? jobIndexOf(id)
    if (index === null || index >= this.count) return null
    // A hand-written id replaces the one that the index would have given.
    if (curated === undefined && curatedJobs[index]?.id !== undefined) return null
    return this.at(index)
  }

  nameAt(index: number): string {
    return curatedJobs[index]?.name ?? generatedJobName(index - curatedJobs.length)
  }

  /** When a job runs, without the rest of it. */
  timingAt(index: number): Pick<DemoJob, 'index' | 'id' | 'timing'> {
    const { curated, timing } = this.#begin(index)
    return { index, id: curated.id ?? jobIdOf(index), timing }
  }

  at(index: number): DemoJob {
    const { random, curated, creator, timing } = this.#begin(index)
    const { name } = curated
    const compute = curated.compute ?? randomCompute(random)
    const tasks = curated.tasks ?? (random.chance(0.45) ? 1 : random.whole(2, 9))
    const isExportJob = curated.id === exportJobId
    const parameters = isExportJob ? exportJobParameters : randomParameters(random)
    const tags = curated.tags ?? randomTags(random)
    const optimized = compute === 'serverless-optimized'
    const serverless = optimized || compute === 'serverless'
    return {
      index,
      id: curated.id ?? jobIdOf(index),
      name,
      creator,
      createdAt: this.#createdAt(index, random),
      settings: {
        name,
        ...(curated.description === undefined ? {} : { description: curated.description }),
        email_notifications: { no_alert_for_skipped_runs: false },
        webhook_notifications: {},
        timeout_seconds: random.chance(0.3) ? 7200 : 0,
        ...timing.settings,
        max_concurrent_runs: isExportJob ? 10 : 1,
        ...(Object.keys(tags).length === 0 ? {} : { tags }),
        format: 'MULTI_TASK',
        queue: { enabled: true },
        ...(serverless
          ? { performance_target: optimized ? 'PERFORMANCE_OPTIMIZED' : 'STANDARD' }
          : {}),
      },
      parameters,
      compute,
      timing,
      tasks:
        typeof tasks === 'number' ? makeTasks(random, { name, compute, count: tasks }) : tasks(),
      reliability: curated.reliability ?? (random.chance(0.12) ? 0.6 : 0.96),
    }
  }

  #begin(index: number) {
    const random = new Random('job', this.#seed, index)
    const curated: CuratedJob = curatedJobs[index] ?? { name: this.nameAt(index) }
    const creator = curated.creator ?? random.pick(creators)
    const timing = curated.timing ?? randomTiming(random, curated.name)
    return { random, curated, creator, timing }
  }

  /** Between 120 days and about three years before the workspace was made, newest first. */
  #createdAt(index: number, random: Random): number {
    const spacing = (1000 * day) / Math.max(1, this.count)
    return Math.floor(this.#anchor - 120 * day - (index + random.next()) * spacing)
  }
}

function randomCompute(random: Random): DemoCompute {
  const roll = random.next()
  if (roll < 0.4) return 'job-cluster'
  if (roll < 0.68) return 'serverless'
  if (roll < 0.85) return 'serverless-optimized'
  return 'existing-cluster'
}

function randomTags(random: Random): Record<string, string> {
  const tags: Record<string, string> = {}
  if (random.chance(0.5)) tags[random.pick(['prod', 'staging', 'dev', 'prod'])] = ''
  if (random.chance(0.4)) {
    tags['domain'] = random.pick(['finance', 'customer', 'logistics', 'marketing', 'hr', 'product'])
  }
  if (random.chance(0.2)) tags['cost_center'] = String(4100 + random.whole(0, 12) * 10)
  return tags
}

function randomParameters(random: Random): { name: string; default: string }[] {
  if (!random.chance(0.25)) return []
  return [
    { name: 'environment', default: random.pick(['prod', 'staging']) },
    ...(random.chance(0.5)
      ? [{ name: 'lookback_days', default: String(random.whole(1, 30)) }]
      : []),
  ]
}
