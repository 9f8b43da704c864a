import { parse } from 'yaml'
import { formatCount } from '../../format.ts'

/** Longer texts take noticeable time to read; for these the number of lines has to do. */
const longest = 2_000_000

const flags = ['is_existing', 'is_active', 'export_libraries'] as const
const lists = [
  { key: 'workflows', one: 'workflow', id: 'job_id', name: 'job_name' },
  { key: 'pipelines', one: 'pipeline', id: 'pipeline_id', name: 'pipeline_name' },
] as const

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

/** All scalars as text, so that an id keeps every digit; null for what is no valid YAML. */
function read(text: string): Fields | null {
  if (text.length > longest) return null
  try {
    return fieldsOf(parse(text, { schema: 'failsafe', merge: true, logLevel: 'silent' }))
  } catch {
    return null
  }
}

function itemsOf(document: Fields, list: (typeof lists)[number]): Map<string, Fields> {
  const value = document[list.key]
  const items = (Array.isArray(value) ? value : []).map(fieldsOf)
  return new Map(items.map((item) => [String(item[list.id] ?? item[list.name]), item]))
}

function counted(count: number, one: string, what: string): string[] {
  return count === 0 ? [] : [`${formatCount(count, one)} ${what}`]
}

function listChanges(before: Fields, after: Fields, list: (typeof lists)[number]) {
  const [old, current] = [itemsOf(before, list), itemsOf(after, list)]
  let switched = 0
  for (const [id, item] of current) {
    const former = old.get(id)
    if (former) switched += flags.filter((flag) => former[flag] !== item[flag]).length
  }
  return {
    words: [
      ...counted([...current.keys()].filter((id) => !old.has(id)).length, list.one, 'added'),
      ...counted([...old.keys()].filter((id) => !current.has(id)).length, list.one, 'removed'),
    ],
    switched,
  }
}

/**
 * What a save changes, in words: "2 workflows added, 1 flag changed, output folder changed". Empty
 * when nothing of that kind changed or a text is not valid YAML.
 */
export function changeWords(before: string | null, after: string | null): string {
  const [old, current] = [read(before ?? ''), read(after ?? '')]
  if (old === null || current === null) return ''
  const changes = lists.map((list) => listChanges(old, current, list))
  const switched = changes.reduce((sum, change) => sum + change.switched, 0)
  const outputPath = (of: Fields) => fieldsOf(of['initial_variables'])['v_start_path']
  const exportJob = (of: Fields) => fieldsOf(of['export-job'])['job_id']
  return [
    ...changes.flatMap(({ words }) => words),
    ...counted(switched, 'flag', 'changed'),
    ...(outputPath(old) === outputPath(current) ? [] : ['output folder changed']),
    ...(exportJob(old) === exportJob(current) ? [] : ['export job changed']),
  ].join(', ')
}
