import fc from 'fast-check'
import type { Kind, PickFlags } from '../../../../src/shared/catalog.ts'

/** One item of a generated list, with its very own text. */
export interface GeneratedItem {
  kind: Kind
  id: string
  name: string
  flags: PickFlags
  /** Its lines, own comments above and inside included, with line ends. */
  text: string
  /** The text with a flag at another value; null when the item does not write it. */
  switched: Record<keyof PickFlags, string | null>
}

/** A generated config.yml as the pieces it is put together from. */
export interface GeneratedDocument {
  eol: string
  /** Up to and with the line of the first list's key. */
  head: string
  workflows: GeneratedItem[]
  /** Between the lists, with the key of the second one. */
  middle: string
  pipelines: GeneratedItem[]
  tail: string
}

export function textOf(document: GeneratedDocument): string {
  const items = (list: GeneratedItem[]): string => list.map((item) => item.text).join('')
  return (
    document.head +
    items(document.workflows) +
    document.middle +
    items(document.pipelines) +
    document.tail
  )
}

const word = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,12}$/)
  .filter((text) => !reserved.test(text))
const reserved = /^(true|false|yes|no|on|off|y|n|null|nan|inf)$/i
const name = fc.oneof(
  word,
  fc.tuple(word, word).map((words) => words.join(' ')),
  fc.constantFrom(
    'Täglich: Umsatz',
    "it's #1",
    '🚀 nightly',
    'تقرير يومي',
    'a "quoted" one',
    '- x',
  ),
)
const note = fc.constantFrom('', '', '  # until Q3', ' # "odd" [ { text', '\t# tab')
const ownComment = fc.constantFrom('', '', '# finance', '# TODO: ask Maria', '#no space')
const digits = fc.bigInt({ min: 1n, max: 9_999_999_999_999_999_999n }).map(String)
const flags = fc.record({
  isExisting: fc.boolean(),
  isActive: fc.boolean(),
  exportLibraries: fc.boolean(),
})
const extra = fc.constantFrom(
  '',
  '',
  'owner: "Maria" # ours',
  'retries: 3',
  'note: |-\n@two\n@lines',
)

interface ItemSeed {
  id: string
  guid: string
  name: string
  flags: PickFlags
  notes: string[]
  comment: string
  inner: string
  extra: string
  quote: 'plain' | 'single' | 'double'
  spelling: number
  flow: boolean
  rotate: number
  missing: boolean
}

const seed: fc.Arbitrary<ItemSeed> = fc.record({
  id: digits,
  guid: fc.uuid(),
  name,
  flags,
  notes: fc.array(note, { minLength: 5, maxLength: 5 }),
  comment: ownComment,
  inner: fc.constantFrom('', '', '# inside'),
  extra,
  quote: fc.constantFrom('plain', 'single', 'double'),
  spelling: fc.nat(5),
  flow: fc.boolean(),
  rotate: fc.nat(4),
  missing: fc.boolean(),
})

const spellings = [
  ['true', 'false'],
  ['true', 'false'],
  ['True', 'False'],
  ['TRUE', 'FALSE'],
  ['yes', 'no'],
  ['On', 'Off'],
] as const
const flagKeys = [
  ['isExisting', 'is_existing'],
  ['isActive', 'is_active'],
  ['exportLibraries', 'export_libraries'],
] as const

const styles = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  bom: fc.constantFrom('', '', '\uFEFF'),
  marker: fc.constantFrom('', '', '---\n'),
  dash: fc.nat(4),
  gap: fc.constantFrom(1, 1, 1, 3),
  commented: fc.boolean(),
  before: fc.array(
    fc.constantFrom(
      '',
      '# a comment',
      "initial_variables:\n  v_start_path: \"/Workspace/Shared/out\"  # where\n  v_x: 'it''s'",
      'global_settings: { export_libraries: True, }',
      'defaults: &d\n  retries: 3\nuses:\n  - *d\n  - <<: *d\n    more: 1',
      'path_replacement: { "^/Workspace/": "../" }',
      'text: |\n  # not a comment\n  workflows:\n    - job_id: 1',
      'folded: >-\n  a\n\n  b',
      'spark_conf_key_replacements: [ { search_key: a, target_key: "b" }, ]',
      'x_json: {\n  old: [\n    new,\n  ],\n}',
    ),
    { maxLength: 6 },
  ),
  between: fc.constantFrom(
    '',
    '\n',
    '\n# Pipelines below.\n',
    'value_replacements: { old: new }\n\n',
  ),
  after: fc.constantFrom(
    '',
    '\n',
    '\n# the end\n',
    'x_notes:\n  by: Maria # hi\n',
    '\n\n\n',
    'z: 1',
  ),
})

/** Documents as people write them: any mixture of styles, comments and foreign sections. */
export const documents: fc.Arbitrary<GeneratedDocument> = fc
  .record({
    style: styles,
    workflows: fc.uniqueArray(seed, { maxLength: 5, selector: ({ id }) => id }),
    pipelines: fc.uniqueArray(seed, { maxLength: 4, selector: ({ guid }) => guid }),
  })
  .map(({ style, workflows, pipelines }) => {
    const lines = (text: string): string => text.replaceAll('\n', style.eol)
    const list = (kind: Kind, seeds: ItemSeed[]): GeneratedItem[] =>
      seeds.map((one, index) => writeItem(kind, one, style, index > 0 || seeds.length > 1))
    const key = (kind: string, items: unknown[]): string =>
      `${kind}:${items.length === 0 ? ' []' : ''}\n`
    const before = [...new Set(style.before)].map((section) => `${section}\n`).join('')
    return {
      eol: style.eol,
      head: lines(style.bom + style.marker + before + key('workflows', workflows)),
      workflows: list('workflow', workflows),
      middle: lines(style.between + key('pipelines', pipelines)),
      pipelines: list('pipeline', pipelines),
      tail: lines(style.after),
    }
  })

export const newNames = name

function writeItem(
  kind: Kind,
  one: ItemSeed,
  style: { eol: string; dash: number; gap: number; commented: boolean },
  mayHaveComment: boolean,
): GeneratedItem {
  const [nameKey, idKey] =
    kind === 'workflow' ? ['job_name', 'job_id'] : ['pipeline_name', 'pipeline_id']
  const yes = spellings[one.spelling] ?? spellings[0]
  const id = kind === 'workflow' ? one.id : one.guid
  const plainId = kind === 'workflow' && one.quote === 'plain'
  const write = (set: PickFlags): string => {
    const pairs = [
      `${nameKey}: ${quote(one.name, one.quote)}`,
      `${idKey}: ${plainId ? id : `"${id}"`}`,
      ...flagKeys
        .filter(([flag]) => !(one.missing && flag === 'exportLibraries'))
        .map(([flag, key]) => `${key}: ${set[flag] ? yes[0] : yes[1]}`),
    ]
    const ordered = [...pairs.slice(one.rotate), ...pairs.slice(0, one.rotate)]
    const dash = ' '.repeat(style.dash)
    const inner = ' '.repeat(style.dash + 1 + style.gap)
    // Above the first item a comment is its own only where others have one as well.
    const comment = style.commented && mayHaveComment ? one.comment || '# item' : ''
    const above = comment ? `${dash}${comment}\n` : ''
    if (one.flow) return `${above}${dash}- { ${ordered.join(', ')} }${one.notes[0] ?? ''}\n`
    const body = ordered.map((pair, at) => pair + (one.notes[at] ?? ''))
    if (one.extra) body.push(one.extra.replaceAll('\n@', `\n${inner}  `))
    if (one.inner) body.splice(2, 0, one.inner)
    return `${above}${dash}-${' '.repeat(style.gap)}${body.join(`\n${inner}`)}\n`
  }
  const lines = (text: string): string => text.replaceAll('\n', style.eol)
  const set = one.missing ? { ...one.flags, exportLibraries: false } : one.flags
  const switched = (flag: keyof PickFlags): string | null =>
    one.missing && flag === 'exportLibraries' ? null : lines(write({ ...set, [flag]: !set[flag] }))
  return {
    kind,
    id,
    name: one.name,
    flags: set,
    text: lines(write(set)),
    switched: {
      isExisting: switched('isExisting'),
      isActive: switched('isActive'),
      exportLibraries: switched('exportLibraries'),
    },
  }
}

function quote(text: string, style: 'plain' | 'single' | 'double'): string {
  if (style === 'plain' && /^[A-Za-z][A-Za-z0-9_ -]*$/.test(text)) return text
  return style === 'single' ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text)
}
