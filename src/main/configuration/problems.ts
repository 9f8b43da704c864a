import type { DocumentKind } from '../../shared/configuration.ts'
import type { ExportJobFacts } from '../../shared/configuration-preview.ts'
import { noCatalog } from './catalog-names.ts'
import type { CatalogNames } from './catalog-names.ts'
import { checkExportJob } from './check-export-job.ts'
import { checkItems } from './check-items.ts'
import { checkSections } from './check-sections.ts'
import type { ParsedText } from './document.ts'
import { wholeText } from './finding.ts'
import type { Finding } from './finding.ts'
import { kinds } from './keys.ts'
import { syntaxFinding } from './syntax-words.ts'

/** More would help nobody, and the page would have to draw them all. */
const maximum = 300

/** What is known besides the document itself; without it, nothing is said about it. */
export interface Surroundings {
  catalog: CatalogNames
  /** The job that app_config.yml names, when it was looked at. */
  exportJob: ExportJobFacts | null
}

export const noSurroundings: Surroundings = { catalog: noCatalog, exportJob: null }

/** Everything wrong or odd in a document, errors first, then from top to bottom. */
export function findProblems(
  document: DocumentKind,
  parsed: ParsedText,
  { catalog, exportJob } = noSurroundings,
): Finding[] {
  const found =
    parsed.errors.length > 0
      ? syntaxFindings(parsed)
      : [
          ...parsed.warnings.map((issue) => syntaxFinding(parsed.text, issue, 'warning')),
          ...checkSections(document, parsed),
          ...(document === 'main'
            ? kinds.flatMap((kind) => checkItems(parsed, kind, catalog))
            : checkExportJob(parsed, catalog, exportJob)),
        ]
  return inOrder(found)
}

/** Of a web page the errors of YAML would say nothing that helps. */
function syntaxFindings({ text, errors }: ParsedText): Finding[] {
  if (!/^\uFEFF?\s*<(?:!doctype|\?xml|html)\b/i.test(text)) {
    return errors.map((issue) => syntaxFinding(text, issue, 'error'))
  }
  return [
    {
      code: 'not-yaml',
      severity: 'error',
      message: 'This is a web page or XML, not YAML.',
      suggestion:
        'Check that this is the right file; the page of a sign-in may have been saved in its place.',
      from: 0,
      to: text.search(/>|$/),
      fixes: [],
    },
  ]
}

/** Errors first, then from top to bottom, and not more than anybody reads. */
function inOrder(found: Finding[]): Finding[] {
  const rank = { error: 0, warning: 1, hint: 2 }
  found.sort((a, b) => rank[a.severity] - rank[b.severity] || (a.from ?? 0) - (b.from ?? 0))
  if (found.length <= maximum) return found
  const hidden = found.length - maximum
  return [
    ...found.slice(0, maximum),
    {
      code: 'more',
      severity: 'hint',
      message: `There are ${String(hidden)} more problems.`,
      suggestion: 'They show as those above are solved.',
      ...wholeText,
      fixes: [],
    },
  ]
}
