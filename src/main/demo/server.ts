import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { AppError } from '../../shared/errors.ts'
import { ApiError } from './api-errors.ts'
import { Faults } from './faults.ts'
import { WorkspaceFiles } from './files.ts'
import { createAuthenticate, localCallersOnly, signedInOnly } from './guard.ts'
import { addIdentityApi } from './identity-api.ts'
import { inspect } from './inspection.ts'
import type { DemoInspection } from './inspection.ts'
import { JobCatalog, mostJobs } from './jobs.ts'
import { addJobsApi } from './jobs-api.ts'
import { misbehave } from './misbehave.ts'
import { Oidc } from './oidc-api.ts'
import type { ServicePrincipalOptions } from './oidc-tokens.ts'
import type { DemoOptions } from './options.ts'
import { addPages } from './pages.ts'
import { mostPipelines, PipelineCatalog } from './pipelines.ts'
import { addPermissionsApi } from './permissions-api.ts'
import { addPipelinesApi } from './pipelines-api.ts'
import { RequestLog } from './request-log.ts'
import { Runs } from './runs.ts'
import { addRunsApi } from './runs-api.ts'
import { seedFiles } from './seed-files.ts'
import { SharedTree } from './shared-tree.ts'
import { readState, StateFile } from './state-file.ts'
import { addWorkspaceApi } from './workspace-api.ts'
import type { World } from './world.ts'

const day = 86_400_000

/** What `createDemoServer` takes beyond what can be sent to another thread. */
export interface DemoServerOptions extends DemoOptions {
  /** Clock in UTC ms; the system's by default. */
  now?: () => number
  /** Told of trouble that no answer can carry: a state file that was put aside or not written. */
  onProblem?: (problem: AppError) => void
}

/** A running demo workspace. */
export interface DemoServer {
  /** Origin, for example `http://127.0.0.1:49152`. */
  readonly url: string
  readonly token: string
  /** The service principal that may sign in. */
  readonly servicePrincipal: ServicePrincipalOptions
  /** For tests: what happened, and what is there. */
  readonly workspace: DemoInspection
  /** For tests: ways to misbehave. */
  readonly faults: Faults
  /** Saves, closes all connections, and resolves when the port is free. Safe to call twice. */
  stop(): Promise<void>
}

/**
 * Starts a demo workspace: a server on 127.0.0.1 that answers like Databricks' REST API.
 * Rejects with `demo-failed` when the port cannot be opened or an option makes no sense, and with
 * `disk-failed` when a broken state file cannot be put aside.
 */
export async function createDemoServer(options: DemoServerOptions = {}): Promise<DemoServer> {
  const counts = checked(options)
  const now = options.now ?? Date.now
  const report = options.onProblem ?? (() => undefined)
  const token = options.token ?? `dapi${randomBytes(16).toString('hex')}`
  const stateFile = options.stateFile ?? null
  const { state, problem } = await readState(stateFile)
  if (problem !== null) report(problem)

  const seed = options.seed ?? 1
  const createdAt = state?.createdAt ?? now()
  const anchor = Math.floor(createdAt / day) * day
  const jobs = new JobCatalog(counts.jobs, seed, anchor)
  const pipelines = new PipelineCatalog(counts.pipelines, seed, anchor)
  const files = new WorkspaceFiles(new SharedTree(jobs, createdAt))
  if (state === null) seedFiles(files, jobs, pipelines, createdAt)
  else files.restore(state.files, state.removed)
  const frame = { seed, anchor, timeScale: options.timeScale ?? 1 }
  const runs = new Runs({ jobs, pipelines, files, frame, now }, state?.runs ?? [])
  const saved = new StateFile(stateFile, () => ({
    createdAt,
    files: files.all(),
    removed: files.removed(),
    runs: [...runs.live()],
  }))

  const servicePrincipal = options.servicePrincipal ?? {
    clientId: '3f6c1e58-9a47-4b0e-8d15-72c0a9b4e6f1',
    clientSecret: `dose${randomBytes(16).toString('hex')}`,
  }
  const accessTokenSeconds = options.accessTokenSeconds ?? 3600
  const oidc = new Oidc({ now, accessTokenSeconds, servicePrincipal })
  const faults = new Faults()
  const requests = new RequestLog()
  let url = ''
  const world: World = {
    jobs,
    pipelines,
    files,
    runs,
    faults,
    now,
    origin: () => options.publicUrl ?? url,
    save: () => saved.save(),
  }
  const server = createAdaptorServer({
    fetch: buildApp(world, {
      token,
      oidc,
      requests,
      latencyMs: options.latencyMs ?? 0,
      dateShiftMs: options.dateShiftMs ?? 0,
      origins: () => [url, url.replace('127.0.0.1', 'localhost'), world.origin()],
      report,
    }).fetch,
    overrideGlobalObjects: false,
  }) as Server // without http2 options it is a plain HTTP server
  // Longer than the clients keep idle connections, so that none is reused while it closes.
  server.keepAliveTimeout = 75_000
  const port = await listen(server, options.port ?? 0)
  url = `http://127.0.0.1:${port}`
  if (state === null) await saved.save().catch((error: unknown) => report(AppError.from(error)))

  let stopping: Promise<void> | null = null
  const stop = async () => {
    const closing = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closing
    await saved.save()
  }
  return {
    url,
    token,
    servicePrincipal,
    workspace: inspect(world, requests, oidc),
    faults,
    stop: () => (stopping ??= stop()),
  }
}

function checked(options: DemoServerOptions): { jobs: number; pipelines: number } {
  const jobs = options.jobs ?? 240
  const pipelines = options.pipelines ?? 60
  const whole = (value: number, most: number) =>
    Number.isInteger(value) && value >= 0 && value <= most
  if (!whole(jobs, mostJobs) || !whole(pipelines, mostPipelines)) {
    throw new AppError('demo-failed', 'The demo workspace cannot have that size.', {
      suggestion: `Use at most ${mostJobs} jobs and ${mostPipelines} pipelines.`,
      details: { jobs, pipelines },
    })
  }
  return { jobs, pipelines }
}

function buildApp(
  world: World,
  input: {
    token: string
    oidc: Oidc
    requests: RequestLog
    latencyMs: number
    dateShiftMs: number
    /** Under which this server may be addressed. */
    origins: () => readonly string[]
    report: (problem: AppError) => void
  },
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use(async (context, next) => {
    const { pathname: path, search: query } = new URL(context.req.url)
    input.requests.add({ method: context.req.method, path, query, at: world.now() })
    await next()
  })
  if (input.dateShiftMs !== 0) app.use(shiftDate(world.now, input.dateShiftMs))
  app.use(localCallersOnly(input.origins))
  app.use(misbehave(world.faults, input.latencyMs))
  const authenticate = createAuthenticate(input.token, input.oidc.tokens)
  app.use('/api/*', signedInOnly(authenticate))
  app.use(bodyLimit({ maxSize: 32 * 1024 * 1024, onError: refuseBody }))
  app.use(async (_context, next) => {
    if (world.runs.settle()) {
      await world.save().catch((error: unknown) => input.report(AppError.from(error)))
    }
    await next()
  })
  // The parts add routes only; what they answer needs no connection.
  const routes = new Hono()
  addJobsApi(routes, world)
  addRunsApi(routes, world)
  addPipelinesApi(routes, world)
  addPermissionsApi(routes, world)
  addWorkspaceApi(routes, world)
  addIdentityApi(routes, authenticate)
  input.oidc.addRoutes(routes, (request) => addressedOrigin(request, input.origins()))
  addPages(routes, world)
  app.route('/', routes)
  app.notFound((context) => {
    const message = `No API found for '${context.req.method} ${context.req.path}'`
    return context.json({ error_code: 'ENDPOINT_NOT_FOUND', message }, 404)
  })
  app.onError((error) => {
    if (error instanceof ApiError) {
      const body = { error_code: error.errorCode, message: error.message }
      const reason = { 'x-databricks-reason-phrase': error.message.replace(/[^\x20-\x7e]/g, '?') }
      return Response.json(body, { status: error.status, headers: reason })
    }
    const problem = AppError.from(error)
    input.report(problem)
    return Response.json(
      { error_code: 'INTERNAL_ERROR', message: problem.message },
      { status: 500 },
    )
  })
  return app
}

/** The one of our origins that a request was sent to: an issuer must be what the caller asked for. */
function addressedOrigin(request: Request, origins: readonly string[]): string {
  const { host, origin } = new URL(request.url)
  return origins.find((each) => new URL(each).host === host) ?? origin
}

function shiftDate(now: () => number, byMs: number): MiddlewareHandler {
  return async (context, next) => {
    await next()
    context.res.headers.set('date', new Date(now() + byMs).toUTCString())
  }
}

function refuseBody(): Response {
  const body = { error_code: 'MAX_REQUEST_SIZE_EXCEEDED', message: 'The request is too large.' }
  return Response.json(body, { status: 413 })
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE'
      reject(
        new AppError(
          'demo-failed',
          taken
            ? `Port ${port} is used by another program.`
            : 'The demo workspace could not start.',
          {
            suggestion: taken ? 'Choose another port, or 0 for any.' : 'Try again.',
            details: { port, code: cause.code ?? null },
            cause,
          },
        ),
      )
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address() as AddressInfo // a TCP server that listens has one
      resolve(address.port)
    })
  })
}
