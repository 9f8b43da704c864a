import { isMap } from 'yaml'
import type { Pair } from 'yaml'
import { isText, keyText } from './document.ts'
import type { ParsedText } from './document.ts'
import { movedSpan, spanOfKey, spanOfValue } from './finding.ts'
import type { Finding } from './finding.ts'
import { shorten } from './item-advice.ts'
import { sectionOf } from './model.ts'
import { nearest } from './nearest.ts'
import { putRemedy, renameKeyRemedy } from './remedies.ts'

const section = 'initial_variables'
const placeholder = /\{(v_\w+)\}/g

/** Names of variables, and `{v_…}` in their values that stand for nothing or for each other. */
export function checkVariables(parsed: ParsedText): Finding[] {
  const found = sectionOf(parsed, section)
  const map = found?.parsed.resolve(found.pair.value)
  if (!found || !isMap(map)) return []
  const texts = new Map<string, string>()
  for (const pair of map.items) {
    const key = keyText(pair)
    const value = found.parsed.resolve(pair.value)
    if (key !== null) texts.set(key, isText(value) ? value.value : '')
  }
  const at = (finding: Omit<Finding, 'from' | 'to'>, pair: Pair, ofKey: boolean): Finding => ({
    ...finding,
    ...movedSpan(ofKey ? spanOfKey(pair) : spanOfValue(pair), found.offset),
  })
  return map.items.flatMap((pair) => {
    const key = keyText(pair)
    if (key === null || key === '<<') return []
    const name = checkName(key, texts)
    const value = checkPlaceholders(key, texts)
    return [...(name ? [at(name, pair, true)] : []), ...value.map((each) => at(each, pair, false))]
  })
}

function checkName(
  key: string,
  texts: ReadonlyMap<string, string>,
): Omit<Finding, 'from' | 'to'> | null {
  if (/^v_\w+$/.test(key)) return null
  const name = `v_${key.replace(/^v(?=[-_\s])[-_\s]*/i, '').replaceAll(/\W+/g, '_')}`
  const meant =
    nearest(
      key,
      ['v_start_path'].filter((each) => !texts.has(each)),
    ) ?? name
  return {
    code: 'variable-name',
    severity: 'hint',
    message: `“${shorten(key)}” does not begin with “v_”, so the exporter passes it over.`,
    suggestion: `Did you mean “${meant}”?`,
    fixes:
      /^v_\w+$/.test(meant) && !texts.has(meant) ? [renameKeyRemedy([section, key], meant)] : [],
  }
}

function checkPlaceholders(
  key: string,
  texts: ReadonlyMap<string, string>,
): Omit<Finding, 'from' | 'to'>[] {
  const text = texts.get(key) ?? ''
  const names = new Set([...text.matchAll(placeholder)].map(([, name = '']) => name))
  const found: Omit<Finding, 'from' | 'to'>[] = []
  for (const name of names) {
    if (texts.has(name)) continue
    const meant = nearest(name, texts.keys())
    found.push({
      code: 'placeholder-unknown',
      severity: 'warning',
      message: `“${key}” refers to “{${name}}”, which is not a variable of this file.`,
      suggestion: meant ? `Did you mean “{${meant}}”?` : `Add “${name}” to “${section}”.`,
      fixes: meant
        ? [
            putRemedy(
              'placeholder',
              `Write “{${meant}}”`,
              [section, key],
              text.replaceAll(`{${name}}`, `{${meant}}`),
            ),
          ]
        : [putRemedy('add-variable', `Add “${name}”`, [section, name], '')],
    })
  }
  if (refersToItself(key, texts)) {
    found.push({
      code: 'placeholder-circular',
      severity: 'error',
      message: `“${key}” refers to itself, directly or through other variables.`,
      suggestion: 'Write the text itself in one of them.',
      fixes: [],
    })
  }
  return found
}

function refersToItself(key: string, texts: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>()
  const open = [key]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const [, next = ''] of (texts.get(name) ?? '').matchAll(placeholder)) {
      if (next === key) return true
      if (seen.has(next)) continue
      seen.add(next)
      open.push(next)
    }
  }
  return false
}
