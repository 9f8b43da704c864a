import { pickedCompletion, snippet } from '@codemirror/autocomplete'
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import type { EditorState, Text } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import type { CatalogItem, Kind } from '../../../../shared/catalog.ts'
import { configSchema, schemaAt } from '../../../../shared/config-schema.ts'
import type { SchemaKey } from '../../../../shared/config-schema.ts'
import type { DocumentKind } from '../../../../shared/configuration.ts'
import { itemEntry, nameAndIdChanges } from './item-text.ts'
import type { Lookup } from './lookup.ts'
import { schemaHelp } from './schema-words.ts'
import { yamlPlace } from './yaml-place.ts'
import type { YamlPlace } from './yaml-place.ts'

const itemKinds: Readonly<Record<string, Kind>> = { workflows: 'workflow', pipelines: 'pipeline' }
const unit = '  '

/** What can stand at a place of a document, from its schema, the catalog and the file itself. */
export function completeYaml(document: DocumentKind, lookup: Lookup) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const { state, pos } = context
    const place = yamlPlace(state.doc, pos)
    if (place === null) return null
    if (!context.explicit && place.typed === '' && place.at !== 'value') return null
    try {
      return place.at === 'value'
        ? await completeValue(document, lookup, state, place, pos)
        : await completeKey(document, lookup, state, place, pos)
    } catch {
      // No answer from the catalog or the workspace: whoever writes goes on without.
      return null
    }
  }
}

async function completeKey(
  document: DocumentKind,
  lookup: Lookup,
  state: EditorState,
  place: YamlPlace,
  pos: number,
): Promise<CompletionResult | null> {
  const parent = schemaAt(document, place.path)
  const keys = place.path.length === 0 ? configSchema[document] : (parent?.keys ?? [])
  const line = state.doc.lineAt(place.from)
  const dashed = /-\s*$/.test(state.doc.sliceString(line.from, place.from))
  const isEntry = parent?.type === 'list' && !dashed && place.siblings.size === 0
  if (isEntry) return completeEntry(lookup, parent, place, pos)
  const options = keys
    .filter(({ key }) => !place.siblings.has(key))
    .map((schema) => keyOption(schema, place.column))
  const kind = itemKinds[parent?.key ?? '']
  if (dashed && kind && place.siblings.size === 0) {
    options.push(...(await itemOptions(lookup, kind, place.typed, place.column, '')))
  }
  if (options.length === 0) return null
  // Keys are the same for whatever is typed next: they stay clickable while it is typed.
  if (!dashed || !kind) return { from: place.from, options, validFor: /^[\w-]*$/ }
  return { from: place.from, options, filter: false }
}

/** An entry of a list, with its dash: a new one to fill in, or an item of the catalog. */
async function completeEntry(
  lookup: Lookup,
  parent: SchemaKey,
  place: YamlPlace,
  pos: number,
): Promise<CompletionResult> {
  const kind = itemKinds[parent.key]
  const fields = (parent.keys ?? []).map(({ key, type, example }) =>
    type === 'switch' ? `${key}: \${${example}}` : `${key}: ${blank(type)}`,
  )
  const what = kind ?? 'entry'
  const apply = snippet(`- ${fields.join(`\n${unit}`)}\n`)
  const fresh: Completion = {
    label: `New ${what}`,
    detail: 'to fill in',
    type: 'class',
    boost: 99,
    info: () => schemaHelp(parent),
    apply: (view, completion, from, to) => apply(view, completion, from, to),
  }
  const items = kind ? await itemOptions(lookup, kind, place.typed, place.column, '- ') : []
  return { from: pos - place.typed.length, options: [fresh, ...items], filter: false }
}

function blank(type: SchemaKey['type']): string {
  return type === 'job id' ? '${}' : '"${}"'
}

async function itemOptions(
  lookup: Lookup,
  kind: Kind,
  text: string,
  column: number,
  dash: string,
): Promise<Completion[]> {
  const items = await lookup.items(kind, text)
  const indent = ' '.repeat(column + dash.length)
  return items.map((item) => ({
    ...itemOption(item, item.name),
    apply: `${dash}${itemEntry(item).join(`\n${indent}`)}`,
  }))
}

function keyOption(schema: SchemaKey, column: number): Completion {
  const isBlock = schema.type === 'section' || schema.type === 'list'
  const isText = schema.type === 'text' || schema.type === 'path'
  return {
    label: schema.key,
    detail: schema.type === 'switch' ? 'true or false' : schema.type,
    type: isBlock ? 'namespace' : 'property',
    info: () => schemaHelp(schema),
    apply: (view, completion, from, to) => {
      const behind = view.state.sliceDoc(to, view.state.doc.lineAt(to).to)
      const hasColon = /^\s*:/.test(behind)
      const after = isBlock ? `:\n${' '.repeat(column)}${unit}` : isText ? ': ""' : ': '
      const insert = schema.key + (hasColon ? '' : after)
      const end = from + insert.length
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: isText && !hasColon ? end - 1 : end },
        annotations: pickedCompletion.of(completion),
        userEvent: 'input.complete',
      })
    },
  }
}

/** Behind a key that was completed, its values are offered at once. */
export function offersMore({ type }: Completion): boolean {
  return type === 'property' || type === 'namespace'
}

async function completeValue(
  document: DocumentKind,
  lookup: Lookup,
  state: EditorState,
  place: YamlPlace,
  pos: number,
): Promise<CompletionResult | null> {
  const schema = schemaAt(document, [...place.path, place.key ?? ''])
  const typed = place.typed.replace(/^["']/, '')
  const inside = pos - typed.length
  const placeholder = /\{(\w*)$/.exec(typed)
  if (placeholder && document === 'main') return placeholders(state.doc, pos, placeholder)
  if (schema?.type === 'switch') return switchOptions(place)
  if (schema?.names) {
    const { kind, as } = schema.names
    const items = await lookup.items(kind, typed)
    const options = items.map((item) => ({
      ...itemOption(item, as === 'name' ? item.name : item.id),
      detail: as === 'name' ? item.id : item.name,
      apply: (view: EditorView) => chooseItem(view, kind, item),
    }))
    return { from: inside, options, filter: false }
  }
  const isPath = schema?.type === 'path' || place.path[0] === 'initial_variables'
  return isPath && typed.startsWith('/') ? folderOptions(lookup, typed, pos) : null
}

function switchOptions(place: YamlPlace): CompletionResult {
  const options = ['true', 'false'].map((label) => ({ label, type: 'keyword' }))
  return { from: place.from, options, validFor: /^\w*$/ }
}

function itemOption(item: CatalogItem, label: string): Completion {
  return {
    label,
    detail: item.creator ?? '',
    type: 'constant',
    info: item.creator === null ? item.id : `${item.id}, created by ${item.creator}`,
  }
}

/** Writes name and id of an item, whichever of the two was asked for. */
function chooseItem(view: EditorView, kind: Kind, item: CatalogItem): void {
  const { state } = view
  const head = state.selection.main.head
  const place = yamlPlace(state.doc, head)
  if (place === null) return
  const changes = nameAndIdChanges(state.doc, head, place, kind, item)
  const set = state.changes(changes)
  const line = state.doc.lineAt(head)
  view.dispatch({
    changes: set,
    selection: { anchor: set.mapPos(line.to, 1) },
    scrollIntoView: true,
    userEvent: 'input.complete',
  })
}

function placeholders(doc: Text, pos: number, match: RegExpExecArray): CompletionResult | null {
  const options = variablesOf(doc).map(({ name, value }) => ({
    label: name,
    detail: value,
    type: 'variable',
    apply: (view: EditorView, _completion: Completion, from: number, to: number) => {
      const closed = view.state.sliceDoc(to, to + 1) === '}'
      view.dispatch({
        changes: { from, to, insert: closed ? name : `${name}}` },
        selection: { anchor: from + name.length + 1 },
        userEvent: 'input.complete',
      })
    },
  }))
  const from = pos - (match[1] ?? '').length
  return options.length === 0 ? null : { from, options, validFor: /^\w*$/ }
}

/** The variables of the section at the top of the file. */
function variablesOf(doc: Text): { name: string; value: string }[] {
  const found: { name: string; value: string }[] = []
  let inside = false
  for (const line of doc.iterLines()) {
    if (inside && /^[^\s#]/.test(line)) break
    if (/^initial_variables\s*:/.test(line)) inside = true
    const match = inside ? /^\s+(v_\w+)\s*:\s*(.*?)\s*(?:\s#.*)?$/.exec(line) : null
    if (match?.[1]) found.push({ name: match[1], value: match[2] ?? '' })
  }
  return found
}

async function folderOptions(
  lookup: Lookup,
  typed: string,
  pos: number,
): Promise<CompletionResult | null> {
  const slash = typed.lastIndexOf('/')
  const folder = typed.slice(0, slash)
  const names = folder === '' ? ['Workspace'] : await lookup.folders(folder)
  const from = pos - (typed.length - slash - 1)
  const options = names.map((label) => ({ label, type: 'folder', detail: 'folder' }))
  return options.length === 0 ? null : { from, options, validFor: /^[^/"']*$/ }
}
