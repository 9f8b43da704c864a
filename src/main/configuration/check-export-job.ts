import { isMap, isScalar } from 'yaml'
import type { Node } from 'yaml'
import type { ExportJobFacts } from '../../shared/configuration-preview.ts'
import type { CatalogNames } from './catalog-names.ts'
import { isText } from './document.ts'
import type { ParsedText } from './document.ts'
import { movedSpan, spanOfKey, spanOfNode, wholeText } from './finding.ts'
import type { Finding, Remedy, Span } from './finding.ts'
import { shorten } from './item-advice.ts'
import { lookUp, readExportJob, scalarText, sectionOf } from './model.ts'
import { findRemedy, putRemedy } from './remedies.ts'

const section = 'export-job'

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
  const known = facts?.job?.id === job.jobId ? facts : null
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

/** Problems with the job itself, by the checks that found them. */
const jobProblems: Partial<
  Record<ExportJobFacts['checks'][number]['code'], { code: string; tell: (name: string) => string }>
> = {
  exists: {
    code: 'job-gone',
    tell: (name) => `The export job “${name}” is not in the workspace.`,
  },
  permission: {
    code: 'job-forbidden',
    tell: (name) => `You may not use the export job “${name}”.`,
  },
  'config-path': {
    code: 'job-no-config-path',
    tell: (name) =>
      `The export job “${name}” has no parameter “config_path”, so it cannot take a configuration.`,
  },
}

function jobProblem(
  facts: ExportJobFacts | null,
  name: string,
  span: Span,
  choose: Remedy[],
): Finding[] {
  return (facts?.checks ?? []).flatMap((check): Finding[] => {
    const words = jobProblems[check.code]
    const { status, detail } = check
    if (!words || (status !== 'error' && status !== 'warning')) return []
    return [
      {
        code: words.code,
        severity: status,
        message: words.tell(shorten(name)),
        suggestion: detail,
        ...span,
        fixes: choose,
      },
    ]
  })
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
