import { isMap, isScalar } from 'yaml'
import type { Node } from 'yaml'
import type { CatalogNames } from './catalog-names.ts'
import { isText } from './document.ts'
import type { ParsedText } from './document.ts'
import { movedSpan, spanOfKey, spanOfNode, wholeText } from './finding.ts'
import type { Finding, Remedy, Span } from './finding.ts'
import { shorten } from './item-advice.ts'
import { lookUp, readExportJob, scalarText, sectionOf } from './model.ts'
import { findRemedy, putRemedy } from './remedies.ts'

const section = 'export-job'

/** What was found out about the job that app_config.yml names. */
export interface ExportJobFacts {
  jobId: string
  state: 'usable' | 'missing' | 'forbidden' | 'no-config-path'
  /** Its present name, when it may be seen. */
  name: string | null
}

/** What is wrong with `export-job:` of app_config.yml. */
export function checkExportJob(
  parsed: ParsedText,
  catalog: CatalogNames,
  facts: ExportJobFacts | null,
): Finding[] {
  const found = sectionOf(parsed, section)
  const name = scalarText(lookUp(parsed, section, 'job_name'))
  const choose = [...byName(name, catalog), findRemedy('workflow', name ?? '')]
  if (!found) {
    return [
      {
        code: 'job-section-missing',
        severity: 'error',
        message: 'The section “export-job” is missing, so no export can start.',
        suggestion: 'Choose the export job.',
        ...wholeText,
        fixes: [findRemedy('workflow', '')],
      },
    ]
  }
  const { pair, offset } = found
  const map = found.parsed.resolve(pair.value)
  // Said by the section's own check.
  if (map !== null && !isMap(map) && !(isScalar(map) && map.value === null)) return []
  const place = (node: Node | null): Span =>
    movedSpan(
      node?.range && node.range[1] > node.range[0] ? spanOfNode(node) : spanOfKey(pair),
      offset,
    )
  const id = lookUp(parsed, section, 'job_id')
  if (
    id === null ||
    (isScalar(id) && id.value === null) ||
    (isText(id) && id.value.trim() === '')
  ) {
    return [
      {
        code: 'job-id-missing',
        severity: 'error',
        message: 'The export job has no “job_id”, so no export can start.',
        suggestion: 'Choose the export job.',
        ...place(id),
        fixes: choose,
      },
    ]
  }
  const job = readExportJob(parsed)
  if (!job) {
    const digits = isScalar(id) ? (id.source ?? '').replaceAll(/[\s,._'’]|^#/g, '') : ''
    const convert = /^\d{1,19}$/.test(digits)
      ? [putRemedy('digits', `Write ${digits}`, [section, 'job_id'], BigInt(digits))]
      : []
    return [
      {
        code: 'job-id-not-digits',
        severity: 'error',
        message: 'The “job_id” of the export job is not a job id.',
        suggestion: 'A job id is digits only. Choose the export job to set it.',
        ...place(id),
        fixes: [...convert, ...choose],
      },
    ]
  }
  const known = facts?.jobId === job.jobId ? facts : null
  return [
    ...nameProblem(name, known?.name ?? catalog.nameOf('workflow', job.jobId), (node) =>
      place(node),
    )(lookUp(parsed, section, 'job_name')),
    ...jobProblem(known, name ?? `Job ${job.jobId}`, place(id), choose),
  ]
}

function nameProblem(
  name: string | null,
  present: string | null,
  place: (node: Node | null) => Span,
): (node: Node | null) => Finding[] {
  return (node) => {
    if (name !== null && (present === null || name === present)) return []
    const use =
      present === null
        ? []
        : [
            putRemedy(
              'catalog-name',
              `Use the name “${shorten(present)}”`,
              [section, 'job_name'],
              present,
            ),
          ]
    return [
      {
        code: name === null ? 'job-name-missing' : 'job-name-differs',
        severity: name === null ? 'hint' : 'warning',
        message:
          name === null
            ? 'The export job has no “job_name”.'
            : `The export job is named “${shorten(present ?? '')}” in the workspace, not “${shorten(name)}”.`,
        suggestion:
          name === null
            ? 'Add its name, so that people see which job it is.'
            : 'Check that it is the one that is meant.',
        ...place(node),
        fixes: use,
      },
    ]
  }
}

function jobProblem(
  facts: ExportJobFacts | null,
  name: string,
  span: Span,
  choose: Remedy[],
): Finding[] {
  if (!facts || facts.state === 'usable') return []
  const words = {
    missing: [
      'job-gone',
      `The export job “${shorten(name)}” does not exist: there is no job ${facts.jobId} in this workspace, or you may not see it.`,
      'Choose another job.',
    ],
    forbidden: [
      'job-forbidden',
      `You may not use the export job “${shorten(name)}”.`,
      'Ask its owner for the permission “Can manage run”, or choose another job.',
    ],
    'no-config-path': [
      'job-no-config-path',
      `The export job “${shorten(name)}” has no job parameter “config_path”, so it cannot take a configuration.`,
      'Add the parameter to the job in Databricks (any default value), or choose another job.',
    ],
  } as const
  const [code, message, suggestion] = words[facts.state]
  return [{ code, severity: 'error', message, suggestion, ...span, fixes: choose }]
}

/** The id of the only job with the name that the file has. */
function byName(name: string | null, catalog: CatalogNames): Remedy[] {
  const ids = name === null ? [] : catalog.idsOf('workflow', name)
  const [id] = ids
  if (ids.length !== 1 || id === undefined) return []
  return [
    putRemedy(
      'id-of-name',
      'Use the id of the job with this name',
      [section, 'job_id'],
      BigInt(id),
    ),
  ]
}
