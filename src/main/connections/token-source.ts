/**
 * Gives the bearer token of one connection whenever a request leaves; how it gets one is its own
 * business. Everything secret stays inside.
 */
export interface TokenSource {
  /**
   * A token that is good now. Calls that come while one is being fetched share it. `refused` is a
   * token that Databricks has just refused with 401: a source that can get another does so.
   *
   * Errors: `unauthorized` (expired, revoked or gone: sign in again), `command-missing` and
   * `command-failed` (a command-line tool, with what to run), `keychain-unavailable`, and those of
   * the network.
   */
  token(refused?: string): Promise<string>
  /** Forgets every token in memory; later calls fail. */
  close(): void
}
