/** Longer than any path; a variable that doubles another again and again ends here. */
const longest = 10_000
const placeholder = /\{(v_\w+)\}/g

/** A text with its placeholders filled in. */
export interface ResolvedText {
  text: string
  /** Why some of them could not be, in words. */
  issues: string[]
}

export function hasPlaceholder(text: string): boolean {
  return text.includes('{v_') && text.search(placeholder) !== -1
}

/**
 * Fills in `{v_start_path}` and the like. The exporter is assumed to fill them in wherever a text of
 * the file holds them, variables within variables included, and to leave everything else in braces,
 * such as `{{secrets/scope/key}}`, as it is. What cannot be filled in stays as written.
 */
export class Placeholders {
  readonly #values: ReadonlyMap<string, string>
  readonly #resolved = new Map<string, ResolvedText>()
  readonly #underWay: string[] = []

  /** @param values of the variables, as written, by name */
  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values
  }

  resolve(text: string): ResolvedText {
    if (!text.includes('{v_')) return { text, issues: [] }
    const issues = new Set<string>()
    let length = text.length
    const filled = text.replace(placeholder, (whole, name: string) => {
      const value = this.#variable(name)
      for (const issue of value.issues) issues.add(issue)
      if (value.text === null) return whole
      length += value.text.length
      if (length <= longest) return value.text
      issues.add('It becomes too long.')
      return whole
    })
    return { text: filled, issues: [...issues] }
  }

  #variable(name: string): { text: string | null; issues: string[] } {
    const known = this.#resolved.get(name)
    if (known) return known
    const value = this.#values.get(name)
    if (value === undefined) return { text: null, issues: [`There is no variable ${name}.`] }
    const from = this.#underWay.indexOf(name)
    if (from !== -1) {
      const circle = [...this.#underWay.slice(from), name].join(' → ')
      return { text: null, issues: [`The variables refer to each other in a circle: ${circle}.`] }
    }
    this.#underWay.push(name)
    const resolved = this.resolve(value)
    this.#underWay.pop()
    // Kept even if it is part of a circle: variables that each hold another twice would never end.
    this.#resolved.set(name, resolved)
    return resolved
  }
}
