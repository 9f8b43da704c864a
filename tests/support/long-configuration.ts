/** How a long config.yml is written. */
export interface LongConfiguration {
  items: number
  /** A share of pipelines among the items; the rest are workflows. */
  pipelines?: number
}

/** A config.yml of any length as people and the app write it, with a comment and a blank line now and then. */
export function longConfiguration({ items, pipelines = 0.2 }: LongConfiguration): string {
  const ofPipelines = Math.round(items * pipelines)
  const workflow = (index: number): string =>
    `${index % 25 === 0 ? `\n  # Team ${index / 25 + 1}\n` : ''}` +
    `  - job_name: "job_${String(index).padStart(5, '0')} daily"\n` +
    `    job_id: ${810_105_583_000_000 + index}\n` +
    `    is_existing: ${index % 3 !== 0}\n` +
    `    is_active: ${index % 10 !== 0}${index % 40 === 0 ? '  # until Q3' : ''}\n` +
    `    export_libraries: ${index % 4 === 0}\n`
  const pipeline = (index: number): string =>
    `  - pipeline_name: "pipeline_${String(index).padStart(5, '0')}"\n` +
    `    pipeline_id: "d4623163-fa76-4fb3-a117-${index.toString(16).padStart(12, '0')}"\n` +
    `    is_existing: true\n` +
    `    is_active: ${index % 10 !== 0}\n` +
    `    export_libraries: false\n`
  const list = (count: number, write: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => write(index)).join('')
  return (
    '# Generated: a long configuration.\n' +
    'initial_variables:\n  v_start_path: "/Workspace/Shared/exports"\n\n' +
    'global_settings:\n  export_libraries: true\n\n' +
    'path_replacement:\n  "^/Workspace/": "../"\n\n' +
    `workflows:\n${list(items - ofPipelines, workflow)}\npipelines:\n${list(ofPipelines, pipeline)}`
  )
}
