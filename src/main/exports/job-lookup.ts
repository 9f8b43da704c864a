import type { DatabricksGateway, JobDetails, RunObservation } from '../databricks/gateway.ts'

interface Cached<Value> {
  value: Value
  at: number
}

/** How long an answer about the export job is used again (ms). */
const fresh = 30_000
const mostRuns = 25

export const configPathParameter = 'config_path'

/** Whether `run-now` can tell the job which configuration to export. */
export function takesConfigPath(job: JobDetails): boolean {
  return job.parameters.some((parameter) => parameter.name === configPathParameter)
}

/**
 * The export job and its past runs, remembered for a short time, because the readiness list is asked
 * for often. A job that cannot take a configuration is asked for again each time: the user is about
 * to correct it.
 */
export class JobLookup {
  readonly #now: () => number
  readonly #jobs = new Map<string, Cached<JobDetails>>()
  readonly #runs = new Map<string, Cached<RunObservation[]>>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Throws what the gateway throws. */
  async job(gateway: DatabricksGateway, jobId: string): Promise<JobDetails> {
    const key = `${gateway.host} ${jobId}`
    const known = this.#fresh(this.#jobs.get(key))
    if (known !== null) return known
    const job = await gateway.jobs.get(jobId)
    if (takesConfigPath(job)) this.#jobs.set(key, { value: job, at: this.#now() })
    return job
  }

  /** The newest runs of the job, under way or ended. Throws what the gateway throws. */
  async runs(gateway: DatabricksGateway, jobId: string): Promise<RunObservation[]> {
    const key = `${gateway.host} ${jobId}`
    const known = this.#fresh(this.#runs.get(key))
    if (known !== null) return known
    const runs = await gateway.runs.list({ jobId, limit: mostRuns })
    this.#runs.set(key, { value: runs, at: this.#now() })
    return runs
  }

  /** Runs are asked for anew next time: what is about to happen depends on them. */
  forgetRuns(): void {
    this.#runs.clear()
  }

  forget(): void {
    this.#jobs.clear()
    this.#runs.clear()
  }

  #fresh<Value>(cached: Cached<Value> | undefined): Value | null {
    if (!cached) return null
    const age = this.#now() - cached.at
    return age >= 0 && age < fresh ? cached.value : null
  }
}
