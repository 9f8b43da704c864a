import type { Connection } from '../../shared/connection.ts'
import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway, RunObservation } from '../databricks/gateway.ts'
import type { ExportConnections } from './ports.ts'
import { readRunReference } from './run-reference.ts'
import type { RunReference } from './run-reference.ts'

/** A run in its workspace. */
export interface LocatedRun {
  connection: Connection
  gateway: DatabricksGateway
  run: RunObservation
  /** What was asked for is the run of a task; `run` is the one it belongs to. */
  byTask: boolean
}

/** Another way to sign in to the same workspace may do better. */
const worthAnotherTry: readonly string[] = [
  'unauthorized',
  'forbidden',
  'command-failed',
  'command-missing',
  'keychain-unavailable',
  'not-connected',
]

/**
 * Finds the run that somebody pasted, through the active connection or the one whose workspace the
 * URL names. Throws `bad-input` (no run in the text), `not-connected` (no connection to that
 * workspace), `not-found`, and whatever the gateway throws.
 */
export async function findRun(connections: ExportConnections, text: string): Promise<LocatedRun> {
  const reference = readRunReference(text)
  let failure: AppError | null = null
  for (const connection of connectionsTo(connections, reference)) {
    try {
      return await locateRun(connections, connection, reference.runId)
    } catch (thrown) {
      const error = AppError.from(thrown)
      failure ??= error
      if (!worthAnotherTry.includes(error.code)) break
    }
  }
  throw failure ?? noConnectionTo(reference)
}

/** Asks for a run by its id, or by that of one of its tasks. Throws like `findRun`. */
export async function locateRun(
  connections: Pick<ExportConnections, 'gateway'>,
  connection: Connection,
  runId: string,
): Promise<LocatedRun> {
  const gateway = await connections.gateway(connection.id)
  try {
    const run = await gateway.runs.get(runId)
    const byTask = run.jobRunId !== run.runId
    return { connection, gateway, run: byTask ? await gateway.runs.get(run.jobRunId) : run, byTask }
  } catch (thrown) {
    const error = AppError.from(thrown)
    throw error.code === 'not-found' ? notThere(connection, runId, error) : error
  }
}

/** The connections to the workspace of a run, the most likely one first. */
function connectionsTo(connections: ExportConnections, reference: RunReference): Connection[] {
  const active = connections.active()
  if (reference.host === null) return active === null ? [] : [active]
  const others = connections.list().filter(({ id }) => id !== active?.id)
  const all = active === null ? others : [active, ...others]
  return all.filter((connection) => isWorkspaceOf(connection, reference))
}

/** An Azure workspace can also be opened under the address of its region, with its number as `o`. */
function isWorkspaceOf({ host }: Connection, reference: RunReference): boolean {
  if (!URL.canParse(host)) return false
  const { origin, hostname } = new URL(host)
  if (origin === reference.host) return true
  const { workspaceId } = reference
  return workspaceId !== null && hostname.startsWith(`adb-${workspaceId}.`)
}

function noConnectionTo({ host }: RunReference): AppError {
  if (host === null) {
    return new AppError('not-connected', 'You are not connected to a workspace.', {
      suggestion: 'Connect first, or paste the URL of the run instead of its id.',
    })
  }
  return new AppError(
    'not-connected',
    `This run is in ${new URL(host).host}, and none of your connections leads there.`,
    { suggestion: 'Add a connection to that workspace, then paste the URL again.' },
  )
}

/** Shorter ids are numbers within a job, as links had them long ago. */
const shortestId = 6

function notThere(connection: Connection, runId: string, cause: AppError): AppError {
  const message = `There is no run ${runId} in ${connection.name}, or you may not see it.`
  const suggestion =
    runId.length < shortestId
      ? 'This looks like the number of a run within its job. Copy the run id from the page of the run.'
      : 'Check the id, and that the run is in this workspace. Databricks keeps runs for 60 days.'
  return new AppError('not-found', message, { suggestion, details: cause.details, cause })
}
