import { AppError } from '../../../shared/errors.ts'
import type { ExportRecord, ExportResult } from '../../../shared/export.ts'
import type { ExportedFile, MissingItem, Written } from '../../../shared/export-contents.ts'
import { canonicalPath, shownPath } from '../../../shared/workspace-path.ts'
import { selectionOf } from '../../configuration/selection.ts'
import { readText } from '../../configuration/read-text.ts'
import type { DatabricksGateway } from '../../databricks/gateway.ts'
import { walkTree } from '../../workspace-files/walk.ts'
import { relateFiles } from './relate.ts'
import type { ConfiguredItem } from './relate.ts'

/** What is kept of the output folder of an export. */
export interface CountedOutput {
  result: ExportResult
  folder: string
  files: ExportedFile[]
  missing: MissingItem[]
  notes: string[]
}

/** Two clocks of the workspace need not agree to the second. */
const slackMs = 2000
/** A run may still be writing when it counts as ended (ms). */
const lateMs = 5 * 60_000

export interface CountOptions {
  gateway: Pick<DatabricksGateway, 'runs' | 'files'>
  signal: AbortSignal
  now: () => number
}

/**
 * Looks what is in the output folder of a run that is over, and what of it the run can have written.
 * Throws what the gateway throws; a folder that does not exist is an empty one.
 */
export async function countOutput(
  record: ExportRecord,
  { gateway, signal, now }: CountOptions,
): Promise<CountedOutput> {
  const folder = shownPath(record.outputPath ?? '')
  const notes: string[] = []
  const [times, configured, tree] = await Promise.all([
    timesOf(record, gateway, signal, notes),
    itemsOf(record, gateway, signal, notes),
    walkTree({
      root: folder,
      list: (path, stop) => gateway.files.list(path, { signal: stop }),
      signal,
    }).catch((thrown: unknown) => {
      const error = AppError.from(thrown)
      if (error.code !== 'not-found') throw error
      notes.push('The output folder does not exist.')
      return { objects: [], folders: 0, closed: [], isCut: false }
    }),
  ])
  if (tree.closed.length > 0) {
    const count = tree.closed.length === 1 ? 'One folder' : `${tree.closed.length} folders`
    notes.push(`${count} could not be looked into: ${tree.closed[0]?.path ?? ''}.`)
  }
  if (tree.isCut) notes.push('The folder holds more than can be listed.')
  const root = canonicalPath(folder).length + 1
  const files = tree.objects.map(({ path, type: kind, size, modifiedAt }): ExportedFile => ({
    path: canonicalPath(path).slice(root),
    kind,
    size,
    modifiedAt,
    written: writtenAt(modifiedAt, times),
    item: null,
  }))
  const items = configured ?? []
  const candidates = files.filter(({ written }) => written === 'by-run' || written === 'unknown')
  const { itemOf, missing } = relateFiles(
    candidates.map(({ path }) => path),
    items,
  )
  candidates.forEach((file, at) => {
    const item = items[itemOf[at] ?? -1]
    if (item) file.item = { kind: item.kind, name: item.name }
  })
  if (candidates.some(({ written }) => written === 'unknown')) {
    notes.push('Databricks tells no time for notebooks, so who wrote them is not known.')
  }
  const missingItems = missing.flatMap((index) => items[index] ?? [])
  const found = (kind: ConfiguredItem['kind']) =>
    items.filter((item) => item.kind === kind).length -
    missingItems.filter((item) => item.kind === kind).length
  const byRun = files.filter(({ written }) => written === 'by-run')
  const result: ExportResult = {
    workflows: found('workflow'),
    pipelines: found('pipeline'),
    files: byRun.length,
    bytes: byRun.reduce((bytes, { size }) => bytes + (size ?? 0), 0),
    older: files.filter(({ written }) => written === 'before').length,
    untimed: files.filter(({ written }) => written === 'unknown').length,
    complete: tree.closed.length === 0 && !tree.isCut && configured !== null,
    countedAt: now(),
  }
  return { result, folder, files, missing: missingItems, notes }
}

interface RunTimes {
  startedAt: number
  endedAt: number
}

/** Of a run that is gone only our own clock is left. */
async function timesOf(
  record: ExportRecord,
  gateway: CountOptions['gateway'],
  signal: AbortSignal,
  notes: string[],
): Promise<RunTimes> {
  const ours = { startedAt: record.createdAt, endedAt: record.endedAt ?? Infinity }
  if (record.runId === null) return ours
  try {
    const { startedAt, endedAt } = await gateway.runs.ending(record.runId, { signal })
    return { startedAt: startedAt ?? ours.startedAt, endedAt: endedAt ?? Infinity }
  } catch (thrown) {
    const error = AppError.from(thrown)
    if (error.code !== 'not-found') throw error
    notes.push('The run is gone, so what it wrote was told by the clock of this computer.')
    return ours
  }
}

function writtenAt(modifiedAt: number | null, { startedAt, endedAt }: RunTimes): Written {
  if (modifiedAt === null) return 'unknown'
  if (modifiedAt < startedAt - slackMs) return 'before'
  return modifiedAt <= endedAt + lateMs ? 'by-run' : 'after'
}

/** The active items of the configuration; null when it cannot be read any more. */
async function itemsOf(
  record: ExportRecord,
  gateway: CountOptions['gateway'],
  signal: AbortSignal,
  notes: string[],
): Promise<ConfiguredItem[] | null> {
  try {
    const status = await gateway.files.getStatus(record.configPath, { signal })
    const text = new TextDecoder().decode(await gateway.files.read(record.configPath, { signal }))
    const parsed = readText(text)
    if (parsed.errors.length > 0) {
      notes.push('The configuration is no valid YAML now, so items cannot be compared.')
      return null
    }
    if (status.modifiedAt !== null && status.modifiedAt > record.createdAt + lateMs) {
      notes.push(
        'The configuration was changed after this export: items are compared with it as it is now.',
      )
    }
    const { byId } = selectionOf(parsed)
    return (['workflow', 'pipeline'] as const).flatMap((kind) =>
      [...byId[kind].values()]
        .filter(({ flags }) => flags.isActive)
        .map(({ id, name }) => ({ kind, id: String(id), name: String(name ?? id) })),
    )
  } catch (thrown) {
    const error = AppError.from(thrown)
    if (
      !['bad-input', 'not-found', 'forbidden', 'invalid-request', 'too-large'].includes(error.code)
    )
      throw error
    notes.push('The configuration cannot be read any more, so items cannot be compared.')
    return null
  }
}
