import type { Problem } from '../../../shared/configuration.ts'

export type ProblemCounts = Record<Problem['severity'], number>

export function countProblems(problems: readonly Problem[]): ProblemCounts {
  const counts: ProblemCounts = { error: 0, warning: 0, hint: 0 }
  for (const { severity } of problems) counts[severity] += 1
  return counts
}

/** “2 errors, 1 warning”; empty without problems. */
export function problemCountWords(
  counts: ProblemCounts,
  count: (count: number, one: string) => string,
): string {
  return (['error', 'warning', 'hint'] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => count(counts[severity], severity))
    .join(', ')
}
