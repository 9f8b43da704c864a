import { connectionLayers } from '../../../shared/connection.ts'
import type { TestStep } from '../../../shared/connection.ts'
import type { AppError } from '../../../shared/errors.ts'

export type Layer = TestStep['layer']

/** The layers of a test with how far it got. Every change is told as a whole list. */
export class TestSteps {
  #steps: TestStep[] = connectionLayers.map((layer) => ({
    layer,
    state: 'waiting',
    detail: '',
    error: null,
  }))
  readonly #onProgress: (steps: TestStep[]) => void

  constructor(onProgress: (steps: TestStep[]) => void) {
    this.#onProgress = onProgress
  }

  get list(): TestStep[] {
    return this.#steps
  }

  running(layer: Layer): void {
    this.#set(layer, { state: 'running' })
  }

  passed(layer: Layer, detail: string): void {
    this.#set(layer, { state: 'passed', detail })
  }

  skipped(layer: Layer, detail: string): void {
    this.#set(layer, { state: 'skipped', detail })
  }

  /** The layers behind it cannot be tried. */
  failed(layer: Layer, error: AppError): void {
    const at = connectionLayers.indexOf(layer)
    this.#steps = this.#steps.map((step, index) => {
      if (index < at) return step
      if (index === at) {
        return { layer, state: 'failed', detail: error.message, error: error.toRecord() }
      }
      return { ...step, state: 'skipped', detail: '' }
    })
    this.#onProgress(this.#steps)
  }

  #set(layer: Layer, change: Partial<TestStep>): void {
    this.#steps = this.#steps.map((step) => (step.layer === layer ? { ...step, ...change } : step))
    this.#onProgress(this.#steps)
  }
}
