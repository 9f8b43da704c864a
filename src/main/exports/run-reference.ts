import { AppError } from '../../shared/errors.ts'

/** A run as a person names it. */
export interface RunReference {
  runId: string
  /** Origin of the workspace of a pasted URL; null when only an id was given. */
  host: string | null
  /** The `o` of a URL: the number of the workspace, of use where many share an address. */
  workspaceId: string | null
}

/** What may stand in front of the number: `run 5`, `run_id: 5`, `"run_id": 5`, `Run ID=5`. */
const namedRun = /(?<![a-z])run[ _-]?(?:id)?["']?\s*[:=#]?\s*(\d+)(?!\d)/giu
const urls = /https?:\/\/[^\s"'<>`]+/giu
const guid = /^["']?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}["']?$/i
const longestText = 10_000

/**
 * Reads what somebody pasted to name one run: its id, the URL of its page in any of Databricks'
 * shapes, or lines with one of these in them. Throws `bad-input`, in words for whoever pasted it.
 *
 * - `{host}/jobs/{job}/runs/{run}`, also with more behind it (`/compute`, `/output`) and with `?o=…`
 * - `{host}/#job/{job}/run/{run}` and `{host}/?o=…#job/{job}/run/{run}`
 * - `{host}/jobs/runs/{run}` and `{host}/#job/run/{run}`
 */
export function readRunReference(text: string): RunReference {
  const pasted = text.replaceAll(/\p{Cf}/gu, '').trim()
  if (pasted === '') throw unusable('Paste the id or the URL of a run.')
  if (pasted.length > longestText) throw unusable('This is too long for the id or URL of a run.')
  const found = [...pasted.matchAll(urls)].map(([url]) => readUrl(url.replace(/[),.;\]}]+$/, '')))
  const runs = distinct(found.filter((each) => each !== null && each.runId !== null))
  if (runs.length > 1) throw several()
  const [run] = runs
  if (run !== undefined) return { ...run, runId: checked(run.runId) }
  if (found.some((each) => each?.isJob)) {
    throw unusable(
      'This is the page of a job, not of a run.',
      'Open the run in Databricks and copy its address, or pick one from the recent runs.',
    )
  }
  if (found.length > 0) {
    throw unusable('This URL is not the page of a run.')
  }
  return { runId: checked(idIn(pasted)), host: null, workspaceId: null }
}

interface Found {
  runId: string | null
  isJob: boolean
  host: string
  workspaceId: string | null
}

/** Null for what is no URL after all. */
function readUrl(address: string): Found | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  const fragment = url.hash.replace(/^#\/?/, '')
  // Older links carry the page in the fragment, and may carry the workspace there as well.
  const [page = '', query = ''] = (fragment === '' ? url.pathname : fragment).split('?')
  const workspaceId = url.searchParams.get('o') ?? new URLSearchParams(query).get('o')
  const path = page.replace(/^\//, '')
  const run = /^jobs?\/(?:\d+\/)?runs?\/(\d+)(?:\/|$)/.exec(path)?.[1] ?? null
  return {
    runId: run,
    isJob: run === null && /^jobs?\/\d+/.test(path),
    host: url.origin,
    workspaceId: workspaceId !== null && /^\d+$/.test(workspaceId) ? workspaceId : null,
  }
}

function distinct(
  found: readonly (Found | null)[],
): { runId: string; host: string; workspaceId: string | null }[] {
  const byRun = new Map<string, { runId: string; host: string; workspaceId: string | null }>()
  for (const each of found) {
    if (each === null || each.runId === null) continue
    const { runId, host, workspaceId } = each
    byRun.set(`${host} ${runId}`, { runId, host, workspaceId })
  }
  return [...byRun.values()]
}

/** A number that is called a run, or else the only number there is. */
function idIn(pasted: string): string {
  if (guid.test(pasted)) {
    throw unusable('This looks like the id of a pipeline or an update, not of a run of a job.')
  }
  const named = new Set([...pasted.matchAll(namedRun)].map((match) => match[1] ?? ''))
  const numbers = named.size > 0 ? named : new Set(pasted.match(/\d+/g))
  if (numbers.size > 1) throw several()
  const [number] = numbers
  if (number === undefined) throw unusable('There is no run id in this text.')
  const around = pasted.replace(number, '').trim()
  // A path or a name that happens to hold a number names no run.
  if (named.size === 0 && /[^\s#.,;:"'()[\]{}]/u.test(around)) {
    throw unusable('There is no run id in this text.')
  }
  return number
}

function checked(id: string): string {
  const digits = id.replace(/^0+(?=\d)/, '')
  if (digits.length > 19) throw unusable('This number is too long for the id of a run.')
  if (digits === '0') throw unusable('0 is not the id of a run.')
  return digits
}

function several(): AppError {
  return unusable('There is more than one run in this text.', 'Paste one run at a time.')
}

function unusable(
  message: string,
  suggestion = 'Copy the run id, or the address of the run’s page, from Databricks.',
): AppError {
  return new AppError('bad-input', message, { suggestion })
}
