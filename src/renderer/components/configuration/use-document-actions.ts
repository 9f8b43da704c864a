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

  async function reload(): Promise<void> {
    const document = kind.value
    const name = documentNames[document]
    const unsaved = configuration.document(document)?.unsaved ?? false
    if (unsaved) {
      const yes = await confirm({
        title: `Reload ${name} and discard your edits?`,
        text: 'It is read again as it is in the workspace. Your version is kept in the history on this computer.',
        confirmLabel: 'Discard and reload',
        danger: true,
      })
      if (!yes) return
    }
    await run('reload', () => configuration.reload(document, unsaved))
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
