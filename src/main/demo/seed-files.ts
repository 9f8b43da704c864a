import { exportJobId, exportJobName, exportJobTasks } from './curated-jobs.ts'
import type { WorkspaceFiles } from './files.ts'
import type { JobCatalog } from './jobs.ts'
import { demoUser } from './names.ts'
import type { PipelineCatalog } from './pipelines.ts'

/** Fills a new workspace: the two configurations, the exporter's notebooks, homes and folders. */
export function seedFiles(
  files: WorkspaceFiles,
  jobs: JobCatalog,
  pipelines: PipelineCatalog,
  now: number,
): void {
  const home = `/Users/${demoUser.userName}`
  for (const folder of [
    '/',
    '/Shared',
    '/Shared/workflow_exporter',
    '/Repos',
    home,
    `${home}/drafts`,
  ]) {
    files.makeFolder(folder, now)
  }
  const put = (path: string, text: string) => {
    files.write(path, Buffer.from(text), { overwrite: true, now })
  }
  const notebook = (path: string, text: string, language: 'PYTHON' | 'SQL') => {
    files.write(path, Buffer.from(text), { overwrite: true, now, type: 'NOTEBOOK', language })
  }
  put('/Shared/config.yml', configText(jobs, pipelines, now))
  put('/Shared/app_config.yml', appConfigText)
  for (const { task_key: key } of exportJobTasks.tasks) {
    notebook(
      `/Shared/workflow_exporter/${key}`,
      `# Databricks notebook source\nprint("${key}")\n`,
      'PYTHON',
    )
  }
  put('/Shared/README.md', '# Shared\n\nconfig.yml says what the export job exports.\n')
  notebook(`${home}/scratch`, '# Databricks notebook source\ndisplay(spark.range(10))\n', 'PYTHON')
  notebook(`${home}/drafts/revenue`, '-- Databricks notebook source\nSELECT 1 AS revenue\n', 'SQL')
  files.makeFolder('/Users/maria.silva@example.com', now)
}

const appConfigText = `# Which job does the exporting.
export-job:
  job_name: "${exportJobName}"
  job_id: ${exportJobId}
`

function configText(jobs: JobCatalog, pipelines: PipelineCatalog, now: number): string {
  const workflows = [
    { index: 1, style: 'double', existing: true, active: true, libraries: true, note: '' },
    { index: 4, style: 'single', existing: true, active: true, libraries: false, note: '' },
    {
      index: 13,
      style: 'plain',
      existing: false,
      active: false,
      libraries: false,
      note: ' # until Q3',
    },
  ].filter((each) => each.index < jobs.count)
  const flows = [
    { index: 0, style: 'double', existing: true, active: true, libraries: false, note: '' },
    { index: 2, style: 'single', existing: false, active: true, libraries: true, note: '' },
  ].filter((each) => each.index < pipelines.count)
  const quoted = (style: string, name: string) =>
    style === 'double' ? `"${name}"` : style === 'single' ? `'${name}'` : name
  const flags = (each: (typeof workflows)[number]) =>
    `    is_existing: ${each.existing}\n` +
    `    is_active: ${each.active}${each.note}\n` +
    `    export_libraries: ${each.libraries}\n`
  const workflowLines = workflows.map((each) => {
    const job = jobs.at(each.index)
    return `  - job_name: ${quoted(each.style, job.name)}\n    job_id: ${job.id}\n${flags(each)}`
  })
  const pipelineLines = flows.map((each) => {
    const pipeline = pipelines.at(each.index, now)
    const name = quoted(each.style, pipeline.name)
    return `  - pipeline_name: ${name}\n    pipeline_id: "${pipeline.id}"\n${flags(each)}`
  })
  return `# Exported every Friday. Owner: data-platform@example.com
# The other sections belong to the exporter; please keep them.

initial_variables:
  v_start_path: "/Workspace/Shared/exports"  # where the export goes
  v_log_level: INFO                          # DEBUG when something is odd
  # v_demo_outcome: fail                     # demo workspace only: see an export fail

global_settings:
  export_libraries: true

spark_conf_key_replacements:
  - search_key: "spark.hadoop.fs.azure.account.key"
    target_key: 'spark.hadoop.fs.azure.account.oauth2.client.secret'
    target_value: "{{secrets/exports/storage}}"

path_replacement:
  "^/Workspace/": "../"
  "^/Repos/[^/]+/": "../repos/"

value_replacements:
  prod_catalog: dev_catalog
  "10.20.0.0/16": "10.30.0.0/16"

# Picked for export.
workflows:${workflowLines.length === 0 ? ' []' : ''}
${workflowLines.join('')}
pipelines:${pipelineLines.length === 0 ? ' []' : ''}
${pipelineLines.join('')}
x_team_notes: # not known to the exporter; ours
  reviewer: Maria Silva
  reviewed_on: 2026-03-14
`
}
