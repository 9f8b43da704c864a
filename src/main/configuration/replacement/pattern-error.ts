/** `invalid`: Python refuses it. `untried`: Python takes it, and JavaScript cannot carry it out alike. */
export class PatternError extends Error {
  readonly kind: 'invalid' | 'untried'

  constructor(kind: 'invalid' | 'untried', message: string) {
    super(message)
    this.kind = kind
  }
}

export function invalid(message: string): PatternError {
  return new PatternError('invalid', message)
}

export function untried(message: string): PatternError {
  return new PatternError('untried', message)
}
