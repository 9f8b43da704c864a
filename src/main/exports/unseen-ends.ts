import { z } from 'zod'
import { Emitter } from '../../shared/emitter.ts'
import { exportIdSchema } from '../../shared/export.ts'
import type { Logger } from '../logging/logger.ts'
import type { StateFile } from '../state-file.ts'

const storedSchema = z.object({ ids: z.array(exportIdSchema) })

/**
 * The exports that ended and that nobody has looked at since, over restarts: what the badge counts
 * and the tray's icon tells.
 */
export class UnseenEnds {
  readonly changed = new Emitter<void>()
  readonly #file: StateFile
  readonly #logger: Logger
  readonly #ids: Set<string>

  constructor(options: { file: StateFile; logger: Logger }) {
    this.#file = options.file
    this.#logger = options.logger
    const stored = storedSchema.safeParse(options.file.read())
    this.#ids = new Set(stored.success ? stored.data.ids : [])
  }

  get ids(): ReadonlySet<string> {
    return this.#ids
  }

  /** An export ended. */
  add(id: string): void {
    if (this.#ids.has(id)) return
    this.#ids.add(id)
    this.#keep()
  }

  /** These are no longer kept, or were looked at. */
  remove(ids: Iterable<string>): void {
    const before = this.#ids.size
    for (const id of ids) this.#ids.delete(id)
    if (this.#ids.size < before) this.#keep()
  }

  /** Only these exports are still kept. */
  keepOnly(ids: ReadonlySet<string>): void {
    this.remove([...this.#ids].filter((id) => !ids.has(id)))
  }

  #keep(): void {
    try {
      this.#file.write({ ids: [...this.#ids] })
    } catch (error) {
      // The badge is then wrong after a restart at worst.
      this.#logger.warn('Which ends were seen could not be kept', { error })
    }
    this.changed.emit()
  }
}
