/**
 * Writes docs/ipc.md, the reference of every call and event, from the contract.
 *
 *   node scripts/ipc-docs.ts           writes it
 *   node scripts/ipc-docs.ts --check   exits with 1 when it is stale
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import * as catalog from '../src/shared/catalog.ts'
import * as configuration from '../src/shared/configuration.ts'
import * as preview from '../src/shared/configuration-preview.ts'
import * as connection from '../src/shared/connection.ts'
import * as exportShapes from '../src/shared/export.ts'
import { calls, events } from '../src/shared/ipc.ts'
import * as log from '../src/shared/log.ts'
import * as schemas from '../src/shared/schemas.ts'
import * as settings from '../src/shared/settings.ts'
import * as workspaceFiles from '../src/shared/workspace-files.ts'

/** What is used of JSON Schema. */
interface Shape {
  $ref?: string
  $defs?: Record<string, Shape>
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Shape[]
  oneOf?: Shape[]
  items?: Shape
  prefixItems?: Shape[]
  properties?: Record<string, Shape>
  required?: string[]
  additionalProperties?: Shape | boolean
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  pattern?: string
  not?: Shape
}

const target = resolve(import.meta.dirname, '..', 'docs', 'ipc.md')
const names = z.registry<{ id: string }>()
const definitions = new Map<string, Shape>()

const modules = [schemas, catalog, configuration, preview, connection, exportShapes, log, settings]
for (const module of [...modules, workspaceFiles]) {
  for (const [name, value] of Object.entries(module)) {
    if (!name.endsWith('Schema') || !(value instanceof z.ZodType)) continue
    names.add(value, { id: typeName(name) })
  }
}

const text = `${document()}\n`
if (process.argv.includes('--check')) {
  if (readCurrent() !== text) {
    console.error('docs/ipc.md is stale: run `node scripts/ipc-docs.ts` and commit it.')
    process.exitCode = 1
  }
} else {
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
}

function readCurrent(): string {
  try {
    return readFileSync(target, 'utf8')
  } catch {
    return ''
  }
}

function document(): string {
  const groups = Object.entries(calls).map(([group, members]) =>
    [
      `### ${group}`,
      '',
      '| call | input | answer | what it does |',
      '| --- | --- | --- | --- |',
      ...Object.entries(members).map(
        ([name, { about, input, output }]) =>
          `| \`${group}.${name}\` | ${cell(input, 'input')} | ${cell(output, 'output')} | ${escaped(about)} |`,
      ),
      '',
    ].join('\n'),
  )
  const eventRows = Object.entries(events).map(
    ([name, { about, payload }]) =>
      `| \`${name}\` | ${cell(payload, 'output')} | ${escaped(about)} |`,
  )
  return [
    '<!-- Generated from src/shared/ipc.ts by scripts/ipc-docs.ts: change it there. -->',
    '',
    '# Calls and events',
    '',
    'How the page talks to the main process. The contract is `src/shared/ipc.ts`; the bridge',
    '(`window.desktop`), the client of the page and the handler table of main derive from it.',
    '',
    'Main checks the sender and the input of every call and answers `{ ok: true, value }` or',
    '`{ ok: false, error }`; the client of the page throws the error as an `AppError` (`code`,',
    '`message`, `suggestion`, `details`, see [ErrorRecord](#errorrecord)). Every call can fail with',
    '`bad-input`, `unknown-call`, `foreign-sender` and `internal`.',
    '',
    '## Calls',
    '',
    ...groups,
    '## Events',
    '',
    'Sent by main without being asked: `window.desktop.on(name, listener)`.',
    '',
    '| event | payload | when |',
    '| --- | --- | --- |',
    ...eventRows,
    '',
    '## Shapes',
    '',
    'A field with `?` may be left out.',
    '',
    ...shapeSections(),
  ]
    .join('\n')
    .trimEnd()
}

/** Sections may mention further shapes, so they are collected until there are no new ones. */
function shapeSections(): string[] {
  const sections = new Map<string, string>()
  for (const [name, shape] of definitions) sections.set(name, shapeSection(name, shape))
  return [...sections]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, section]) => section)
}

function shapeSection(name: string, shape: Shape): string {
  const lines = [`### ${name}`, '']
  if (shape.properties) {
    lines.push('| field | type |', '| --- | --- |')
    for (const [field, member] of Object.entries(shape.properties)) {
      lines.push(`| \`${field}${isRequired(shape, field) ? '' : '?'}\` | ${markup(member)} |`)
    }
  } else lines.push(markup(shape))
  return [...lines, ''].join('\n')
}

function cell(schema: z.ZodType, io: 'input' | 'output'): string {
  const shape = z.toJSONSchema(schema, {
    io,
    metadata: names,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'undefined') jsonSchema.const = 'nothing'
    },
  }) as Shape
  for (const [name, definition] of Object.entries(shape.$defs ?? {})) {
    if (!definitions.has(name)) definitions.set(name, definition)
  }
  const own = names.get(schema)?.id
  if (own === undefined) return shape.const === 'nothing' ? 'nothing' : markup(shape)
  const { $defs: _defs, ...definition } = shape
  if (!definitions.has(own) && definition.$ref === undefined) definitions.set(own, definition)
  return link(own)
}

/** A type as Markdown for a table: code, with links to the shapes it names. */
function markup(shape: Shape): string {
  return escaped(typeText(shape)).replaceAll(/@([A-Za-z]+)@/g, (_whole, name: string) => link(name))
}

function typeText(shape: Shape): string {
  if (shape.$ref !== undefined) return `@${shape.$ref.split('/').at(-1) ?? ''}@`
  const choices = shape.anyOf ?? shape.oneOf
  if (choices) return choices.map(typeText).join(' | ')
  if (shape.const !== undefined) return JSON.stringify(shape.const)
  if (shape.enum) return shape.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (Array.isArray(shape.type)) return shape.type.join(' | ')
  switch (shape.type) {
    case 'array':
      return arrayText(shape)
    case 'object':
      return objectText(shape)
    case 'string':
      return `string${limits(shape.minLength, shape.maxLength, ' characters')}`
    case 'integer':
    case 'number':
      return `${shape.type}${limits(finite(shape.minimum), finite(shape.maximum), '')}`
    case undefined:
      return 'any'
    default:
      return shape.type
  }
}

function arrayText(shape: Shape): string {
  if (shape.prefixItems) return `[${shape.prefixItems.map(typeText).join(', ')}]`
  return `list of ${typeText(shape.items ?? {})}${limits(shape.minItems, shape.maxItems, ' entries')}`
}

function objectText(shape: Shape): string {
  if (!shape.properties) {
    const value = shape.additionalProperties
    return typeof value === 'object' ? `map of ${typeText(value)}` : 'object'
  }
  const fields = Object.entries(shape.properties).map(
    ([name, member]) => `${name}${isRequired(shape, name) ? '' : '?'}: ${typeText(member)}`,
  )
  return `{ ${fields.join('; ')} }`
}

function isRequired(shape: Shape, field: string): boolean {
  return shape.required?.includes(field) ?? false
}

/** zod states the range of exact integers where none was given. */
function finite(limit: number | undefined): number | undefined {
  return limit !== undefined && Math.abs(limit) === Number.MAX_SAFE_INTEGER ? undefined : limit
}

function limits(least: number | undefined, most: number | undefined, unit: string): string {
  if (least === undefined && most === undefined) return ''
  if (most === undefined) return least === 0 && unit !== '' ? '' : ` (at least ${least}${unit})`
  if (least === undefined) return ` (at most ${most}${unit})`
  return ` (${least} to ${most}${unit})`
}

function link(name: string): string {
  return `[${name}](#${name.toLowerCase()})`
}

function escaped(content: string): string {
  return content.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

function typeName(schemaName: string): string {
  const name = schemaName.slice(0, -'Schema'.length)
  return name.charAt(0).toUpperCase() + name.slice(1)
}
