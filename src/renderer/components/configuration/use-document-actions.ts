import { shallowRef } from 'vue'
import type { Ref } from 'vue'
import type { DocumentKind } from '../../../shared/configuration.ts'
import { useConfirm } from '../../composables/useConfirm.ts'
import { useToast } from '../../composables/useToast.ts'
import { useConfiguration } from '../../stores/configuration.ts'
import { documentNames } from './document-names.ts'

type Action = 'reload' | 'discard' | 'create'

export type DocumentActions = ReturnType<typeof useDocumentActions>

/** What can be done with the document on screen. Edits are only given up after a question. */
export function useDocumentActions(kind: Readonly<Ref<DocumentKind>>) {
  const configuration = useConfiguration()
  const toast = useToast()
  const { confirm } = useConfirm()
  const busy = shallowRef<Action | null>(null)

  async function run(action: Action, call: () => Promise<unknown>): Promise<boolean> {
    if (busy.value !== null) return false
    busy.value = action
    const done = await toast.attempt(call)
    busy.value = null
    return done
  }

  /** Unsaved edits stay; what somebody else saved meanwhile is told by the page. */
  async function reload(): Promise<void> {
    const document = kind.value
    const unsaved = configuration.document(document)?.unsaved ?? false
    const done = await run('reload', () => configuration.reload(document, false))
    const outdated = configuration.document(document)?.outdated ?? null
    if (done && unsaved && outdated === null) {
      toast.info(`${documentNames[document]} is unchanged in the workspace; your edits are kept`)
    }
  }

  async function discard(): Promise<void> {
    const document = kind.value
    const yes = await confirm({
      title: `Discard the unsaved edits of ${documentNames[document]}?`,
      text: 'It goes back to what was last read from the workspace.',
      confirmLabel: 'Discard edits',
      danger: true,
    })
    if (yes) await run('discard', () => configuration.discard(document))
  }

  async function create(): Promise<void> {
    const document = kind.value
    const path = configuration.document(document)?.path ?? ''
    const done = await run('create', () => configuration.createDefault(document))
    if (done) toast.success(`Created ${path}`)
  }

  return { busy, reload, discard, create }
}
