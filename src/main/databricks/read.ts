/**
 * Reads fields of an answer without trusting its shape: the SDK's types say what Databricks
 * documents, the network says what came.
 */

export type Fields = Record<string, unknown>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a field that the types promise is there, and an object. */
export function isObject<Value>(value: Value): value is NonNullable<Value> & object {
  return isFields(value)
}

/** A text with something in it, or null. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A time in UTC ms; null for a missing one and for the 0 that Databricks writes for "not yet". */
export function time(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : null
}

/** A duration in ms; 0 when there is none. */
export function duration(value: unknown): number {
  return time(value) ?? 0
}

/** The objects of a list; an empty list when there is none. */
export function objects<Item extends object>(value: readonly Item[] | undefined): Item[] {
  const items: unknown = value
  return Array.isArray(items) ? items.filter((item): item is Item => isFields(item)) : []
}

/** A token for the next page, or null on the last one (Databricks also writes an empty text). */
export function pageToken(value: unknown): string | null {
  return text(value)
}

/** A number to tell people; null for none and for what is no number. */
export function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** The texts of a list; an empty list when there is none. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text).filter((item) => item !== null) : []
}

/** The names of a map with their values in words; what is neither text, number nor switch is JSON. */
export function entries(value: unknown): [name: string, words: string][] {
  if (!isFields(value)) return []
  return Object.entries(value).map(([name, item]) => [
    name,
    typeof item === 'string' ? item : (JSON.stringify(item) ?? ''),
  ])
}
