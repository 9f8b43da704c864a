import type {
  ConfigurationPreview,
  TriedReplacement,
  TryReplacement,
} from '../../../shared/configuration-preview.ts'
import type { ParsedText } from '../document.ts'
import { placeholdersOf, readPreview } from '../preview.ts'
import type { Placeholders } from './placeholders.ts'
import { prepareRule } from './prepare.ts'
import type { RuleRunner } from './rule-runner.ts'
import { longestOutcome } from './substitute.ts'

type Preview = Omit<ConfigurationPreview, 'revision'>

/**
 * What the exporter would make of a text. It is a Python program that is not part of this app, and
 * its rules are assumed to mean this (the try-it box exists so that a user can compare):
 *
 * - Placeholders `{v_…}` are filled in first, in the text and in replacements, not in patterns.
 * - `path_replacement` is `re.sub(pattern, replacement, path)`, rule by rule in the order of the
 *   file, each on what the one before left.
 * - `value_replacements` is `value.replace(old, new)`: plain text, every occurrence, in the order of
 *   the file.
 * - `spark_conf_key_replacements`: the first rule whose `search_key` is the whole key puts
 *   `target_key` and `target_value` in place of key and value.
 */
export async function tryReplacement(
  parsed: ParsedText,
  { text, as }: TryReplacement,
  runner: RuleRunner,
): Promise<TriedReplacement> {
  const preview = readPreview(parsed)
  const placeholders = placeholdersOf(parsed)
  const tried = new Tried(text)
  if (preview.syntaxError) {
    tried.say('The file is not valid YAML, so there are no rules.', preview.syntaxError.line)
    return tried.result()
  }
  const filled = placeholders.resolve(text)
  tried.step('placeholders', null, filled.text)
  for (const issue of filled.issues) tried.say(issue, null)
  if (as === 'path') await tryPaths(tried, preview, placeholders, runner)
  else if (as === 'value') tryValues(tried, preview, placeholders)
  else trySparkConf(tried, preview, placeholders)
  return tried.result()
}

class Tried {
  outcome: string
  readonly #steps: TriedReplacement['steps'] = []
  readonly #issues: TriedReplacement['issues'] = []

  constructor(text: string) {
    this.outcome = text
  }

  step(rule: string, line: number | null, after: string): void {
    if (after === this.outcome) return
    this.#steps.push({ rule, line, before: this.outcome, after })
    this.outcome = after
  }

  say(message: string, line: number | null): void {
    this.#issues.push({ message, line })
  }

  result(): TriedReplacement {
    return { outcome: this.outcome, steps: this.#steps, issues: this.#issues }
  }
}

async function tryPaths(
  tried: Tried,
  preview: Preview,
  placeholders: Placeholders,
  runner: RuleRunner,
): Promise<void> {
  const rules = preview.sections.path_replacement.entries
  const prepared = rules.map(({ key, value }) =>
    prepareRule(key, placeholders.resolve(value ?? '').text),
  )
  const { steps, cutOff } = await runner.run(
    tried.outcome,
    prepared.map(({ ready }) => ready),
  )
  for (const { rule, outcome } of steps) {
    const entry = rules[rule]
    if (!entry) continue
    if (outcome === null) {
      tried.say(
        `It becomes longer than ${longestOutcome.toLocaleString('en')} characters.`,
        entry.line,
      )
    } else tried.step(`${entry.key} → ${entry.value ?? ''}`, entry.line, outcome)
  }
  for (const [index, { problem }] of prepared.entries()) {
    const entry = rules[index]
    if (problem && entry)
      tried.say(`“${entry.key}” was passed over. ${problem.message}`, entry.line)
  }
  const hanging = cutOff === null ? undefined : rules[cutOff]
  if (hanging) {
    tried.say(
      `“${hanging.key}” takes too long with this text and was cut off, with the rules after it. It could hold up the exporter as well; avoid repetition within repetition, such as (a+)+.`,
      hanging.line,
    )
  }
}

function tryValues(tried: Tried, preview: Preview, placeholders: Placeholders): void {
  for (const { key, value, line } of preview.sections.value_replacements.entries) {
    if (key === '') continue
    const after = tried.outcome.replaceAll(key, () => placeholders.resolve(value ?? '').text)
    if (after.length > longestOutcome) {
      tried.say(`It becomes longer than ${longestOutcome.toLocaleString('en')} characters.`, line)
      return
    }
    tried.step(`${key} → ${value ?? ''}`, line, after)
  }
}

function trySparkConf(tried: Tried, preview: Preview, placeholders: Placeholders): void {
  const [, key = '', between = ' '] = /^\s*([^\s=]*)(\s*=\s*|\s+)?/.exec(tried.outcome) ?? []
  const rule = preview.sparkRules.entries.find((each) => each.searchKey === key)
  if (!rule) return
  const target = placeholders.resolve(rule.targetKey ?? key).text
  const value = placeholders.resolve(rule.targetValue ?? '').text
  tried.step(`${key} → ${target}`, rule.line, `${target}${between}${value}`)
}
