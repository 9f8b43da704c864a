import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { createDemoServer } from '../../src/main/demo/server.ts'
import type { DemoServer, DemoServerOptions } from '../../src/main/demo/server.ts'

/** A demo workspace for the tests of a file or `describe`. */
export interface DemoWorkspaceHandle {
  readonly server: DemoServer
  /** Calls the REST API with the token; `body` makes it a POST. */
  call(path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>
}

/**
 * Starts a demo workspace before each test of the enclosing `describe` (or file) and stops it after;
 * with `share: true`, one for all of them. Runs are 20 times as fast as in the app unless
 * `timeScale` says otherwise.
 */
export function useDemoWorkspace(
  options: DemoServerOptions & { share?: boolean } = {},
): DemoWorkspaceHandle {
  const { share = false, ...serverOptions } = options
  let server: DemoServer | null = null
  const current = () => {
    if (server === null) throw new Error('The demo workspace runs only during a test.')
    return server
  }
  const start = async () => {
    server = await createDemoServer({ timeScale: 0.05, ...serverOptions })
  }
  const stop = async () => {
    await server?.stop()
    server = null
  }
  if (share) {
    beforeAll(start)
    afterAll(stop)
  } else {
    beforeEach(start)
    afterEach(stop)
  }
  return {
    get server() {
      return current()
    },
    call: (path, body) => callApi(current(), path, body),
  }
}

/** One call of a demo workspace's REST API with its token; the answer's JSON and status. */
export async function callApi(
  server: Pick<DemoServer, 'url' | 'token'>,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${server.url}${path}`, {
    headers: { authorization: `Bearer ${server.token}` },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
