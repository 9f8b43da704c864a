import type * as keytarModule from 'keytar'
import { keychainUnavailable } from './secrets.ts'
import type { SecretStore } from './secrets.ts'

const serviceName = 'Databricks Workflow Manager'

/** A keyring that waits for a person to unlock it must not hang the app forever. */
const deadlineMs = 60_000

type Keytar = typeof keytarModule

/**
 * The keychain of the operating system (Keychain, Credential Manager, Secret Service), through
 * keytar's native binding. The library is loaded at first use, so that it costs nothing at start.
 */
export class Keychain implements SecretStore {
  readonly #underWay = new Set<Promise<unknown>>()
  #closed = false

  async get(connectionId: string): Promise<string | null> {
    return this.#use((keytar) => keytar.getPassword(serviceName, connectionId))
  }

  async set(connectionId: string, secret: string): Promise<void> {
    await this.#use((keytar) => keytar.setPassword(serviceName, connectionId, secret))
  }

  async delete(connectionId: string): Promise<void> {
    await this.#use((keytar) => keytar.deletePassword(serviceName, connectionId))
  }

  /**
   * Refuses further calls and resolves when none is under way: the native library ends a process
   * with a crash that exits before its answer.
   */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#underWay)
  }

  async #use<Value>(action: (keytar: Keytar) => Promise<Value>): Promise<Value> {
    let timer: ReturnType<typeof setTimeout> | undefined
    try {
      const module = await import('keytar')
      // The CommonJS module shows up as `default` or as names, depending on who bundles it.
      const keytar = 'default' in module ? (module.default as Keytar) : module
      const tooLate = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
          reject(new Error(`no answer within ${deadlineMs / 1000} s`))
        }, deadlineMs)
      })
      if (this.#closed) throw new Error('the app is closing')
      const work = action(keytar)
      this.#underWay.add(work)
      const done = (): boolean => this.#underWay.delete(work)
      work.then(done, done)
      return await Promise.race([work, tooLate])
    } catch (error) {
      throw keychainUnavailable(error)
    } finally {
      clearTimeout(timer)
    }
  }
}
