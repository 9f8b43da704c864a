import type { DocumentKind } from '../../shared/configuration.ts'

const main = `# Configuration of the workflow export.
# The export job reads this file. Databricks Workflow Manager edits it in place: your comments,
# your order and sections that it does not know stay as they are.

initial_variables:
  # Folder in the workspace that the export writes to. Further v_* variables are free to add.
  v_start_path: "/Workspace/Shared/exports"

global_settings:
  # false here overrides "export_libraries: true" of every item below.
  export_libraries: true

# Jobs to export. For each one:
#   is_existing: true       bind to the existing job when the bundle is deployed
#   is_active: false        keep it in this list, but leave it out of the export
#   export_libraries: true  export the libraries of its tasks as well
workflows: []

# Lakeflow pipelines to export, with the same switches.
pipelines: []
`

const app = `# App configuration: the Databricks job that does the exporting.
# It is started with the job parameter "config_path", the path of config.yml.

export-job:
  job_name: ""
  # Digits only; shown on the job's page in Databricks. Easiest: choose the job in the app.
  job_id:
`

/** What a document starts as when the workspace has none. */
export const defaultTexts: Record<DocumentKind, string> = { main, app }
