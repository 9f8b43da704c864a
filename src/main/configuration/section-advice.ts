import type { Problem } from '../../shared/configuration.ts'
import type { EditPath } from './edit.ts'
import type { Finding, Remedy } from './finding.ts'
import { booleanOf } from './item-facts.ts'
import { shorten } from './item-advice.ts'
import { nearest } from './nearest.ts'
import { dropRemedy, putRemedy, remedy, renameKeyRemedy } from './remedies.ts'

/** A place in a section with a problem, and all that can be said about it. */
interface Case {
  path: EditPath
  /** The value there; undefined when it is missing. */
  value: unknown
  /** Keys that the mapping around it may have and does not. */
  free: readonly string[]
  detail: string
}

interface Advice {
  severity: Problem['severity']
  /** Whether the key is what is wrong, and not its value. */
  ofKey?: boolean
  tell: (about: Case) => Pick<Finding, 'message' | 'suggestion' | 'fixes'>
}

const switches = (path: EditPath, values: readonly boolean[]): Remedy[] =>
  values.map((value) => putRemedy(`write-${String(value)}`, `Write ${String(value)}`, path, value))

const asText = (path: EditPath, value: unknown): string =>
  typeof value === 'string' || typeof value === 'bigint' || typeof value === 'number'
    ? shorten(String(value))
    : String(path.at(-1))

const advice: Record<string, Advice> = {
  'path-missing': {
    severity: 'error',
    tell: ({ path }) => ({
      message: '“v_start_path” is not set, so the export does not know where to write.',
      suggestion: 'Set the output folder, for example /Workspace/Shared/exports.',
      fixes: [
        putRemedy(
          'default-path',
          'Write “/Workspace/Shared/exports”',
          path,
          '/Workspace/Shared/exports',
        ),
      ],
    }),
  },
  'path-not-absolute': {
    severity: 'error',
    tell: ({ path, value }) => {
      const absolute = typeof value === 'string' ? `/${value.trim().replace(/^(\.\/)+/, '')}` : null
      return {
        message: '“v_start_path” is not an absolute path.',
        suggestion: 'Begin it with a slash, for example /Workspace/Shared/exports.',
        fixes:
          absolute === null
            ? []
            : [putRemedy('absolute', `Write “${shorten(absolute)}”`, path, absolute)],
      }
    },
  },
  'variable-not-simple': {
    severity: 'warning',
    tell: ({ path }) => ({
      message: `The variable “${String(path.at(-1))}” holds more than one value.`,
      suggestion: 'Write one text or number; replacement rules have sections of their own.',
      fixes: [dropRemedy(`Remove “${String(path.at(-1))}”`, path)],
    }),
  },
  'switch-not-boolean': {
    severity: 'error',
    tell: ({ path }) => ({
      message: `“${String(path.at(-1))}” in “${path[0]}” is neither true nor false.`,
      suggestion: 'Write true or false.',
      fixes: switches(path, [true, false]),
    }),
  },
  'switch-odd': {
    severity: 'warning',
    tell: ({ path, value }) => {
      const meant = booleanOf({ value: typeof value === 'string' ? value : null }) ?? false
      return {
        message: `“${String(path.at(-1))}” in “${path[0]}” is written “${asText(path, value)}”, which not every program takes for ${String(meant)}.`,
        suggestion: `Write ${String(meant)}, without quotes.`,
        fixes: switches(path, [meant]),
      }
    },
  },
  'key-unknown': {
    severity: 'hint',
    ofKey: true,
    tell: ({ path, free }) => {
      const key = String(path.at(-1))
      const meant = nearest(key, free)
      return {
        message: `“${key}” in “${path[0]}” is not a key that the exporter knows.`,
        suggestion: meant ? `Did you mean “${meant}”?` : 'It is kept as it is.',
        fixes: [
          ...(meant ? [renameKeyRemedy(path, meant)] : []),
          dropRemedy(`Remove “${key}”`, path),
        ],
      }
    },
  },
  'wrong-type': {
    severity: 'error',
    tell: ({ path }) => {
      const [section, position] = path
      const list = section === 'spark_conf_key_replacements'
      return {
        message:
          position === undefined
            ? `“${section}” is not ${list ? 'a list' : 'a mapping of keys to values'}.`
            : `An entry of “${section}” is not a mapping of keys to values.`,
        suggestion: list
          ? 'Write one rule per “-”, with “search_key”, “target_key” and “target_value”.'
          : `Write one “key: value” per line below “${section}:”.`,
        fixes: position === undefined ? [] : [dropRemedy('Remove this entry', path)],
      }
    },
  },
  'rule-incomplete': {
    severity: 'error',
    tell: ({ path }) => ({
      message: `A rule of “${path[0]}” has no “${String(path.at(-1))}”.`,
      suggestion: `Add “${String(path.at(-1))}”, or remove the rule.`,
      fixes: [
        ...(typeof path[1] === 'number'
          ? [dropRemedy('Remove this rule', [path[0], path[1]])]
          : []),
      ],
    }),
  },
  'rule-not-text': {
    severity: 'error',
    tell: ({ path, value }) => ({
      message:
        value === undefined
          ? `A rule of “${path[0]}” has no “${String(path.at(-1))}”.`
          : `The value of “${shorten(String(path.at(-1)))}” in “${path[0]}” is not a text.`,
      suggestion: 'Write a text; an empty one is "".',
      fixes:
        value === null || value === undefined
          ? [putRemedy('empty-text', 'Write an empty text', path, '')]
          : [],
    }),
  },
  'rule-pattern': {
    severity: 'error',
    ofKey: true,
    tell: ({ path, detail }) => ({
      message: `“${shorten(String(path.at(-1)))}”: ${detail}`,
      suggestion: 'Put a backslash before ( ) [ ] { } . * + ? ^ $ | that stand for themselves.',
      fixes: [
        {
          ...renameKeyRemedy(path, escapePattern(String(path.at(-1)))),
          id: 'escape',
          label: 'Take it literally',
        },
      ],
    }),
  },
  'rule-replacement': {
    severity: 'error',
    tell: ({ path, value, detail }) => ({
      message: `“${asText(path, value)}” cannot replace what “${shorten(String(path.at(-1)))}” matches: ${detail}`,
      suggestion: 'Write \\1 for the first group in parentheses, and \\\\ for a backslash.',
      fixes: [],
    }),
  },
}

export function sectionAdvice(code: string): Advice {
  const known = advice[code]
  if (known) return known
  throw new Error(`There are no words for the problem ${code} of a section`)
}

/** Adds what a section lacks. */
export function addList(section: string): Remedy {
  return remedy('add-list', `Add “${section}: []”`, [{ type: 'create-list', section }])
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
