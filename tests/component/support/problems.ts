import type { Problem } from '../../../src/shared/configuration.ts'

/** A problem as main tells it; what a test does not name is nothing special. */
export function problem(parts: Partial<Problem>): Problem {
  return {
    code: 'odd',
    severity: 'warning',
    message: 'Something is odd',
    suggestion: '',
    line: null,
    column: parts.line == null ? null : 1,
    from: null,
    to: null,
    fixes: [],
    ...parts,
  }
}
