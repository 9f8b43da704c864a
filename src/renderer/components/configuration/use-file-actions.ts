import type { DocumentKind } from '../../../shared/configuration.ts'
import { AppError } from '../../../shared/errors.ts'
import type { FileOutcome, FileTarget } from '../../../shared/workspace-files.ts'
import { baseName, isSamePath } from '../../../shared/workspace-path.ts'
import { useConfirm } from '../../composables/useConfirm.ts'
import { useReview } from '../../composables/useReview.ts'
import { useToast } from '../../composables/useToast.ts'
import { useWorkspacePicker } from '../../composables/useWorkspacePicker.ts'
import type { Obstacle, PickRequest } from '../../composables/useWorkspacePicker.ts'
import { desktop } from '../../desktop.ts'
import { formatExact } from '../../format.ts'
import { useConfiguration } from '../../stores/configuration.ts'
import { documentNames } from './document-names.ts'

/** What can be done with the file of a document as a whole. */
export function useFileActions(document: DocumentKind) {
  const configuration = useConfiguration()
  const toast = useToast()
  const { confirm } = useConfirm()
  const { review } = useReview()
  const { pick } = useWorkspacePicker()
  const name = documentNames[document]
  const state = () => configuration.document(document)
  const path = () => state()?.path ?? ''

  /** Edits belong to the file they were made in: they are settled before another one is used. */
  async function canLeave(): Promise<boolean> {
    if (state()?.unsaved !== true) return true
    const yes = await confirm({
      title: `Save your edits of ${name} first?`,
      text: `${path()} has edits that are not in the workspace yet. Save or discard them before another file is opened.`,
      confirmLabel: 'Review and save',
      danger: false,
    })
    if (yes) review()
    return false
  }

  async function open(): Promise<void> {
    if (!(await canLeave())) return
    pick({
      mode: 'open',
      title: `Open ${name}`,
      action: 'Open',
      use: document,
      at: path(),
      async accept({ path: chosen }) {
        if (!isSamePath(chosen, path())) await configuration.setPath(document, chosen)
        return null
      },
    })
  }

  /** Asks where to, and puts the file there. */
  function put(
    request: Pick<PickRequest, 'title' | 'action' | 'note'> & { name: string },
    call: (target: FileTarget & { document: DocumentKind }) => Promise<FileOutcome>,
    done: (path: string) => void,
  ): void {
    pick({
      ...request,
      mode: 'save',
      use: document,
      at: path(),
      async accept(target): Promise<Obstacle | null> {
        const outcome = await call({ document, ...target })
        if (outcome.outcome !== 'done') return outcome
        done(outcome.path)
        if (outcome.leftover !== null) toast.error(AppError.fromRecord(outcome.leftover))
        return null
      },
    })
  }

  function saveAs(): void {
    put(
      {
        title: `Save ${name} as`,
        action: 'Save',
        name: baseName(path()),
        note: `The app goes on with the new file. ${path()} stays as it is.`,
      },
      (target) => desktop.configuration.saveAs(target),
      (at) => toast.success(`Saved as ${at}`),
    )
  }

  function rename(): void {
    put(
      {
        title: `Rename ${baseName(path())}`,
        action: 'Rename',
        name: baseName(path()),
        note: 'Another folder moves it there. Unsaved edits and the history come along.',
      },
      (target) => desktop.configuration.renameFile(target),
      (at) => toast.success(`Renamed to ${at}`),
    )
  }

  function duplicate(): void {
    const isEdited = state()?.unsaved === true
    put(
      {
        title: `Duplicate ${baseName(path())}`,
        action: 'Duplicate',
        name: copyName(baseName(path())),
        note: isEdited
          ? 'The copy is made of the file in the workspace, without your unsaved edits.'
          : 'The app stays with the file it has now.',
      },
      (target) => desktop.configuration.duplicateFile(target),
      (at) =>
        toast.success(`Copied to ${at}`, {
          label: 'Open the copy',
          run: () => void toast.attempt(() => configuration.setPath(document, at)),
        }),
    )
  }

  async function remove(): Promise<void> {
    const at = path()
    const isEdited = state()?.unsaved === true
    const edits = isEdited ? ' Your unsaved edits go with it.' : ''
    const yes = await confirm({
      title: `Delete ${baseName(at)}?`,
      text: `${at} is deleted from the workspace.${edits} Its text stays on this computer, so that you can bring it back.`,
      confirmLabel: 'Delete',
      danger: true,
    })
    if (yes) await toast.attempt(() => carryOut(at, false))
  }

  async function carryOut(at: string, evenIfChanged: boolean): Promise<void> {
    const outcome = await desktop.configuration.deleteFile({ document, evenIfChanged })
    if (outcome.outcome === 'deleted') {
      toast.success(`Deleted ${outcome.path}`, { label: 'Undo', run: () => void undoDelete() })
    } else if (outcome.outcome === 'gone') {
      toast.info(`${outcome.path} was gone from the workspace already`)
    } else {
      const when = outcome.modifiedAt === null ? '' : ` on ${formatExact(outcome.modifiedAt)}`
      const yes = await confirm({
        title: `Delete ${baseName(at)} although it changed?`,
        text: `Somebody changed it in the workspace${when}, after it was read here. That change would be deleted too.`,
        confirmLabel: 'Delete all the same',
        danger: true,
      })
      if (yes) await carryOut(at, true)
    }
  }

  async function undoDelete(): Promise<void> {
    await toast.attempt(async () => {
      await configuration.undoDelete(document)
      toast.success(`${name} is back`)
    })
  }

  async function openLocal(): Promise<void> {
    await toast.attempt(async () => {
      const opened = await desktop.configuration.openLocal({ document })
      if (opened === null) return
      toast.success(`${opened.path} is in the editor now, not saved yet`)
    })
  }

  async function saveLocal(): Promise<void> {
    await toast.attempt(async () => {
      const saved = await desktop.configuration.saveLocal({ document })
      if (saved !== null) toast.success(`Saved a copy as ${saved.path}`)
    })
  }

  return { open, saveAs, rename, duplicate, remove, undoDelete, openLocal, saveLocal }
}

/** `config.yml` becomes `config copy.yml`. */
export function copyName(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? `${name.slice(0, dot)} copy${name.slice(dot)}` : `${name} copy`
}
