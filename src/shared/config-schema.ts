import type { Kind } from './catalog.ts'
import type { DocumentKind } from './configuration.ts'

/*
 * What the two documents may hold, in words for whoever writes them. Plain data: the editor completes
 * and explains with it. The checks of main are apart, and judge.
 */

export interface SchemaKey {
  key: string
  /** What kind of value belongs there. */
  type: 'text' | 'path' | 'switch' | 'job id' | 'pipeline id' | 'section' | 'list'
  explanation: string
  /** What counts when the key is left out; null when it has to be there. */
  default: string | null
  /** As it stands in a file, behind the colon or below the key. */
  example: string
  /** What it names, where that is in the catalog. */
  names?: { kind: Kind; as: 'name' | 'id' }
  /** Keys of a section, or of each entry of a list. */
  keys?: readonly SchemaKey[]
  /** Any other key is fine as well: a name of the user's own. */
  free?: { explanation: string; example: string }
}

const switches: readonly SchemaKey[] = [
  {
    key: 'is_existing',
    type: 'switch',
    explanation: 'Bind to the job or pipeline that is there when the bundle is deployed.',
    default: 'false',
    example: 'true',
  },
  {
    key: 'is_active',
    type: 'switch',
    explanation: 'With false, the export skips it; it stays in the list.',
    default: 'true',
    example: 'true',
  },
  {
    key: 'export_libraries',
    type: 'switch',
    explanation: 'Export the libraries of its tasks as well.',
    default: 'false',
    example: 'true',
  },
]

const workflowKeys: readonly SchemaKey[] = [
  {
    key: 'job_name',
    type: 'text',
    explanation: 'The name of the job in Databricks. The id decides; the name is for people.',
    default: null,
    example: '"Sample_Job"',
    names: { kind: 'workflow', as: 'name' },
  },
  {
    key: 'job_id',
    type: 'job id',
    explanation: 'The id of the job: digits only, as on the job’s page in Databricks.',
    default: null,
    example: '810105583362026',
    names: { kind: 'workflow', as: 'id' },
  },
  ...switches,
]

const pipelineKeys: readonly SchemaKey[] = [
  {
    key: 'pipeline_name',
    type: 'text',
    explanation: 'The name of the pipeline in Databricks. The id decides; the name is for people.',
    default: null,
    example: '"sample_pipeline"',
    names: { kind: 'pipeline', as: 'name' },
  },
  {
    key: 'pipeline_id',
    type: 'pipeline id',
    explanation: 'The id of the pipeline: a GUID, as on the pipeline’s page in Databricks.',
    default: null,
    example: '"d4623163-fa76-4fb3-a117-663851c9f32f"',
    names: { kind: 'pipeline', as: 'id' },
  },
  ...switches,
]

const main: readonly SchemaKey[] = [
  {
    key: 'initial_variables',
    type: 'section',
    explanation: 'Variables for the rest of the file; {v_name} stands for their value.',
    default: null,
    example: 'v_start_path: "/Workspace/Shared/exports"',
    keys: [
      {
        key: 'v_start_path',
        type: 'path',
        explanation: 'The folder in the workspace that the export writes to.',
        default: null,
        example: '"/Workspace/Shared/exports"',
      },
    ],
    free: {
      explanation: 'A variable of your own. {name} in other values stands for it.',
      example: '"{v_start_path}/logs"',
    },
  },
  {
    key: 'global_settings',
    type: 'section',
    explanation: 'Settings for all items.',
    default: 'every item’s own settings count',
    example: 'export_libraries: true',
    keys: [
      {
        key: 'export_libraries',
        type: 'switch',
        explanation: 'With false, no libraries are exported, whatever the items say.',
        default: 'true',
        example: 'true',
      },
    ],
  },
  {
    key: 'spark_conf_key_replacements',
    type: 'list',
    explanation: 'Settings of Spark that get another key and value in what is exported.',
    default: 'nothing is replaced',
    example: '- search_key: spark.a\n  target_key: spark.b\n  target_value: "1"',
    keys: [
      {
        key: 'search_key',
        type: 'text',
        explanation: 'The key to look for.',
        default: null,
        example: '"spark.databricks.cluster.profile"',
      },
      {
        key: 'target_key',
        type: 'text',
        explanation: 'The key that takes its place.',
        default: null,
        example: '"spark.master"',
      },
      {
        key: 'target_value',
        type: 'text',
        explanation: 'The value that takes its place.',
        default: null,
        example: '"local[*]"',
      },
    ],
  },
  {
    key: 'path_replacement',
    type: 'section',
    explanation: 'Regular expressions for paths, each with what takes the place of its matches.',
    default: 'paths stay as they are',
    example: '"^/Workspace/": "../"',
    free: {
      explanation: 'A regular expression; what it matches in a path becomes the value.',
      example: '"../"',
    },
  },
  {
    key: 'value_replacements',
    type: 'section',
    explanation: 'Texts that are replaced in values, each with its new text.',
    default: 'values stay as they are',
    example: 'old: new',
    free: { explanation: 'A text; where it stands in a value, it becomes this.', example: '"new"' },
  },
  {
    key: 'workflows',
    type: 'list',
    explanation: 'The jobs to export, one entry each.',
    default: 'no job is exported',
    example: '- job_name: "Sample_Job"\n  job_id: 810105583362026',
    keys: workflowKeys,
  },
  {
    key: 'pipelines',
    type: 'list',
    explanation: 'The Lakeflow pipelines to export, one entry each.',
    default: 'no pipeline is exported',
    example: '- pipeline_name: "sample_pipeline"\n  pipeline_id: "d4623163-…"',
    keys: pipelineKeys,
  },
]

const app: readonly SchemaKey[] = [
  {
    key: 'export-job',
    type: 'section',
    explanation: 'The job that does the exporting. It is started with the path of config.yml.',
    default: null,
    example: 'job_name: "Export_Workflow_Job"\njob_id: 1290381902',
    keys: [
      {
        key: 'job_name',
        type: 'text',
        explanation: 'The name of the export job. The id decides; the name is for people.',
        default: null,
        example: '"Export_Workflow_Job"',
        names: { kind: 'workflow', as: 'name' },
      },
      {
        key: 'job_id',
        type: 'job id',
        explanation: 'The id of the export job. It has to take the parameter config_path.',
        default: null,
        example: '1290381902',
        names: { kind: 'workflow', as: 'id' },
      },
    ],
  },
]

export const configSchema: Readonly<Record<DocumentKind, readonly SchemaKey[]>> = { main, app }

/**
 * What stands at a place of a document: the keys from the top, without a word for list entries.
 * Null for what is not described.
 */
export function schemaAt(document: DocumentKind, path: readonly string[]): SchemaKey | null {
  let keys: readonly SchemaKey[] = configSchema[document]
  let found: SchemaKey | null = null
  for (const [index, name] of path.entries()) {
    const known = keys.find(({ key }) => key === name)
    if (!known) return index === path.length - 1 && found?.free ? freeKey(name, found.free) : null
    found = known
    keys = known.keys ?? []
  }
  return found
}

function freeKey(key: string, free: { explanation: string; example: string }): SchemaKey {
  return { key, type: 'text', default: null, ...free }
}
