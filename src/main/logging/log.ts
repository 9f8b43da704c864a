import type { LogLevel } from '../../shared/log.ts'
import type { LogFields, Logger } from './logger.ts'
import type { Redactor } from './redact.ts'
import { RotatingFile } from './rotating-file.ts'

export interface LogOptions {
  /** Where `app.log` and the files before it are. */
  folder: string
  level: LogLevel
  now: () => number
  redactor: Redactor
  /** Also told of every line, without a line feed (see `terminalMirror`). Must not throw. */
  mirror?: (line: string) => void
  maximumBytes?: number
  files?: number
}

const weights: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 }
const longestFields = 60_000

/** Whether a line of this level belongs into a log of that minimum level. */
export function reaches(level: LogLevel, minimum: LogLevel): boolean {
  return weights[level] >= weights[minimum]
}

/**
 * The log of the app: JSON lines `{ time, level, scope, message, fields }` in five files of 2 MB at
 * most. What is written is redacted, and written at once: nothing waits in memory for a crash.
 */
export class Log {
  readonly folder: string
  /** The logger of the scope `app`; others come from its `scope()`. */
  readonly logger: Logger
  readonly #file: RotatingFile
  readonly #options: LogOptions
  #level: LogLevel

  constructor(options: LogOptions) {
    this.folder = options.folder
    this.#options = options
    this.#level = options.level
    this.#file = new RotatingFile({
      folder: options.folder,
      maximumBytes: options.maximumBytes ?? 2 * 1024 * 1024,
      files: options.files ?? 5,
      now: options.now,
    })
    this.logger = this.#scoped('app')
  }

  /** Lines below this level are not written from now on. */
  setLevel(level: LogLevel): void {
    this.#level = level
  }

  /** Has the disk keep everything written so far. */
  flush(): void {
    this.#file.flush()
  }

  close(): void {
    this.#file.flush()
    this.#file.close()
  }

  #scoped(scope: string): Logger {
    const at =
      (level: LogLevel) =>
      (message: string, fields?: LogFields): void => {
        this.#write(level, scope, message, fields)
      }
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      scope: (name) => this.#scoped(name),
    }
  }

  #write(level: LogLevel, scope: string, message: string, fields: LogFields | undefined): void {
    if (!reaches(level, this.#level)) return
    const lost = this.#file.lost
    const line = this.#line(level, scope, message, fields)
    this.#options.mirror?.(line)
    if (this.#file.write(line) && lost > 0) {
      this.#file.write(this.#line('warn', 'log', 'Lines of the log could not be written', { lost }))
    }
  }

  #line(level: LogLevel, scope: string, message: string, fields: LogFields | undefined): string {
    const { now, redactor } = this.#options
    const head = { time: now(), level, scope, message: redactor.text(message) }
    if (fields === undefined) return JSON.stringify(head)
    const line = JSON.stringify({ ...head, fields: redactor.value(fields) })
    if (line.length <= longestFields) return line
    return JSON.stringify({ ...head, fields: { tooLong: line.length } })
  }
}
