import { computed, shallowRef, watch } from 'vue'
import type { DocumentKind, DocumentText } from '../../../shared/configuration.ts'
import { AppError } from '../../../shared/errors.ts'
import { useConfirm } from '../../composables/useConfirm.ts'
import { useToast } from '../../composables/useToast.ts'
import { formatCount } from '../../format.ts'
import { useConfiguration } from '../../stores/configuration.ts'
import { documentKinds, documentNames } from './document-names.ts'
import { summarizeLines } from './line-diff.ts'
import { changeWords } from './selection-changes.ts'
import { useKeptSave } from './use-kept-save.ts'

export interface Conflict {
  document: DocumentKind
  path: string
  /** What is in the workspace now; null when the file was deleted. */
  remoteText: string | null
  mine: string
}

/**
 * The steps of a save: what changes, the write of each changed document, and the user's decision
 * where somebody else was faster. Only Keep mine and Take theirs give an edit up, each after a
 * question; everything else leaves both texts as they are.
 */
export function useReviewSession(close: () => void) {
  const configuration = useConfiguration()
  const toast = useToast()
  const { confirm } = useConfirm()
  const keptSave = useKeptSave()
  const texts = shallowRef<Partial<Record<DocumentKind, DocumentText>>>({})
  const loaded = shallowRef(false)
  const conflict = shallowRef<Conflict | null>(null)
  const error = shallowRef<AppError | null>(null)
  const busy = shallowRef(false)
  const saved: string[] = []
  let asked = 0

  async function load(): Promise<void> {
    asked += 1
    const question = asked
    try {
      const unsaved = documentKinds.filter((kind) => configuration.document(kind)?.unsaved)
      const answers = await Promise.all(
        unsaved.map(async (kind) => [kind, await configuration.text(kind)] as const),
      )
      if (question !== asked) return
      texts.value = Object.fromEntries(answers)
      loaded.value = true
    } catch (thrown) {
      if (question === asked) error.value = AppError.from(thrown)
    }
  }

  const changes = computed(() =>
    documentKinds.flatMap((document) => {
      const text = texts.value[document]
      const before = text?.saved ?? ''
      const after = text?.draft ?? ''
      if (text === undefined || before === after) return []
      const lines = formatCount(summarizeLines(before, after).changed, 'changed line')
      const name = documentNames[document]
      const path = configuration.document(document)?.path ?? name
      return [{ document, name, path, before, after, summary: changeWords(before, after) || lines }]
    }),
  )

  /** Runs a step; what goes wrong stays in the dialog, with the way on. */
  async function step(action: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    error.value = null
    try {
      await action()
    } catch (thrown) {
      error.value = AppError.from(thrown)
      // One of two documents may have been written before the other failed.
      if (conflict.value === null) await load()
    }
    busy.value = false
  }

  /** Writes what is unsaved, one document after the other; stops at a conflict. */
  async function saveAll(): Promise<void> {
    for (const document of documentKinds) {
      if (!configuration.document(document)?.unsaved) continue
      const result = await keptSave(document, false)
      if (result === null) return
      if (result.outcome === 'conflict') return decide(document, result.remoteText)
      if (result.outcome === 'saved') saved.push(documentNames[document])
    }
    finish()
  }

  async function decide(document: DocumentKind, remoteText: string | null): Promise<void> {
    const { draft } = await configuration.text(document)
    const path = configuration.document(document)?.path ?? documentNames[document]
    conflict.value = { document, path, remoteText, mine: draft ?? '' }
  }

  function finish(): void {
    if (saved.length > 0) toast.success(`Saved ${saved.join(' and ')}`)
    close()
  }

  /** The rest of the documents, without those that a decision was made about. */
  async function goOn(done: DocumentKind): Promise<void> {
    conflict.value = null
    if (documentKinds.some((kind) => kind !== done && configuration.document(kind)?.unsaved)) {
      await load()
      await saveAll()
    } else finish()
  }

  async function keepMine(): Promise<void> {
    const current = conflict.value
    if (current === null || busy.value) return
    const name = documentNames[current.document]
    const yes = await confirm({
      title: `Overwrite ${name}?`,
      text: `Your version replaces what somebody else saved in ${current.path}. Theirs is kept in the history on this computer.`,
      confirmLabel: 'Overwrite with mine',
      danger: true,
    })
    if (!yes) return
    await step(async () => {
      const result = await keptSave(current.document, true)
      if (result === null) return
      if (result.outcome === 'conflict') return decide(current.document, result.remoteText)
      saved.push(name)
      await goOn(current.document)
    })
  }

  async function takeTheirs(): Promise<void> {
    const current = conflict.value
    if (current === null || busy.value) return
    const yes = await confirm({
      title: 'Discard your edits?',
      text: `${current.path} is read again as it is in the workspace. Your version is kept in the history on this computer.`,
      confirmLabel: 'Discard mine',
      danger: true,
    })
    if (!yes) return
    await step(async () => {
      await configuration.reload(current.document, true)
      toast.info(`${documentNames[current.document]} is now as in the workspace`)
      await goOn(current.document)
    })
  }

  watch(
    () =>
      documentKinds
        .map((kind) => configuration.document(kind))
        .map((state) => `${state?.revision} ${state?.unsaved}`)
        .join('\n'),
    () => {
      if (!busy.value) void load()
    },
    { immediate: true },
  )

  return {
    changes,
    loaded,
    conflict,
    error,
    busy,
    save: () => step(saveAll),
    keepMine,
    takeTheirs,
    /** Leaves both versions as they are. */
    cancel: close,
  }
}
