import type { ChangeSpec, Text } from '@codemirror/state'
import type { CatalogItem, Kind } from '../../../../shared/catalog.ts'
import { valueRange } from './yaml-place.ts'
import type { YamlPlace } from './yaml-place.ts'

const nameKeys: Readonly<Record<Kind, string>> = { workflow: 'job_name', pipeline: 'pipeline_name' }
const idKeys: Readonly<Record<Kind, string>> = { workflow: 'job_id', pipeline: 'pipeline_id' }

/** A text in double quotes, as YAML and JSON both read it. */
export function quoted(text: string): string {
  return JSON.stringify(text)
}

function idText(kind: Kind, id: string): string {
  return kind === 'workflow' ? id : quoted(id)
}

/** The lines of a new item, without dash and indentation. */
export function itemEntry({ kind, name, id }: CatalogItem): string[] {
  return [
    `${nameKeys[kind]}: ${quoted(name)}`,
    `${idKeys[kind]}: ${idText(kind, id)}`,
    'is_existing: true',
    'is_active: true',
    'export_libraries: true',
  ]
}

/**
 * What writes name and id of an item where one of the two is written: the value at the place, and the
 * other one where it stands or, when it is missing, on a line of its own below.
 */
export function nameAndIdChanges(
  doc: Text,
  at: number,
  place: YamlPlace,
  kind: Kind,
  item: CatalogItem,
): ChangeSpec[] {
  const line = doc.lineAt(at)
  const isName = place.key === nameKeys[kind]
  const [own, other] = [quoted(item.name), idText(kind, item.id)]
  const [here, there] = isName ? [own, other] : [other, own]
  const otherKey = isName ? idKeys[kind] : nameKeys[kind]
  const otherLine = place.siblings.get(otherKey)
  const changes = [replaceValue(doc, line.number, here)]
  if (otherLine === undefined) {
    const indent = ' '.repeat(place.column)
    changes.push({ from: line.to, insert: `\n${indent}${otherKey}: ${there}` })
  } else changes.push(replaceValue(doc, otherLine, there))
  return changes
}

function replaceValue(doc: Text, number: number, value: string): ChangeSpec {
  const line = doc.line(number)
  const range = valueRange(line) ?? { from: line.to, to: line.to }
  const glued = range.from === range.to && !/\s/.test(doc.sliceString(range.from - 1, range.from))
  return { ...range, insert: glued ? ` ${value}` : value }
}
