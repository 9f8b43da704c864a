import type { CatalogDetails, Permission } from '../../shared/catalog.ts'
import type { ExportJobFacts } from '../../shared/configuration-preview.ts'
import { AppError } from '../../shared/errors.ts'
import type { ExportJob } from './model.ts'

type Check = ExportJobFacts['checks'][number]

/** The parameter that tells the job which configuration to export. */
const configPath = 'config_path'
/** Levels that allow a run, in the words of `Permission.level`. */
const runLevels = ['Is owner', 'Can manage', 'Can manage run']

/** What can be said about the export job: what it takes, and what would keep an export from running. */
export function exportJobFacts(
  named: ExportJob | null,
  details: CatalogDetails | AppError | null,
  userName: string | null,
): ExportJobFacts {
  const job = named && { id: named.jobId, configName: named.jobName }
  const nothing = { job, name: null, url: null, parameters: [], trigger: null, checks: [] }
  if (named === null || details === null) return nothing
  if (details instanceof AppError) return { ...nothing, checks: [unreadable(named, details)] }
  const { item, url, parameters } = details
  return {
    job,
    name: item.name,
    url,
    parameters,
    trigger: item.trigger && { text: item.trigger.text, paused: item.trigger.paused },
    checks: [
      check('exists', 'ok', 'The job is in the workspace', ''),
      nameCheck(named, item.name),
      parameterCheck(parameters),
      permissionCheck(details, userName),
      ...scheduleCheck(details),
    ],
  }
}

function unreadable(named: ExportJob, error: AppError): Check {
  if (error.code === 'not-found') {
    return check(
      'exists',
      'error',
      'The job is not in the workspace',
      `Nothing has the id ${named.jobId}, or you may not see it. Choose another job.`,
    )
  }
  if (error.code === 'forbidden') {
    return check(
      'permission',
      'error',
      'You may not see this job',
      'Ask its owner for the permission “Can manage run”, or choose another job.',
    )
  }
  const detail = `${error.message} ${error.suggestion}`.trim()
  return check('exists', 'unknown', 'The job could not be checked', detail)
}

function nameCheck(named: ExportJob, name: string): Check {
  if (named.jobName === name) return check('name', 'ok', 'Its name is as in the file', '')
  const detail = `The file calls it “${named.jobName}”. The id decides, so exports still work.`
  return check('name', 'warning', `It is now called “${name}”`, detail)
}

function parameterCheck(parameters: CatalogDetails['parameters']): Check {
  const parameter = parameters.find(({ name }) => name === configPath)
  if (parameter) {
    const detail =
      parameter.default === ''
        ? 'An export fills it in.'
        : `An export fills it in; by default it is ${parameter.default}`
    return check('config-path', 'ok', `It takes ${configPath}`, detail)
  }
  return check(
    'config-path',
    'error',
    `It has no parameter ${configPath}`,
    `Add a job parameter named ${configPath} in Databricks (any default value), then check again.`,
  )
}

function permissionCheck(
  { permissions, permissionsProblem }: CatalogDetails,
  user: string | null,
): Check {
  if (permissions === null) {
    const detail = permissionsProblem ?? ''
    return check('permission', 'unknown', 'Whether you may run it is not known', detail)
  }
  const mayRun = permissions.filter(({ level }) => runLevels.includes(level))
  const isUser = ({ kind, principal }: Permission): boolean =>
    kind === 'group'
      ? principal === 'users'
      : principal.toLowerCase() === (user ?? '').toLowerCase() && user !== null
  const own = mayRun.find(isUser)
  if (own) return check('permission', 'ok', 'You may run it', `${own.level} (${own.principal})`)
  const groups = mayRun.filter(({ kind }) => kind === 'group').map(({ principal }) => principal)
  if (groups.length > 0) {
    const detail = `Not yourself; members of ${groups.join(', ')} may.`
    return check('permission', 'unknown', 'Whether you may run it depends on your groups', detail)
  }
  return check(
    'permission',
    'warning',
    'You do not seem to be allowed to run it',
    'Ask its owner for the permission “Can manage run”.',
  )
}

function scheduleCheck({ item }: CatalogDetails): Check[] {
  const { trigger } = item
  if (trigger === null || trigger.kind === 'manual') return []
  return [
    trigger.paused
      ? check(
          'schedule',
          'ok',
          'Its schedule is paused',
          `${trigger.text}. Exports start it all the same.`,
        )
      : check('schedule', 'ok', 'It runs on a schedule as well', trigger.text),
  ]
}

function check(code: Check['code'], status: Check['status'], title: string, detail: string): Check {
  return { code, status, title, detail }
}
