import { AppError } from '../../shared/errors.ts'
import type { Connection } from '../../shared/connection.ts'
import type { ExportRecord } from '../../shared/export.ts'
import type { AgainCheck } from '../../shared/export-runs.ts'
import { isSamePath } from '../../shared/workspace-path.ts'
import { readSavedSelection } from '../configuration/saved-selection.ts'
import type { DatabricksGateway, JobDetails } from '../databricks/gateway.ts'
import type { JobLookup } from './job-lookup.ts'
import { configPathParameter, takesConfigPath } from './job-lookup.ts'
import type { ExportConfiguration, ExportConnections } from './ports.ts'
import { estimateFor } from './preflight.ts'
import type { ExportPlan, PreflightOptions } from './preflight.ts'

export interface AgainOptions extends Pick<PreflightOptions, 'lookup' | 'logger' | 'knownRun'> {
  connections: ExportConnections
  configuration: Pick<ExportConfiguration, 'state'>
  lookup: JobLookup
}

/**
 * What an export is made of when it is run once more: the same configuration and export job through
 * the same connection, both read from the workspace at this moment. Throws `not-connected` (no
 * connection to its workspace is left), `config-missing`, `config-invalid`, `not-ready` (nothing
 * active, no output folder, the job takes no configuration), `not-found` (the job is gone), and what
 * the gateway throws.
 */
export async function planAgain(options: AgainOptions, record: ExportRecord): Promise<ExportPlan> {
  if (record.configPath === '') {
    throw new AppError('not-ready', 'This run was started without a configuration.', {
      suggestion: 'Start it again in Databricks.',
    })
  }
  const connection = connectionOf(options.connections, record)
  const gateway = await options.connections.gateway(connection.id)
  const [job, selection] = await Promise.all([
    exportJob(gateway, record),
    readSavedSelection(gateway.files, record.configPath),
  ])
  const size = { workflows: selection.activeWorkflows, pipelines: selection.activePipelines }
  if (size.workflows + size.pipelines === 0) {
    throw new AppError('not-ready', `Nothing is active in ${record.configPath} any more.`, {
      suggestion: 'Pick workflows and pipelines, save, and start an export on this page.',
    })
  }
  const outputPath = selection.outputPath?.trim() ?? ''
  if (!outputPath.startsWith('/')) {
    throw new AppError('not-ready', `${record.configPath} names no output folder.`, {
      suggestion: 'Set v_start_path to a folder in the workspace.',
    })
  }
  return {
    connection,
    host: gateway.host,
    job,
    jobName: job.item.name,
    configPath: record.configPath,
    outputPath,
    size,
    estimate: await estimateFor(options, gateway, job, size),
  }
}

/** The plan beside what was exported then, for whoever decides. */
export function compareAgain(
  options: AgainOptions,
  record: ExportRecord,
  plan: ExportPlan,
): AgainCheck {
  const { main, connectionId } = options.configuration.state()
  const isOpen = connectionId === plan.connection.id && isSamePath(main.path, plan.configPath)
  const { workflows, pipelines } = record
  const { startupMs, executionMs, pastRuns } = plan.estimate
  return {
    connectionName: plan.connection.name,
    isOtherConnection: options.connections.active()?.id !== plan.connection.id,
    jobName: plan.jobName,
    configPath: plan.configPath,
    outputPath: plan.outputPath,
    now: plan.size,
    then: workflows + pipelines === 0 ? null : { workflows, pipelines },
    outputPathThen: record.outputPath,
    unsaved: isOpen && main.unsaved,
    estimate: { totalMs: startupMs + executionMs, pastRuns },
  }
}

/** Its own connection, or after that was removed another one to the same workspace. */
export function connectionOf(
  connections: ExportConnections,
  record: Pick<ExportRecord, 'connectionId' | 'connectionName' | 'host'>,
): Connection {
  const all = connections.list()
  const found =
    all.find(({ id }) => id === record.connectionId) ?? all.find(({ host }) => host === record.host)
  if (found !== undefined) return found
  throw new AppError('not-connected', `The connection ${record.connectionName} was removed.`, {
    suggestion: `Add a connection to ${record.host}, then try again.`,
  })
}

async function exportJob(gateway: DatabricksGateway, record: ExportRecord): Promise<JobDetails> {
  const job = await gateway.jobs.get(record.jobId).catch((thrown: unknown) => {
    const error = AppError.from(thrown)
    if (error.code !== 'not-found') throw error
    throw new AppError('not-found', `The export job ${record.jobName} no longer exists.`, {
      suggestion: 'Choose another export job on the Configuration page, then start an export.',
      details: error.details,
      cause: error,
    })
  })
  if (takesConfigPath(job)) return job
  throw new AppError('not-ready', `${job.item.name} cannot take a configuration any more.`, {
    suggestion: `Add a job parameter named ${configPathParameter} to the job in Databricks.`,
  })
}
