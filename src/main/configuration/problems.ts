import { isMap, isScalar, isSeq } from 'yaml'
import type { Pair, YAMLMap } from 'yaml'
import type { DocumentKind } from '../../shared/configuration.ts'
import { findPair, isAbsent, isText, keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import { applyEdit } from './edit.ts'
import { spanOfKey, spanOfNode, spanOfValue, wholeText } from './finding.ts'
import type { Finding, Remedy } from './finding.ts'
import { itemProblems } from './item-problems.ts'
import { flagValue, kinds, listKeys, lookUp, readSelection } from './model.ts'
import { syntaxProblem } from './syntax-words.ts'

/** More would help nobody, and the page would have to draw them all. */
const maximum = 300

/** Everything wrong or odd in a document, errors first, then from top to bottom. */
export function findProblems(document: DocumentKind, parsed: ParsedText): Finding[] {
  const found =
    parsed.errors.length > 0
      ? parsed.errors.map((issue) => syntaxProblem(issue, 'error'))
      : [
          ...parsed.warnings.map((issue) => syntaxProblem(issue, 'warning')),
          ...shapeProblems(parsed),
          ...(document === 'main' ? mainProblems(parsed) : appProblems(parsed)),
        ]
  const rank = { error: 0, warning: 1, hint: 2 }
  found.sort((a, b) => rank[a.severity] - rank[b.severity] || (a.from ?? 0) - (b.from ?? 0))
  if (found.length <= maximum) return found
  const hidden = found.length - maximum
  return [
    ...found.slice(0, maximum),
    {
      code: 'more',
      severity: 'hint',
      message: `There are ${String(hidden)} more problems of this kind.`,
      suggestion: 'They show as those above are solved.',
      ...wholeText,
      fixes: [],
    },
  ]
}

function shapeProblems(parsed: ParsedText): Finding[] {
  if (parsed.root) return duplicateKeys(parsed.root)
  if (parsed.empty) return []
  return [
    {
      code: 'not-a-mapping',
      severity: 'error',
      message: 'The file is not a mapping of keys to values.',
      suggestion: 'Write sections such as “workflows:” at the top level, or create a default file.',
      from: 0,
      to: 0,
      fixes: [],
    },
  ]
}

function duplicateKeys(root: YAMLMap): Finding[] {
  const problems: Finding[] = []
  const inspect = (map: YAMLMap): void => {
    const seen = new Set<string>()
    for (const pair of map.items) {
      const key = keyText(pair)
      if (key === null || key === '<<') continue
      if (seen.has(key)) {
        problems.push({
          code: 'duplicate-key',
          severity: 'error',
          message: `The key “${key}” is there more than once; only the last one counts.`,
          suggestion: 'Keep one of them.',
          ...spanOfKey(pair),
          fixes: [],
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

function mainProblems(parsed: ParsedText): Finding[] {
  return [
    ...kinds.flatMap((kind) => [
      ...listProblems(parsed, listKeys[kind]),
      ...itemProblems(parsed, kind),
    ]),
    ...outputPathProblems(parsed),
    ...librariesProblems(parsed),
  ]
}

function listProblems(parsed: ParsedText, key: string): Finding[] {
  const pair = section(parsed, key)
  if (!pair) {
    return [
      {
        code: 'list-missing',
        severity: 'hint',
        message: `The list “${key}” is missing.`,
        suggestion: 'It is added when you pick the first item.',
        ...wholeText,
        fixes: [],
      },
    ]
  }
  const value = parsed.resolve(pair.value)
  if (isAbsent(pair) || isSeq(value) || isNull(value)) return []
  return [
    {
      code: 'list-not-a-list',
      severity: 'error',
      message: `“${key}” is not a list.`,
      suggestion: `Write one item per “-” below “${key}:”, or “${key}: []” for none.`,
      ...spanOfValue(pair),
      fixes: [],
    },
  ]
}

function outputPathProblems(parsed: ParsedText): Finding[] {
  const variables = section(parsed, 'initial_variables')
  const node = parsed.resolve(lookUp(parsed, 'initial_variables', 'v_start_path'))
  if (node === null || isNull(node) || (isText(node) && node.value.trim() === '')) {
    return [
      {
        code: 'path-missing',
        severity: 'error',
        message: '“v_start_path” is not set, so the export does not know where to write.',
        suggestion: 'Set the output folder, for example /Workspace/Shared/exports.',
        ...(node && !isNull(node)
          ? spanOfNode(node)
          : variables
            ? spanOfKey(variables)
            : wholeText),
        fixes: [],
      },
    ]
  }
  if (isText(node) && node.value.startsWith('/')) return []
  return [
    {
      code: 'path-not-absolute',
      severity: 'error',
      message: '“v_start_path” is not an absolute path.',
      suggestion: 'Begin it with a slash, for example /Workspace/Shared/exports.',
      ...spanOfNode(node),
      fixes: isText(node) ? [makeAbsolute(node.value)] : [],
    },
  ]
}

function librariesProblems(parsed: ParsedText): Finding[] {
  const node = parsed.resolve(lookUp(parsed, 'global_settings', 'export_libraries'))
  if (node === null) return []
  const value = flagValue(node)
  if (value === null) {
    return [
      {
        code: 'switch-not-boolean',
        severity: 'error',
        message: '“export_libraries” in “global_settings” is neither true nor false.',
        suggestion: 'Write true or false.',
        ...spanOfNode(node),
        fixes: [],
      },
    ]
  }
  const { items } = readSelection(parsed)
  const count = kinds.flatMap((kind) => items[kind]).filter((item) => item.flags.exportLibraries)
  if (value || count.length === 0) return []
  return [
    {
      code: 'libraries-off',
      severity: 'warning',
      message: `“global_settings.export_libraries: false” overrides ${String(count.length)} item${count.length === 1 ? ' that asks' : 's that ask'} for libraries.`,
      suggestion: 'Set it to true to export libraries where the items say so.',
      ...spanOfNode(node),
      fixes: [],
    },
  ]
}

function appProblems(parsed: ParsedText): Finding[] {
  const pair = section(parsed, 'export-job')
  if (!pair) {
    return [
      {
        code: 'job-section-missing',
        severity: 'error',
        message: 'The section “export-job” is missing, so no export can start.',
        suggestion: 'Choose the export job.',
        ...wholeText,
        fixes: [],
      },
    ]
  }
  const map = parsed.resolve(pair.value)
  if (map !== null && !isMap(map) && !isNull(map)) {
    return [
      {
        code: 'job-section-not-a-mapping',
        severity: 'error',
        message: '“export-job” does not hold “job_name” and “job_id”.',
        suggestion: 'Write both below “export-job:”, indented by two spaces.',
        ...spanOfValue(pair),
        fixes: [],
      },
    ]
  }
  const id = parsed.resolve(lookUp(parsed, 'export-job', 'job_id'))
  if (id === null || isNull(id) || (isText(id) && id.value.trim() === '')) {
    return [
      {
        code: 'job-id-missing',
        severity: 'error',
        message: 'The export job has no “job_id”, so no export can start.',
        suggestion: 'Choose the export job.',
        ...spanOfKey(pair),
        fixes: [],
      },
    ]
  }
  const digits = isScalar(id) && /^\d{1,19}$/.test(String(id.value))
  if (digits) return []
  return [
    {
      code: 'job-id-not-digits',
      severity: 'error',
      message: 'The “job_id” of the export job is not a job id.',
      suggestion: 'A job id is digits only. Choose the export job to set it.',
      ...spanOfNode(id),
      fixes: [],
    },
  ]
}

function section(parsed: ParsedText, key: string): Pair | null {
  return parsed.root && findPair(parsed.root, key)
}

function isNull(node: unknown): boolean {
  return isScalar(node) && node.value === null
}

function makeAbsolute(path: string): Remedy {
  const value = `/${path.trim()}`
  return {
    id: 'absolute',
    label: `Write “${value}”`,
    find: null,
    change: (draft) =>
      applyEdit(draft, {
        type: 'set',
        section: 'initial_variables',
        values: [{ key: 'v_start_path', value, as: 'text' }],
      }),
  }
}
