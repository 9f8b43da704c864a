/** How a demo workspace is set up; plain data, so that it can be sent to a worker thread. */
export interface DemoOptions {
  /** Number of jobs, the export job included: 240 by default, at most 100,000. */
  jobs?: number
  /** Number of pipelines: 60 by default, at most 20,000. */
  pipelines?: number
  /** Same seed, same jobs, pipelines and past runs. */
  seed?: number
  /** The personal access token to accept; a random one by default. */
  token?: string
  /** 0, the default, takes any free port. */
  port?: number
  /** Where the workspace is kept between starts; in memory only without it. */
  stateFile?: string
  /** How long runs take: 1 is about 20 s for an export, 0.05 about a second. */
  timeScale?: number
  /** Time in ms by which every answer is late. */
  latencyMs?: number
  /** How long OAuth access tokens are good, in seconds: 3600 by default. */
  accessTokenSeconds?: number
  /** The service principal that may sign in; by default a known application id and a random secret. */
  servicePrincipal?: { clientId: string; clientSecret: string }
  /** Origin of a front (TLS, for tests) that passes requests on; `http://127.0.0.1:port` without it. */
  publicUrl?: string
  /** By how much the `Date` header of answers is off, in ms: a computer whose clock is wrong. */
  dateShiftMs?: number
}
