import { demoConnectionId } from '../../shared/connection.ts'
import type { AppError } from '../../shared/errors.ts'
import type { Logger } from '../logging/logger.ts'
import type { SecretStore } from './secrets.ts'

/** A demo workspace that runs. */
export interface RunningDemo {
  url: string
  stop(): Promise<void>
}

/** Starts a demo workspace that accepts the token; `onStopped` hears when it ends by itself. */
export type StartDemo = (options: {
  token: string
  onStopped: (error: AppError) => void
}) => Promise<RunningDemo>

export interface DemoSessionOptions {
  keychain: SecretStore
  startDemo: StartDemo
  /** A fresh random token. */
  newToken: () => string
  /** How long a keychain may take, in ms, before the demo goes on without it; 5000 by default. */
  keychainPatienceMs?: number
  /** The workspace ended by itself; the next `open` starts another. */
  onLost: (error: AppError) => void
  logger: Logger
}

/** The demo workspace of this computer and its token: started when first asked for, stopped once. */
export class DemoSession {
  readonly #options: DemoSessionOptions
  #running: Promise<RunningDemo & { token: string }> | null = null
  /** Two of them would write to the same file, so the next one waits until the last has saved. */
  #stopped: Promise<void> = Promise.resolve()
  #tokenInMemory: string | null = null

  constructor(options: DemoSessionOptions) {
    this.#options = options
  }

  /** Where it is and its token. Throws `demo-failed` or a disk error, and tries anew the next time. */
  async open(): Promise<{ url: string; token: string }> {
    this.#running ??= this.#start()
    return await this.#running
  }

  /** Saves and stops it; resolves when it is gone. */
  async stop(): Promise<void> {
    const running = this.#running
    this.#running = null
    if (running !== null) this.#stopped = this.#end(running)
    await this.#stopped
  }

  /** The token opens nothing but this workspace, so one that cannot be deleted is only logged. */
  async deleteToken(): Promise<void> {
    this.#tokenInMemory = null
    try {
      await this.#options.keychain.delete(demoConnectionId)
    } catch (error) {
      this.#options.logger.warn('The demo token was not deleted', { error })
    }
  }

  #start(): Promise<RunningDemo & { token: string }> {
    const forget = (): boolean => {
      const isCurrent = this.#running === starting
      if (isCurrent) this.#running = null
      return isCurrent
    }
    const start = async () => {
      await this.#stopped
      const token = await this.#token()
      const onStopped = (error: AppError): void => {
        if (forget()) this.#options.onLost(error)
      }
      const { url, stop } = await this.#options.startDemo({ token, onStopped })
      return { url, stop, token }
    }
    const starting = start()
    starting.catch(forget)
    return starting
  }

  async #end(running: Promise<RunningDemo>): Promise<void> {
    try {
      await (await running).stop()
    } catch (error) {
      this.#options.logger.warn('The demo workspace did not stop cleanly', { error })
    }
  }

  /**
   * The demo works without a keychain too: then its token lasts as long as the app runs. One that
   * asks for a password which nobody enters must not keep anybody from trying the demo.
   */
  async #token(): Promise<string> {
    if (this.#tokenInMemory !== null) return this.#tokenInMemory
    const { logger, newToken, keychainPatienceMs = 5000 } = this.#options
    const token = newToken()
    const { promise: tooLate, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      reject(new Error(`no answer within ${keychainPatienceMs} ms`))
    }, keychainPatienceMs)
    try {
      return await Promise.race([this.#keptToken(token), tooLate])
    } catch (error) {
      logger.warn('No keychain: the demo token is kept in memory', { error })
      return (this.#tokenInMemory = token)
    } finally {
      clearTimeout(timer)
    }
  }

  /** The token in the keychain; the given one when there was none. */
  async #keptToken(fresh: string): Promise<string> {
    const { keychain } = this.#options
    const kept = await keychain.get(demoConnectionId)
    if (kept !== null) return kept
    await keychain.set(demoConnectionId, fresh)
    return fresh
  }
}
