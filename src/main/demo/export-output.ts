import { stringify } from 'yaml'
import type { ExportItem, ExportPlan } from './export-plan.ts'
import type { WorkspaceFiles } from './files.ts'
import type { JobCatalog } from './jobs.ts'
import type { PipelineCatalog } from './pipelines.ts'

/** Who is written about: the workspace's jobs and pipelines, and the run that writes. */
export interface ExportContext {
  files: WorkspaceFiles
  jobs: JobCatalog
  pipelines: PipelineCatalog
  runId: number
  /** When the files appear (UTC ms): the end of the run. */
  at: number
}

/**
 * Writes what a successful export leaves below `v_start_path`: `jobs/<name>.yml`,
 * `pipelines/<name>.yml` in the form of Databricks asset bundles, and `manifest.yml`.
 */
export function writeExport(plan: ExportPlan, context: ExportContext): void {
  const folder = plan.outputPath
  if (folder === null) return
  const { files, at } = context
  const taken = new Set<string>()
  const entries: Record<string, unknown>[] = []
  files.makeFolder(folder, at)
  for (const item of plan.items) {
    const resource = resourceOf(item, context)
    if (resource === null) continue
    const group = item.kind === 'workflow' ? 'jobs' : 'pipelines'
    files.makeFolder(`${folder}/${group}`, at)
    let key = safeName(resource.name)
    if (taken.has(`${group}/${key}`)) key = `${key}_${item.id}`
    taken.add(`${group}/${key}`)
    const file = `${group}/${key}.yml`
    const text = stringify({ resources: { [group]: { [key]: resource.body } } }, { lineWidth: 100 })
    files.write(`${folder}/${file}`, Buffer.from(text), { overwrite: true, now: at })
    entries.push({
      kind: item.kind,
      name: resource.name,
      id: item.kind === 'workflow' ? Number(item.id) : item.id,
      file,
      bind_to_existing: item.isExisting,
      libraries: item.libraries,
    })
  }
  const manifest = stringify({
    exported_at: new Date(at).toISOString(),
    run_id: context.runId,
    config_path: plan.configPath,
    skipped: plan.skipped,
    items: entries,
  })
  files.write(`${folder}/manifest.yml`, Buffer.from(manifest), { overwrite: true, now: at })
}

function resourceOf(
  item: ExportItem,
  context: ExportContext,
): { name: string; body: Record<string, unknown> } | null {
  if (item.kind === 'workflow') {
    const job = context.jobs.byId(Number(item.id))
    if (job === null) return null
    const { tasks, ...compute } = job.tasks
    const kept = tasks.map((task) => {
      const { libraries, ...rest } = task
      return item.libraries && libraries !== undefined ? { ...rest, libraries } : rest
    })
    const parameters = job.parameters.length === 0 ? {} : { parameters: job.parameters }
    return { name: job.name, body: { ...job.settings, ...parameters, tasks: kept, ...compute } }
  }
  const pipeline = context.pipelines.byId(item.id, context.at)
  if (pipeline === null) return null
  // The id belongs to this workspace, not to the exported definition.
  const body = Object.fromEntries(Object.entries(pipeline.spec).filter(([name]) => name !== 'id'))
  return { name: pipeline.name, body }
}

/** A name that every file system takes. */
function safeName(name: string): string {
  const safe = name.normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, '_')
  const trimmed = safe.replace(/^[._]+|[._]+$/g, '').slice(0, 100)
  return trimmed === '' ? 'unnamed' : trimmed
}
