import { isMap, isScalar, isSeq } from 'yaml'
import type { Node, Pair, YAMLMap } from 'yaml'
import type { DocumentKind, Problem } from '../../shared/configuration.ts'
import { findPair, isAbsent, isNodeOf, isText, keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import { itemProblems } from './item-problems.ts'
import { flagValue, kinds, listKeys, lookUp, readSelection } from './model.ts'
import { lineOfPair } from './section.ts'
import { syntaxProblem } from './syntax-words.ts'

/** More would help nobody, and the page would have to draw them all. */
const maximum = 300

/** Everything wrong or odd in a document, errors first, then from top to bottom. */
export function findProblems(document: DocumentKind, parsed: ParsedText): Problem[] {
  const found =
    parsed.errors.length > 0
      ? parsed.errors.map((issue) => syntaxProblem(issue, 'error'))
      : [
          ...parsed.warnings.map((issue) => syntaxProblem(issue, 'warning')),
          ...shapeProblems(parsed),
          ...(document === 'main' ? mainProblems(parsed) : appProblems(parsed)),
        ]
  const rank = { error: 0, warning: 1, hint: 2 }
  found.sort((a, b) => rank[a.severity] - rank[b.severity] || (a.line ?? 0) - (b.line ?? 0))
  if (found.length <= maximum) return found
  const hidden = found.length - maximum
  return [
    ...found.slice(0, maximum),
    {
      severity: 'hint',
      message: `There are ${String(hidden)} more problems of this kind.`,
      suggestion: 'They show as those above are solved.',
      line: null,
    },
  ]
}

function shapeProblems(parsed: ParsedText): Problem[] {
  if (parsed.root) return duplicateKeys(parsed, parsed.root)
  if (parsed.empty) return []
  return [
    {
      severity: 'error',
      message: 'The file is not a mapping of keys to values.',
      suggestion: 'Write sections such as “workflows:” at the top level, or create a default file.',
      line: 1,
    },
  ]
}

function duplicateKeys(parsed: ParsedText, root: YAMLMap): Problem[] {
  const problems: Problem[] = []
  const inspect = (map: YAMLMap): void => {
    const seen = new Set<string>()
    for (const pair of map.items) {
      const key = keyText(pair)
      if (key === null || key === '<<') continue
      if (seen.has(key)) {
        problems.push({
          severity: 'error',
          message: `The key “${key}” is there more than once; only the last one counts.`,
          suggestion: 'Keep one of them.',
          line: lineOfPair(parsed, pair),
        })
      }
      seen.add(key)
    }
  }
  const walk = (node: unknown, depth: number): void => {
    if (depth > 100) return
    if (isMap(node)) {
      inspect(node)
      for (const pair of node.items) walk(pair.value, depth + 1)
    } else if (isSeq(node)) for (const item of node.items) walk(item, depth + 1)
  }
  walk(root, 0)
  return problems
}

function mainProblems(parsed: ParsedText): Problem[] {
  return [
    ...kinds.flatMap((kind) => [
      ...listProblems(parsed, listKeys[kind]),
      ...itemProblems(parsed, kind),
    ]),
    ...outputPathProblems(parsed),
    ...librariesProblems(parsed),
  ]
}

function listProblems(parsed: ParsedText, key: string): Problem[] {
  const pair = section(parsed, key)
  if (!pair) {
    return [
      {
        severity: 'hint',
        message: `The list “${key}” is missing.`,
        suggestion: 'It is added when you pick the first item.',
        line: null,
      },
    ]
  }
  const value = parsed.resolve(pair.value)
  if (isAbsent(pair) || isSeq(value) || isNull(value)) return []
  return [
    {
      severity: 'error',
      message: `“${key}” is not a list.`,
      suggestion: `Write one item per “-” below “${key}:”, or “${key}: []” for none.`,
      line: lineOfPair(parsed, pair),
    },
  ]
}

function outputPathProblems(parsed: ParsedText): Problem[] {
  const variables = section(parsed, 'initial_variables')
  const line = variables ? lineOfPair(parsed, variables) : null
  const node = parsed.resolve(lookUp(parsed, 'initial_variables', 'v_start_path'))
  if (node === null || isNull(node) || (isText(node) && node.value.trim() === '')) {
    return [
      {
        severity: 'error',
        message: '“v_start_path” is not set, so the export does not know where to write.',
        suggestion: 'Set the output folder, for example /Workspace/Shared/exports.',
        line: node?.range && !isNull(node) ? parsed.lineOf(node.range[0]) : line,
      },
    ]
  }
  if (isText(node) && node.value.startsWith('/')) return []
  return [
    {
      severity: 'error',
      message: '“v_start_path” is not an absolute path.',
      suggestion: 'Begin it with a slash, for example /Workspace/Shared/exports.',
      line: lineOfNode(parsed, node),
    },
  ]
}

function librariesProblems(parsed: ParsedText): Problem[] {
  const node = parsed.resolve(lookUp(parsed, 'global_settings', 'export_libraries'))
  if (node === null) return []
  const value = flagValue(node)
  if (value === null) {
    return [
      {
        severity: 'error',
        message: '“export_libraries” in “global_settings” is neither true nor false.',
        suggestion: 'Write true or false.',
        line: lineOfNode(parsed, node),
      },
    ]
  }
  const { items } = readSelection(parsed)
  const count = kinds.flatMap((kind) => items[kind]).filter((item) => item.flags.exportLibraries)
  if (value || count.length === 0) return []
  return [
    {
      severity: 'warning',
      message: `“global_settings.export_libraries: false” overrides ${String(count.length)} item${count.length === 1 ? ' that asks' : 's that ask'} for libraries.`,
      suggestion: 'Set it to true to export libraries where the items say so.',
      line: lineOfNode(parsed, node),
    },
  ]
}

function appProblems(parsed: ParsedText): Problem[] {
  const pair = section(parsed, 'export-job')
  if (!pair) {
    return [
      {
        severity: 'error',
        message: 'The section “export-job” is missing, so no export can start.',
        suggestion: 'Choose the export job.',
        line: null,
      },
    ]
  }
  const map = parsed.resolve(pair.value)
  const line = lineOfPair(parsed, pair)
  if (map !== null && !isMap(map) && !isNull(map)) {
    return [
      {
        severity: 'error',
        message: '“export-job” does not hold “job_name” and “job_id”.',
        suggestion: 'Write both below “export-job:”, indented by two spaces.',
        line,
      },
    ]
  }
  const id = parsed.resolve(lookUp(parsed, 'export-job', 'job_id'))
  if (id === null || isNull(id) || (isText(id) && id.value.trim() === '')) {
    return [
      {
        severity: 'error',
        message: 'The export job has no “job_id”, so no export can start.',
        suggestion: 'Choose the export job.',
        line,
      },
    ]
  }
  const digits = isScalar(id) && /^\d{1,19}$/.test(String(id.value))
  if (digits) return []
  return [
    {
      severity: 'error',
      message: 'The “job_id” of the export job is not a job id.',
      suggestion: 'A job id is digits only. Choose the export job to set it.',
      line: lineOfNode(parsed, id),
    },
  ]
}

function section(parsed: ParsedText, key: string): Pair | null {
  return parsed.root && findPair(parsed.root, key)
}

function isNull(node: unknown): boolean {
  return isScalar(node) && node.value === null
}

function lineOfNode(parsed: ParsedText, node: Node): number | null {
  return isNodeOf(node) && node.range ? parsed.lineOf(node.range[0]) : null
}
