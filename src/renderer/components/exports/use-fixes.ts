import { shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import type { DocumentKind } from '../../../shared/configuration.ts'
import type { ReadinessItem } from '../../../shared/export.ts'
import { useExportActions } from '../../composables/useExportActions.ts'
import { useReview } from '../../composables/useReview.ts'
import { useToast } from '../../composables/useToast.ts'
import { useConfiguration } from '../../stores/configuration.ts'

type Action = NonNullable<ReadinessItem['fix']>['action']

/** Carries out what the button beside a line of the readiness list promises. */
export function useFixes(options: { ask: () => Promise<void> }) {
  const router = useRouter()
  const configuration = useConfiguration()
  const toast = useToast()
  const { review } = useReview()
  const { openFollow, show } = useExportActions()
  const fixing = shallowRef<ReadinessItem['check'] | null>(null)

  async function create(document: DocumentKind): Promise<void> {
    const done = await toast.attempt(() => configuration.createDefault(document))
    const path = configuration.document(document)?.path ?? ''
    if (done) toast.success(`Created ${path}`)
    await options.ask()
  }

  const actions: Record<Action, (item: ReadinessItem) => unknown> = {
    connect: () => router.push({ name: 'welcome' }),
    pick: () => router.push({ name: 'workflows' }),
    'review-and-save': review,
    'open-configuration': ({ check }) =>
      router.push({
        name: 'configuration',
        query: check === 'export-job' ? { document: 'app' } : {},
      }),
    'create-config': () => create('main'),
    'create-app-config': () => create('app'),
    'show-export': ({ fix: to }) => {
      if (to?.target !== undefined) show(to.target)
    },
    'follow-run': ({ fix: to }) => openFollow(to?.target),
    retry: options.ask,
  }

  async function fix(item: ReadinessItem): Promise<void> {
    if (item.fix === null || fixing.value !== null) return
    fixing.value = item.check
    try {
      await actions[item.fix.action](item)
    } finally {
      fixing.value = null
    }
  }

  return { fixing, fix }
}
