import { useRouter } from 'vue-router'
import type { DocumentState, Problem, ProblemFix } from '../../../shared/configuration.ts'
import { useToast } from '../../composables/useToast.ts'
import { useConfiguration } from '../../stores/configuration.ts'

/** Carries out what one click can do about a problem: here, in main, or by leading to the list. */
export function useProblemFixes() {
  const configuration = useConfiguration()
  const router = useRouter()
  const toast = useToast()

  return async (state: DocumentState, problem: Problem, fix: ProblemFix): Promise<void> => {
    if (fix.find !== null) {
      const name = fix.find.kind === 'workflow' ? 'workflows' : 'pipelines'
      await router.push({ name, query: { search: fix.find.text } })
      return
    }
    const { document } = state
    await toast.attempt(async () => {
      // Typing a moment ago may have moved the problem; main is asked where it is now.
      const now = (await configuration.refresh())[document]
      const { code, from } = sameProblem(now.problems, problem) ?? problem
      await configuration.fix({ document, revision: now.revision, code, from, fix: fix.id })
      toast.success(`Done: ${fix.label}`)
    })
  }
}

/** The problem as it is found now: of the same words the nearest. */
export function sameProblem(problems: readonly Problem[], problem: Problem): Problem | null {
  const distance = ({ from }: Problem) => Math.abs((from ?? 0) - (problem.from ?? 0))
  return problems
    .filter(({ code, message }) => code === problem.code && message === problem.message)
    .reduce<Problem | null>(
      (best, next) => (best === null || distance(next) < distance(best) ? next : best),
      null,
    )
}
