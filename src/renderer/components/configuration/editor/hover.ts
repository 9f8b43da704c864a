import { hoverTooltip } from '@codemirror/view'
import type { EditorView, Tooltip } from '@codemirror/view'
import type { Extension } from '@codemirror/state'
import { schemaAt } from '../../../../shared/config-schema.ts'
import type { CatalogItem, Kind } from '../../../../shared/catalog.ts'
import type { DocumentKind } from '../../../../shared/configuration.ts'
import type { Lookup } from './lookup.ts'
import { element, schemaHelp } from './schema-words.ts'
import { keyAt, unquoted, valueRange } from './yaml-place.ts'

export interface HoverOptions {
  document: DocumentKind
  lookup: Lookup
  /** The address of the workspace; null when none is connected. */
  host: () => string | null
  openLink: (url: string) => void
}

/** What a key means, and which job or pipeline an id or a name is. Null where there is nothing to say. */
export async function explainAt(
  options: HoverOptions,
  view: EditorView,
  at: number,
): Promise<Tooltip | null> {
  const { doc } = view.state
  const found = keyAt(doc, at)
  if (found === null) return null
  const schema = schemaAt(options.document, [...found.path, found.key])
  if (schema === null) return null
  if (at >= found.from && at <= found.to) {
    return { pos: found.from, end: found.to, create: () => ({ dom: schemaHelp(schema) }) }
  }
  const range = valueRange(doc.lineAt(at))
  if (!schema.names || range === null || at < range.from || at > range.to) return null
  const { kind, as } = schema.names
  const text = unquoted(doc.sliceString(range.from, range.to))
  if (text === '') return null
  const item = await named(options.lookup, kind, as, text)
  const dom = item ? itemHelp(options, item) : missingHelp(kind, as, text)
  return { pos: range.from, end: range.to, create: () => ({ dom }) }
}

async function named(
  lookup: Lookup,
  kind: Kind,
  as: 'name' | 'id',
  text: string,
): Promise<CatalogItem | null> {
  if (as === 'id') return lookup.item(kind, text)
  const items = await lookup.items(kind, text)
  return items.find(({ name }) => name === text) ?? null
}

function itemHelp({ host, openLink }: HoverOptions, item: CatalogItem): HTMLElement {
  const help = element('div', 'cm-help')
  const title = element('p', 'cm-help-title')
  title.append(
    element('strong', '', item.name),
    element('span', 'cm-help-type', item.kind === 'workflow' ? 'job' : 'pipeline'),
  )
  const facts = element('dl', 'cm-help-facts')
  facts.append(element('dt', '', 'Id'), element('dd', 'cm-help-example', item.id))
  if (item.creator !== null) {
    facts.append(element('dt', '', 'Creator'), element('dd', '', item.creator))
  }
  help.append(title, facts)
  const address = host()
  if (address !== null) {
    const link = element('button', 'link', 'Open in Databricks')
    link.type = 'button'
    const folder = item.kind === 'workflow' ? 'jobs' : 'pipelines'
    link.addEventListener('click', () => openLink(`${address}/${folder}/${item.id}`))
    help.append(link)
  }
  return help
}

function missingHelp(kind: Kind, as: 'name' | 'id', text: string): HTMLElement {
  const help = element('div', 'cm-help')
  const noun = kind === 'workflow' ? 'job' : 'pipeline'
  const what = as === 'id' ? 'id' : 'name'
  help.append(
    element('p', '', `The list of this workspace has no ${noun} with the ${what} “${text}”.`),
  )
  return help
}

export function hoverHelp(options: HoverOptions): Extension {
  return hoverTooltip((view, at) => explainAt(options, view, at).catch(() => null), {
    hoverTime: 350,
  })
}
