import type { StateFile } from '../../src/main/state-file.ts'

/** A state file that keeps its content in memory, as JSON, and can be told to fail. */
export class MemoryStateFile implements StateFile {
  failure: Error | null = null
  #text: string | undefined

  constructor(content?: unknown) {
    this.#text = content === undefined ? undefined : JSON.stringify(content)
  }

  read(): unknown {
    return this.#text === undefined ? undefined : JSON.parse(this.#text)
  }

  write(content: Record<string, unknown>): void {
    if (this.failure) throw this.failure
    this.#text = JSON.stringify(content)
  }

  get text(): string {
    return this.#text ?? ''
  }
}
