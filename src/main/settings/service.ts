import { Emitter } from '../../shared/emitter.ts'
import { defaultSettings, settingsSchema } from '../../shared/settings.ts'
import type { Settings, SettingsChange } from '../../shared/settings.ts'
import type { Logger } from '../logging/logger.ts'
import type { StateFile } from '../state-file.ts'

/**
 * The user's settings. A stored value that is missing or no longer valid falls back to its default,
 * one by one, so that one odd value never costs the others.
 */
export class SettingsService {
  readonly changed = new Emitter<Settings>()
  readonly #file: StateFile
  #settings: Settings

  constructor(options: { file: StateFile; logger: Logger }) {
    this.#file = options.file
    this.#settings = readSettings(options.file.read(), options.logger)
  }

  get(): Settings {
    return this.#settings
  }

  /** Changes, stores and announces. Throws `disk-full` or `disk-failed`, and then nothing changed. */
  change(change: SettingsChange): Settings {
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    )
    const next: Settings = { ...this.#settings, ...given }
    this.#file.write(next)
    this.#settings = next
    this.changed.emit(next)
    return next
  }
}

function readSettings(stored: unknown, logger: Logger): Settings {
  if (typeof stored !== 'object' || stored === null) return defaultSettings
  const entries = Object.entries(stored).filter(([key, value]) => {
    const field = Object.hasOwn(settingsSchema.shape, key)
      ? settingsSchema.shape[key as keyof typeof settingsSchema.shape]
      : undefined
    const valid = field?.safeParse(value).success ?? false
    if (!valid) logger.warn('A stored setting is not valid; its default is used', { key })
    return valid
  })
  return { ...defaultSettings, ...Object.fromEntries(entries) }
}
