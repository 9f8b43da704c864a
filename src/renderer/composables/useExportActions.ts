import { shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import type { Router } from 'vue-router'
import { AppError } from '../../shared/errors.ts'
import type { ExportRecord } from '../../shared/export.ts'
import { isActiveExport } from '../../shared/export-state.ts'
import { useExports } from '../stores/exports.ts'
import { useAnnounce } from './useAnnounce.ts'
import { useConfirm } from './useConfirm.ts'
import { useToast } from './useToast.ts'

/** What is running already when a start is refused until the user says so. */
export type RunningAlready =
  | { exportId: string }
  | { exportId: null; runId: string; startedBy: string; startedAt: number | null }

/** The dialog that is open about an export; one at a time. */
export type ExportDialog =
  | { kind: 'running'; running: RunningAlready; answer: (another: boolean) => void }
  | { kind: 'again'; record: ExportRecord }
  | { kind: 'follow'; text: string }

const dialog = shallowRef<ExportDialog | null>(null)
const canceling = shallowRef<ReadonlySet<string>>(new Set())
const starting = shallowRef(false)
/** An export to bring into view on the Export page, which takes it. */
const wanted = shallowRef<{ id: string } | null>(null)

/**
 * What can be done with exports, from the page, a row, the palette or a toast. Outside of a component's
 * set-up the router has to be given.
 */
export function useExportActions(router: Router = useRouter()) {
  const exports = useExports()
  const toast = useToast()
  const { announce } = useAnnounce()
  const { confirm } = useConfirm()

  function close(): void {
    const open = dialog.value
    dialog.value = null
    if (open?.kind === 'running') open.answer(false)
  }

  function show(id: string): void {
    wanted.value = { id }
    void router.push({ name: 'export' })
  }

  /** Whether the user wants another one beside what is running. */
  function askFirst(running: RunningAlready): Promise<boolean> {
    close()
    return new Promise((resolve) => {
      dialog.value = { kind: 'running', running, answer: resolve }
    })
  }

  /** Starts, and asks where main says that the same is running; null when the user leaves it at that. */
  async function startAsking(
    start: (anyway: boolean) => Promise<ExportRecord>,
  ): Promise<ExportRecord | null> {
    let record: ExportRecord
    try {
      record = await start(false)
    } catch (thrown) {
      const running = runningAlready(thrown)
      if (running === null) throw thrown
      if (!(await askFirst(running))) return null
      record = await start(true)
    }
    announce('Export started')
    return record
  }

  return {
    dialog,
    wanted,
    /** Exports that are being asked to be canceled: main has not answered yet. */
    canceling,
    starting,
    close,
    show,
    openFollow(text = ''): void {
      close()
      dialog.value = { kind: 'follow', text }
    },
    openAgain(record: ExportRecord): void {
      close()
      dialog.value = { kind: 'again', record }
    },
    /** Starts the saved configuration, once however often it is clicked. Throws why it cannot. */
    async start(): Promise<ExportRecord | null> {
      if (starting.value) return null
      return await startAsking(async (anyway) => {
        starting.value = true
        try {
          return await exports.start(anyway)
        } finally {
          starting.value = false
        }
      })
    },
    runAgain: (id: string) => startAsking((anyway) => exports.runAgain(id, anyway)),
    /** Asks, then cancels; what goes wrong shows as a toast. */
    async cancel(record: ExportRecord): Promise<void> {
      const yes = await confirm({
        title: 'Cancel this export?',
        text: `Databricks stops the run of ${record.jobName}. What it has written so far stays in the output folder.`,
        confirmLabel: 'Cancel export',
        dismissLabel: 'Keep it running',
        danger: true,
      })
      const now = exports.find(record.id)
      if (!yes || canceling.value.has(record.id)) return
      if (now === null || !isActiveExport(now)) {
        toast.info('The export ended before it was canceled.')
        return
      }
      if (now.cancelRequested) return
      canceling.value = new Set([...canceling.value, record.id])
      await toast.attempt(() => exports.cancel(record.id))
      canceling.value = new Set([...canceling.value].filter((id) => id !== record.id))
    },
    /** Looks whether the run of an ended export goes on, and says what became of it. */
    async followAgain(record: ExportRecord): Promise<void> {
      await toast.attempt(async () => {
        const now = await exports.followAgain(record.id)
        if (!isActiveExport(now)) toast.success('Its result was brought up to date.')
        show(now.id)
      })
    },
  }
}

function runningAlready(thrown: unknown): RunningAlready | null {
  const { code, details } = AppError.from(thrown)
  if (code !== 'conflict') return null
  const { exportId, runId, startedBy, startedAt } = details
  if (typeof exportId === 'string') return { exportId }
  if (typeof runId !== 'string') return null
  return {
    exportId: null,
    runId,
    startedBy: typeof startedBy === 'string' ? startedBy : '',
    startedAt: typeof startedAt === 'number' ? startedAt : null,
  }
}
