import { AppError } from '../../shared/errors.ts'
import type { Logger } from '../logging/logger.ts'
import { parseSystemRoute } from './system-route.ts'

/**
 * What the system says for a URL, or the script at `pacUrl`, in the words of PAC scripts:
 * `PROXY proxy.example.com:8080; DIRECT`.
 */
export type ResolveSystemProxy = (url: string, pacUrl: string | null) => Promise<string>

const keptMs = 10_000
const shunnedMs = 60_000

/** The system's routes, asked for at most every few seconds for each host. */
export class SystemRoutes {
  readonly #resolve: ResolveSystemProxy
  readonly #checkScript: (address: string) => Promise<void>
  readonly #logger: Logger
  readonly #now: () => number
  readonly #known = new Map<string, { until: number; ways: Promise<(string | null)[]> }>()
  readonly #shunnedUntil = new Map<string, number>()

  constructor(options: {
    resolveSystemProxy: ResolveSystemProxy
    /** Throws `proxy` when there is no script. */
    checkScript: (address: string) => Promise<void>
    logger: Logger
    now?: () => number
  }) {
    this.#resolve = options.resolveSystemProxy
    this.#checkScript = options.checkScript
    this.#logger = options.logger
    this.#now = options.now ?? Date.now
  }

  /** The first way that did not just fail; null for the direct one. Throws `proxy`. */
  async first(url: URL, pacUrl: string | null): Promise<string | null> {
    const ways = await this.#ways(url, pacUrl)
    const now = this.#now()
    const good = ways.filter((way) => way === null || (this.#shunnedUntil.get(way) ?? 0) <= now)
    return (good.length > 0 ? good : ways)[0] ?? null
  }

  /** The next request takes the next way, for a while. */
  noteFailure(way: string): void {
    this.#shunnedUntil.set(way, this.#now() + shunnedMs)
  }

  forget(): void {
    this.#known.clear()
    this.#shunnedUntil.clear()
  }

  async #ways({ origin }: URL, pacUrl: string | null): Promise<(string | null)[]> {
    const key = `${pacUrl ?? ''} ${origin}`
    const known = this.#known.get(key)
    const now = this.#now()
    // A clock that was set back makes an answer old, not eternal.
    if (known && now < known.until && now >= known.until - keptMs) return await known.ways
    const ways = this.#ask(origin, pacUrl)
    this.#known.set(key, { until: now + keptMs, ways })
    ways.catch(() => this.#known.delete(key))
    return await ways
  }

  async #ask(origin: string, pacUrl: string | null): Promise<(string | null)[]> {
    if (pacUrl !== null) await this.#checkScript(pacUrl)
    try {
      return parseSystemRoute(await this.#resolve(`${origin}/`, pacUrl))
    } catch (error) {
      this.#logger.warn('The system did not say which proxy to use', { error })
      if (pacUrl === null) return [null]
      throw new AppError('proxy', 'The proxy script (PAC) cannot be used.', {
        suggestion: 'Check its address under Settings, Network.',
        cause: error,
      })
    }
  }
}
