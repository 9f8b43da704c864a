/** One request as a test sees it. Holds no header, so no token. */
export interface LoggedRequest {
  method: string
  /** Without the query. */
  path: string
  /** With the question mark, or empty. */
  query: string
  /** UTC ms by the server's clock. */
  at: number
}

const mostKept = 2000

/** The last requests, and how many there were of each route since the start. */
export class RequestLog {
  readonly #requests: LoggedRequest[] = []
  readonly #counts = new Map<string, number>()

  add(request: LoggedRequest): void {
    this.#requests.push(request)
    if (this.#requests.length > mostKept) this.#requests.splice(0, mostKept / 2)
    const route = `${request.method} ${request.path.replace(/^(\/api\/2\.0\/pipelines)\/[^/]+$/, '$1/:id')}`
    if (this.#counts.has(route) || this.#counts.size < mostKept) {
      this.#counts.set(route, this.count(route) + 1)
    }
  }

  /** The last requests, oldest first: at least the last 1000. */
  all(): readonly LoggedRequest[] {
    return this.#requests
  }

  /** How many requests of a route (`GET /api/2.2/jobs/list`, `GET /api/2.0/pipelines/:id`). */
  count(route: string): number {
    return this.#counts.get(route) ?? 0
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }
}
