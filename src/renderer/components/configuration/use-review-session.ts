import { computed, shallowRef, watch } from 'vue'
import type { DocumentKind, DocumentText } from '../../../shared/configuration.ts'
import { AppError } from '../../../shared/errors.ts'
import type { VersionConflict } from '../../../shared/merge.ts'
import { useConfirm } from '../../composables/useConfirm.ts'
import { useToast } from '../../composables/useToast.ts'
import { desktop } from '../../desktop.ts'
import { formatCount } from '../../format.ts'
import { useConfiguration } from '../../stores/configuration.ts'
import { documentKinds, documentNames } from './document-names.ts'
import { summarizeLines } from './line-diff.ts'
import { changeWords } from './selection-changes.ts'
import { useGiveUp } from './use-give-up.ts'
import { useKeptSave } from './use-kept-save.ts'
import { useMergeResult } from './merge/use-merge-result.ts'
import { useResolve } from './use-resolve.ts'

export interface Conflict extends VersionConflict {
  document: DocumentKind
  path: string
  /** Greater than 1 when it came up while the one before was being decided. */
  round: number
}

/**
 * The steps of a save: what changes, the write of each changed document, and the user's decision
 * where somebody else was faster. Only Keep mine and Take theirs give an edit up, each after a
 * question; everything else leaves both texts as they are.
 *
 * @param deciding a document to decide about at once; nothing else is saved then
 */
export function useReviewSession(close: () => void, deciding: DocumentKind | null = null) {
  const configuration = useConfiguration()
  const toast = useToast()
  const { confirm } = useConfirm()
  const keptSave = useKeptSave()
  const resolve = useResolve()
  const { giveUpMine, giveUpTheirs } = useGiveUp()
  const texts = shallowRef<Partial<Record<DocumentKind, DocumentText>>>({})
  const loaded = shallowRef(false)
  const looking = shallowRef(deciding !== null)
  const conflict = shallowRef<Conflict | null>(null)
  const error = shallowRef<AppError | null>(null)
  const merging = useMergeResult(conflict)
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
      if (result.outcome === 'conflict') return decide(document, result)
      if (result.outcome === 'saved') saved.push(documentNames[document])
    }
    finish()
  }

  function decide(document: DocumentKind, met: VersionConflict): void {
    const path = configuration.document(document)?.path ?? documentNames[document]
    conflict.value = { ...met, document, path, round: (conflict.value?.round ?? 0) + 1 }
  }

  /** What the workspace has now; when that is nothing new, the changes are shown as usual. */
  async function look(document: DocumentKind): Promise<void> {
    try {
      const met = await desktop.configuration.conflict({ document })
      if (met) decide(document, met)
      else
        toast.info(`${documentNames[document]} in the workspace is what your edits are made from`)
    } finally {
      looking.value = false
    }
  }

  function finish(): void {
    if (saved.length > 0) toast.success(`Saved ${saved.join(' and ')}`)
    close()
  }

  /** The rest of the documents, without those that a decision was made about. */
  async function goOn(done: DocumentKind): Promise<void> {
    conflict.value = null
    if (deciding !== null) return finish()
    if (documentKinds.some((kind) => kind !== done && configuration.document(kind)?.unsaved)) {
      await load()
      await saveAll()
    } else finish()
  }

  /** Writes a text if the workspace still has what was shown; else it is decided again. */
  async function write(current: Conflict, text: string, then: 'save' | 'keep'): Promise<void> {
    const { document, remoteText } = current
    await step(async () => {
      const result = await resolve({ document, remoteText, text, then })
      if (result === null) return
      if (result.outcome === 'conflict') return decide(document, result)
      if (result.outcome === 'kept') {
        toast.info(`Both edits of ${documentNames[document]} are in your draft, not saved yet`)
        return close()
      }
      saved.push(documentNames[document])
      await goOn(document)
    })
  }

  async function keepMine(): Promise<void> {
    const current = conflict.value
    if (current === null || busy.value) return
    const yes = await giveUpTheirs({ ...current, deleted: current.remoteText === null })
    if (yes) await write(current, current.mine, 'save')
  }

  async function takeTheirs(): Promise<void> {
    const current = conflict.value
    if (current === null || busy.value) return
    const yes = await giveUpMine({ ...current, deleted: current.remoteText === null })
    if (!yes) return
    await step(async () => {
      await configuration.reload(current.document, true)
      toast.info(`${documentNames[current.document]} is now as in the workspace`)
      await goOn(current.document)
    })
  }

  /** Writes the result of the merge, or makes it the draft. */
  async function useMerged(then: 'save' | 'keep'): Promise<void> {
    const current = conflict.value
    const result = merging.result.value
    if (current === null || result === null || !merging.complete.value || busy.value) return
    await write(current, result.text(), then)
  }

  /** Leaves both versions as they are; decisions that were made here are given up after a question. */
  async function cancel(): Promise<void> {
    if (busy.value) return
    const yes =
      conflict.value === null ||
      merging.result.value?.touched !== true ||
      (await confirm({
        title: 'Leave without saving the merge?',
        text: 'What you decided and typed here is lost. Your edits and the version in the workspace stay as they are.',
        confirmLabel: 'Leave',
        dismissLabel: 'Go on merging',
        danger: true,
      }))
    if (yes) close()
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

  if (deciding !== null) void step(() => look(deciding))

  return {
    changes,
    loaded: computed(() => loaded.value && !looking.value),
    conflict,
    error,
    busy,
    save: () => step(saveAll),
    keepMine,
    takeTheirs,
    merging,
    saveMerged: () => useMerged('save'),
    keepAsDraft: () => useMerged('keep'),
    cancel,
  }
}
