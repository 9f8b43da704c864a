import { useRouter } from 'vue-router'
import type { Notice } from '../../shared/notice.ts'
import { onEvent } from '../desktop.ts'
import { useToasts } from '../stores/toasts.ts'
import type { ToastAction } from '../stores/toasts.ts'
import { useConnectionActions } from './useConnectionActions.ts'

/** Shows what the system would tell if the window were not in front. */
export function useNotices(): void {
  const toasts = useToasts()
  const router = useRouter()
  const { signInAgain } = useConnectionActions()

  function actionOf({ lead }: Notice): ToastAction {
    if (lead.to === 'sign-in') {
      return { label: 'Sign in', run: () => void signInAgain(lead.connectionId) }
    }
    return { label: 'Show', run: () => void show(lead.exportId) }
  }

  async function show(exportId: string | null): Promise<void> {
    // Going to where one is already would do nothing, and the list may have been scrolled meanwhile.
    await router.replace({ query: { ...router.currentRoute.value.query, export: undefined } })
    await router.push({ name: 'export', query: exportId === null ? {} : { export: exportId } })
  }

  onEvent('app.notice', (notice) => {
    toasts.tell(notice.tone, notice.title, notice.body, actionOf(notice))
  })
}
