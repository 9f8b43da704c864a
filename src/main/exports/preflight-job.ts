import type { ConfigurationState } from '../../shared/configuration.ts'
import { AppError } from '../../shared/errors.ts'
import type { ReadinessItem } from '../../shared/export.ts'
import type { JobDetails } from '../databricks/gateway.ts'
import { configPathParameter, takesConfigPath } from './job-lookup.ts'
import { sentences } from './preflight-documents.ts'

type NamedJob = { jobId: string; jobName: string }

const openConfiguration = { label: 'Open configuration', action: 'open-configuration' } as const
const retry = { label: 'Try again', action: 'retry' } as const
const connect = { label: 'Connect', action: 'connect' } as const

/** What is wrong with app_config.yml; null when it names an export job. */
export function checkJobDocument(
  state: ConfigurationState,
  named: NamedJob | null,
): ReadinessItem | null {
  const { app } = state
  if (app.status === 'missing') {
    return jobItem('blocked', 'There is no app_config.yml yet', `Nothing is at ${app.path}.`, {
      label: 'Create app_config.yml',
      action: 'create-app-config',
    })
  }
  if (app.status === 'failed') {
    const detail = sentences(app.error?.message ?? app.path, app.error?.suggestion)
    return jobItem('blocked', 'app_config.yml cannot be read', detail, openConfiguration)
  }
  if (app.status !== 'loaded') return jobItem('checking', 'Reading app_config.yml', app.path, null)
  if (named !== null) return null
  if (app.unsaved && state.exportJob !== null) {
    return jobItem(
      'blocked',
      'The export job is not saved yet',
      'An export uses app_config.yml as it is in the workspace. Save it first.',
      { label: 'Review and save', action: 'review-and-save' },
    )
  }
  const problem = app.problems.find(({ severity }) => severity === 'error')
  if (problem) {
    const detail = sentences(problem.message, problem.suggestion)
    return jobItem('blocked', 'app_config.yml is not valid', detail, openConfiguration)
  }
  return jobItem(
    'blocked',
    'No export job is chosen',
    'Choose the job that does the exporting.',
    openConfiguration,
  )
}

/** The named job exists, may be seen, and takes the configuration's path. */
export function checkJob(named: NamedJob | null, job: JobDetails | AppError | null): ReadinessItem {
  const name = named?.jobName ?? 'the export job'
  if (job === null) return jobItem('checking', 'Export job', 'Checked in a moment.', null)
  if (!(job instanceof AppError)) {
    if (takesConfigPath(job)) return jobItem('ok', 'Export job', job.item.name, null)
    return jobItem(
      'blocked',
      `${job.item.name} cannot take a configuration`,
      `Add a job parameter named ${configPathParameter} to job ${job.item.name} in Databricks ` +
        '(any default value), then try again.',
      retry,
    )
  }
  if (job.code === 'not-found') {
    return jobItem(
      'blocked',
      `The export job ${name} does not exist`,
      `app_config.yml names job ${named?.jobId ?? ''}, which is not in this workspace, or you may not see it. Choose another job.`,
      openConfiguration,
    )
  }
  if (job.code === 'forbidden') {
    return jobItem(
      'blocked',
      `You may not use the export job ${name}`,
      'Ask its owner for the permission “Can manage run”, or choose another job.',
      retry,
    )
  }
  return fromError('export-job', `The export job ${name} could not be checked`, job)
}

/** An item for what could not be checked. */
export function fromError(
  check: ReadinessItem['check'],
  title: string,
  error: AppError,
): ReadinessItem {
  const signIn = ['unauthorized', 'not-connected', 'keychain-unavailable'].includes(error.code)
  const detail = sentences(error.message, error.suggestion)
  return { check, status: 'blocked', title, detail, fix: signIn ? connect : retry }
}

function jobItem(
  status: ReadinessItem['status'],
  title: string,
  detail: string,
  fix: ReadinessItem['fix'],
): ReadinessItem {
  return { check: 'export-job', status, title, detail, fix }
}
