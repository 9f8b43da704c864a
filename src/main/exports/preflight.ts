import { AppError, signInCodes } from '../../shared/errors.ts'
import type { ExportRecord, Readiness, ReadinessItem } from '../../shared/export.ts'
import type { Connection } from '../../shared/connection.ts'
import type { DatabricksGateway, JobDetails, RunObservation } from '../databricks/gateway.ts'
import type { Logger } from '../logging/logger.ts'
import { learnEstimate } from './estimate.ts'
import type { Estimate, ExportSize, KnownRun } from './estimate.ts'
import type { JobLookup } from './job-lookup.ts'
import { checkJob, checkJobDocument, fromError } from './preflight-job.ts'
import { checkOutputPath, checkSaved, checkSelection } from './preflight-documents.ts'
import { checkNotRunning } from './preflight-running.ts'
import type { ExportConfiguration, ExportConnections } from './ports.ts'

export interface PreflightOptions {
  connections: ExportConnections
  configuration: ExportConfiguration
  lookup: JobLookup
  records: () => ExportRecord[]
  knownRun: (host: string, runId: string) => KnownRun | null
  logger: Logger
}

/** Everything a new export is made of. */
export interface ExportPlan {
  connection: Connection
  host: string
  job: JobDetails
  jobName: string
  configPath: string
  outputPath: string
  size: ExportSize
  estimate: Estimate
}

/** The readiness list; `plan` is there when nothing blocks. */
export interface Preflight {
  readiness: Readiness
  plan: ExportPlan | null
}

/**
 * Checks what an export needs. Never throws: what cannot be checked is an item that says so. An
 * export uses the files as they are in the workspace, so unsaved edits warn and do not block.
 */
export async function checkReadiness(options: PreflightOptions): Promise<Preflight> {
  const connection = options.connections.active()
  if (connection === null) {
    const fix = { label: 'Connect', action: 'connect' } as const
    const detail = 'Choose a workspace first.'
    return notReady([item('connection', 'blocked', 'Not connected to a workspace', detail, fix)])
  }
  try {
    return await checkConnected(options, connection)
  } catch (thrown) {
    const error = AppError.from(thrown)
    options.logger.error('The readiness of an export could not be checked', { error })
    return notReady([fromError('connection', 'The checks failed', error)])
  }
}

async function checkConnected(
  options: PreflightOptions,
  connection: Connection,
): Promise<Preflight> {
  const { configuration } = options
  const state = configuration.state()
  const saved = configuration.savedSelection()
  const documents = [checkSelection(state, saved), checkSaved(state)]
  const output = checkOutputPath(state, saved)
  // Asked before anything is waited for: the user may switch to another connection meanwhile.
  const named = configuration.exportJob()
  const target = { connectionId: connection.id, host: connection.host, configPath: state.main.path }

  const gateway = await attempt(options.connections.gateway(connection.id))
  if (gateway instanceof AppError) {
    const item = fromError('connection', `Not connected to ${connection.name}`, gateway)
    const running = checkNotRunning(target, options.records(), null)
    return notReady([item, ...documents, waitingJob(), output, running])
  }

  const documentItem = checkJobDocument(state, named)
  const job = named !== null ? await attempt(options.lookup.job(gateway, named.jobId)) : null
  const signedOut = job instanceof AppError && signInCodes.includes(job.code)
  const connectionItem = signedOut
    ? fromError('connection', `Not signed in to ${connection.name}`, job)
    : item('connection', 'ok', `Connected to ${connection.name}`, connection.host, null)
  const jobItem = documentItem ?? (signedOut ? waitingJob() : checkJob(named, job))
  const details = job instanceof AppError ? null : job
  const size = { workflows: saved?.activeWorkflows ?? 0, pipelines: saved?.activePipelines ?? 0 }
  const runs = details === null ? null : await runsOf(options, gateway, details)
  const estimate =
    details === null || runs === null ? null : estimateFrom(options, gateway, details, size, runs)
  const running = checkNotRunning(target, options.records(), runs)
  const items = [connectionItem, ...documents, jobItem, output, running]

  const ready = items.every(({ status }) => status === 'ok' || status === 'warning')
  const totalMs = estimate === null ? 0 : estimate.startupMs + estimate.executionMs
  const plan =
    ready && details !== null && estimate !== null && saved !== null && saved.outputPath !== null
      ? {
          connection,
          host: gateway.host,
          job: details,
          jobName: details.item.name,
          configPath: state.main.path,
          outputPath: saved.outputPath,
          size,
          estimate,
        }
      : null
  return {
    readiness: {
      ready: plan !== null,
      items,
      estimate: estimate === null ? null : { totalMs, pastRuns: estimate.pastRuns },
    },
    plan,
  }
}

type RunsOptions = Pick<PreflightOptions, 'lookup' | 'logger' | 'knownRun'>

/** Past runs make the estimate better; without them, or when they cannot be read, it is a guess. */
export async function estimateFor(
  options: RunsOptions,
  gateway: DatabricksGateway,
  job: JobDetails,
  size: ExportSize,
): Promise<Estimate> {
  return estimateFrom(options, gateway, job, size, await runsOf(options, gateway, job))
}

function estimateFrom(
  options: RunsOptions,
  gateway: DatabricksGateway,
  job: JobDetails,
  size: ExportSize,
  runs: readonly RunObservation[],
): Estimate {
  return learnEstimate({
    compute: job.compute,
    size,
    runs: runs.filter(({ lifeCycle }) => lifeCycle === 'terminated'),
    known: (runId) => options.knownRun(gateway.host, runId),
  })
}

/** The newest runs of the export job; none when they cannot be read. */
async function runsOf(
  options: RunsOptions,
  gateway: DatabricksGateway,
  job: JobDetails,
): Promise<RunObservation[]> {
  const runs = await attempt(options.lookup.runs(gateway, job.item.id))
  if (!(runs instanceof AppError)) return runs
  options.logger.warn('The runs of the export job cannot be read', { error: runs })
  return []
}

async function attempt<Value>(promise: Promise<Value>): Promise<Value | AppError> {
  try {
    return await promise
  } catch (thrown) {
    return AppError.from(thrown)
  }
}

function item(
  check: ReadinessItem['check'],
  status: ReadinessItem['status'],
  title: string,
  detail: string,
  fix: ReadinessItem['fix'],
): ReadinessItem {
  return { check, status, title, detail, fix }
}

function waitingJob(): ReadinessItem {
  const detail = 'Checked as soon as you are connected.'
  return item('export-job', 'checking', 'Export job', detail, null)
}

function notReady(items: ReadinessItem[]): Preflight {
  return { readiness: { ready: false, items, estimate: null }, plan: null }
}
