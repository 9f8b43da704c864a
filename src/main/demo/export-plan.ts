import { parseDocument } from 'yaml'
import { canonicalPath } from './files.ts'
import type { WorkspaceFiles } from './files.ts'
import type { JobCatalog } from './jobs.ts'
import type { PipelineCatalog } from './pipelines.ts'
import type { RunEnd } from './run-plan.ts'

/** One thing that an export writes. */
export interface ExportItem {
  kind: 'workflow' | 'pipeline'
  id: string
  isExisting: boolean
  libraries: boolean
}

/** What a run of the export job is going to do, settled from the configuration when it starts. */
export interface ExportPlan {
  configPath: string
  /** Canonical folder; null when the configuration names none. */
  outputPath: string | null
  items: ExportItem[]
  /** Items that are switched off. */
  skipped: number
  end: RunEnd
}

const done: RunEnd = { result: 'SUCCESS', message: '', failedTask: null }

/** A reason why the export fails, and in which of its tasks. */
class ExportFailure extends Error {
  readonly task: string

  constructor(task: string, message: string) {
    super(message)
    this.task = task
  }
}

/**
 * Reads the configuration as the exporter's notebooks would. A configuration that cannot be used
 * makes a run that fails with the reason, never an error here.
 */
export function planExport(
  configPath: string,
  files: WorkspaceFiles,
  jobs: JobCatalog,
  pipelines: PipelineCatalog,
  now: number,
): ExportPlan {
  const plan: ExportPlan = { configPath, outputPath: null, items: [], skipped: 0, end: done }
  try {
    const config = readConfig(configPath, files)
    const variables = isMap(config['initial_variables']) ? config['initial_variables'] : {}
    plan.outputPath = outputFolder(variables['v_start_path'], files)
    const settings = isMap(config['global_settings']) ? config['global_settings'] : {}
    const librariesOff = settings['export_libraries'] === false
    readItems(config, 'workflows', librariesOff, plan)
    readItems(config, 'pipelines', librariesOff, plan)
    const outcome = variables['v_demo_outcome']
    if (typeof outcome === 'string' && outcome !== 'success') {
      throw new ExportFailure('export_workflows', demoReason(outcome))
    }
    refuseUnknown(plan, jobs, pipelines, now)
  } catch (thrown) {
    if (!(thrown instanceof ExportFailure)) throw thrown
    plan.end = failure(thrown.task, thrown.message)
  }
  return plan
}

/** The end of a run that fails in a task for a reason. */
export function failure(task: string, reason: string): RunEnd {
  const message = `Task ${task} failed with message: ${reason}`
  return { result: 'FAILED', message, failedTask: task }
}

/** `fail` asks for a made-up reason; any other text is the reason itself. */
export function demoReason(outcome: string): string {
  if (outcome !== 'fail') return outcome
  return 'RuntimeError: the demo was told to fail (v_demo_outcome or demo_outcome).'
}

function readConfig(path: string, files: WorkspaceFiles): Record<string, unknown> {
  const invalid = (reason: string) => new ExportFailure('validate_config', reason)
  const node = path.startsWith('/') ? files.find(path) : null
  if (node === null) throw invalid(`FileNotFoundError: no such file: '${path}'`)
  if (node.type !== 'FILE') throw invalid(`ValueError: '${path}' is not a file (${node.type})`)
  const document = parseDocument(node.content.toString('utf8'))
  const problem = document.errors[0]
  if (problem !== undefined) {
    const line = problem.linePos?.[0].line ?? 1
    const reason = problem.message.split('\n')[0] ?? ''
    throw invalid(`yaml.YAMLError: ${path} line ${line}: ${reason}`)
  }
  const value: unknown = document.toJS()
  if (!isMap(value)) throw invalid(`ValueError: ${path} must hold a mapping`)
  return value
}

function outputFolder(value: unknown, files: WorkspaceFiles): string {
  const problem = (reason: string) => new ExportFailure('validate_config', `ValueError: ${reason}`)
  if (typeof value !== 'string' || value.trim() === '') {
    throw problem('initial_variables.v_start_path is not set')
  }
  const path = value.trim()
  if (!path.startsWith('/') || path.split('/').some((part) => part === '..' || part === '.')) {
    throw problem(`initial_variables.v_start_path must be an absolute path, but is '${path}'`)
  }
  const folder = canonicalPath(path)
  if (folder === '/') throw problem('initial_variables.v_start_path must name a folder')
  const parts = folder.slice(1).split('/')
  const above = parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`)
  for (const each of [...above, `${folder}/jobs`, `${folder}/pipelines`]) {
    const node = files.find(each)
    if (node !== null && node.type !== 'DIRECTORY') throw problem(`'${each}' is not a folder`)
  }
  return folder
}

function readItems(
  config: Record<string, unknown>,
  section: 'workflows' | 'pipelines',
  librariesOff: boolean,
  plan: ExportPlan,
): void {
  const value = config[section] ?? []
  const problem = (reason: string) => new ExportFailure('validate_config', `ValueError: ${reason}`)
  if (!Array.isArray(value)) throw problem(`${section} must be a list`)
  value.forEach((entry: unknown, at) => {
    const place = `${section}[${at}]`
    if (!isMap(entry)) throw problem(`${place} must be a mapping`)
    const kind = section === 'workflows' ? 'workflow' : 'pipeline'
    const id = kind === 'workflow' ? jobIdIn(entry['job_id']) : pipelineIdIn(entry['pipeline_id'])
    if (id === null) {
      const field = kind === 'workflow' ? 'job_id is not an integer' : 'pipeline_id is not a GUID'
      throw problem(`${place}: ${field}`)
    }
    if (entry['is_active'] === false) {
      plan.skipped += 1
      return
    }
    const libraries = !librariesOff && entry['export_libraries'] === true
    plan.items.push({ kind, id, isExisting: entry['is_existing'] === true, libraries })
  })
}

function refuseUnknown(
  plan: ExportPlan,
  jobs: JobCatalog,
  pipelines: PipelineCatalog,
  now: number,
): void {
  const found = (item: ExportItem) =>
    item.kind === 'workflow'
      ? jobs.byId(Number(item.id)) !== null
      : pipelines.byId(item.id, now) !== null
  const missing = plan.items.find((item) => !found(item))
  if (missing === undefined) return
  throw missing.kind === 'workflow'
    ? new ExportFailure(
        'export_workflows',
        `InvalidParameterValue: Job ${missing.id} does not exist.`,
      )
    : new ExportFailure(
        'export_pipelines',
        `ResourceDoesNotExist: The specified pipeline ${missing.id} was not found.`,
      )
}

function jobIdIn(value: unknown): string | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? String(value)
    : null
}

function pipelineIdIn(value: unknown): string | null {
  const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
  return typeof value === 'string' && guid.test(value) ? value : null
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
