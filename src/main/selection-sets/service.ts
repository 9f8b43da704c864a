import { Emitter } from '../../shared/emitter.ts'
import { AppError } from '../../shared/errors.ts'
import type { SelectionSummary } from '../../shared/configuration.ts'
import type { SelectionSet } from '../../shared/selection-set.ts'

/** Saved selections, by connection. */
export class SelectionSets {
  readonly changed = new Emitter<SelectionSet[]>()

  list(): SelectionSet[] {
    return []
  }

  save(_name: string): SelectionSet[] {
    throw new AppError('not-ready', 'Sets cannot be kept yet.')
  }

  apply(_id: string, _mode: 'add' | 'replace'): SelectionSummary {
    throw new AppError('not-ready', 'Sets cannot be kept yet.')
  }

  remove(_id: string): SelectionSet[] {
    throw new AppError('not-ready', 'Sets cannot be kept yet.')
  }

  /** The set as the text of a file. */
  toFile(_id: string): { name: string; text: string } {
    throw new AppError('not-ready', 'Sets cannot be kept yet.')
  }

  fromFile(_text: string): SelectionSet[] {
    throw new AppError('not-ready', 'Sets cannot be kept yet.')
  }
}
