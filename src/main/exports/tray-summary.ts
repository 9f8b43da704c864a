import { remainingText, timeLeft } from '../../shared/duration.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export.ts'
import { shortened, shownName } from '../shown-name.ts'
import { signInNeeds } from './sign-in-watch.ts'

/** An active export in the menu of the tray. */
export interface TrayItem {
  id: string
  label: string
  /** Its run has a page in Databricks. */
  hasRun: boolean
  /** Nobody has asked for its cancellation yet. */
  canCancel: boolean
}

/** What the tray shows. */
export interface TraySummary {
  icon: 'idle' | 'running' | 'succeeded' | 'failed' | 'attention'
  tooltip: string
  /** Beside the icon, where a system has room for words; empty when nothing goes on. */
  title: string
  /** A menu item for each connection whose exports wait for a sign-in. */
  signIns: { connectionId: string; label: string }[]
  /** A menu item for each active export, newest first. */
  items: TrayItem[]
  /** How many active exports have no menu item of their own. */
  more: number
  /** The export that ended last. */
  last: { id: string; label: string } | null
  /** There is a connection to export from, and nothing runs yet. */
  canStart: boolean
}

export interface TrayFacts {
  records: readonly ExportRecord[]
  /** UTC ms. */
  now: number
  appName: string
  /** Ids of the exports whose end nobody has looked at. */
  unseen: ReadonlySet<string>
  /** Then nothing says what is exported, or lets anybody act on it. */
  locked: boolean
  /** Whether a connection is active. */
  connected: boolean
}

/** A menu for a glance, and a tooltip that Windows cuts off at 127 signs. */
const mostItems = 8
const mostInTooltip = 3
const longestTooltip = 120

/**
 * The tray for the present exports. Without an active one the icon tells the worst of the ends that
 * nobody has looked at, if any.
 */
export function traySummary(facts: TrayFacts): TraySummary {
  const { records, locked } = facts
  const active = records
    .filter(isActiveExport)
    .toSorted((left, right) => right.createdAt - left.createdAt)
  const needs = signInNeeds(active)
  const ended = records
    .filter(({ endedAt }) => endedAt !== null)
    .toSorted((left, right) => (right.endedAt ?? 0) - (left.endedAt ?? 0))
  const items = locked ? [] : itemsOf(active, facts.now)
  const signIns = needs.map(({ connectionId, connectionName }) => ({
    connectionId,
    label: `Sign in again: ${shownName(connectionName, longestName)}`,
  }))
  const unseen = ended.filter(({ id }) => facts.unseen.has(id))
  return {
    icon: active.length > 0 ? (needs.length > 0 ? 'attention' : 'running') : endIcon(unseen),
    tooltip: shortened(
      active.length > 0
        ? activeTooltip(active, locked ? [] : signIns, items)
        : endTooltip(unseen, facts),
      longestTooltip,
    ),
    title: active.length > 0 ? percentOf(active) : '',
    signIns: locked ? [] : signIns,
    items: items.slice(0, mostItems),
    more: Math.max(0, items.length - mostItems),
    last: locked || ended[0] === undefined ? null : lastOf(ended[0]),
    canStart: facts.connected && !locked && active.length === 0,
  }
}

/** The state comes after the name and must not be cut off with it. */
const longestName = 40
const longestConnectionName = 24

function itemsOf(active: readonly ExportRecord[], now: number): TrayItem[] {
  const fromSeveral = new Set(active.map(({ connectionId }) => connectionId)).size > 1
  return active.map((record) => ({
    id: record.id,
    label: `${nameOf(record, fromSeveral)}: ${stateWords(record, now)}`,
    hasRun: record.runUrl !== null,
    canCancel: !record.cancelRequested,
  }))
}

function activeTooltip(
  active: readonly ExportRecord[],
  signIns: TraySummary['signIns'],
  items: readonly TrayItem[],
): string {
  const labels = items.map(({ label }) => label)
  const several = `${active.length} exports running`
  const shown = labels.slice(0, mostInTooltip)
  const rest = labels.length > shown.length ? [`${labels.length - shown.length} more`] : []
  const words =
    labels.length === 0
      ? `${active.length === 1 ? 'Export running' : several}: ${percentOf(active)}`
      : labels.length === 1
        ? labels.join()
        : `${several}: ${[...shown, ...rest].join('; ')}`
  return [...signIns.map(({ label }) => label), words].join('; ')
}

/** In all, for a place with room for one figure. */
function percentOf(active: readonly ExportRecord[]): string {
  const sum = active.reduce((total, { progress }) => total + progress, 0)
  return `${Math.floor(sum / active.length)} %`
}

/** The export job often has the same name in every workspace. */
function nameOf({ jobName, connectionName }: ExportRecord, fromSeveral: boolean): string {
  const name = shownName(jobName, longestName)
  return fromSeveral ? `${name} (${shownName(connectionName, longestConnectionName)})` : name
}

function stateWords(record: ExportRecord, now: number): string {
  const percent = `${Math.floor(record.progress)} %`
  if (record.attention === 'sign-in-needed') return `${percent}, sign in to follow it`
  if (record.attention === 'connection-lost') return `${percent}, no connection`
  if (record.cancelRequested) return `${percent}, canceling`
  const remaining = remainingText(timeLeft(record, now))
  return remaining === '' ? percent : `${percent}, ${remaining}`
}

/** One that did not succeed must not hide behind a later one that did. */
function endIcon(unseen: readonly ExportRecord[]): TraySummary['icon'] {
  if (unseen.some(({ state }) => state === 'failed' || state === 'lost')) return 'failed'
  return unseen.some(({ state }) => state === 'succeeded') ? 'succeeded' : 'idle'
}

function endTooltip(unseen: readonly ExportRecord[], { appName, locked }: TrayFacts): string {
  const [last] = unseen
  if (last === undefined) return appName
  if (unseen.length > 1) return `${unseen.length} exports ended`
  return locked ? `Export ${endWords(last)}` : lastWords(last)
}

function lastOf(record: ExportRecord): TraySummary['last'] {
  return { id: record.id, label: `Last export: ${lastWords(record)}` }
}

function lastWords(record: ExportRecord): string {
  return `${shownName(record.jobName, longestName)} ${endWords(record)}`
}

function endWords({ state }: ExportRecord): string {
  return state === 'lost' ? 'lost from sight' : state
}
