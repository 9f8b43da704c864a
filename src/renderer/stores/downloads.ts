import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { AppError } from '../../shared/errors.ts'
import type { DownloadForm, ExportDownload } from '../../shared/export-download.ts'
import { desktop, onEvent } from '../desktop.ts'
import { formatCount } from '../format.ts'
import { useToasts } from './toasts.ts'

/** Whoever started a longer download does something else by its end (ms). */
const longMs = 5000

/** Downloads of output folders, by the export they belong to. */
export const useDownloads = defineStore('downloads', () => {
  const records = shallowRef(new Map<string, ExportDownload>())
  const toasts = useToasts()

  function put(download: ExportDownload): void {
    records.value = new Map(records.value).set(download.exportId, download)
  }

  function tellEnd(download: ExportDownload): void {
    const { id, state, files, problemCount, startedAt, endedAt, error } = download
    if ((endedAt ?? 0) - startedAt < longMs) return
    if (state === 'failed' && error !== null) toasts.error(AppError.fromRecord(error))
    if (state !== 'done') return
    const missing = problemCount === 0 ? '' : `, ${problemCount} could not be had`
    toasts.success(`Downloaded ${formatCount(files - problemCount, 'file')}${missing}`, {
      label: 'Show in folder',
      run: () => void show(id),
    })
  }

  async function show(id: string): Promise<void> {
    try {
      await desktop.exports.showDownload({ id })
    } catch (thrown) {
      toasts.error(thrown)
    }
  }

  onEvent('exports.downloadChanged', (download) => {
    const before = records.value.get(download.exportId)
    put(download)
    if (before?.id === download.id && before.state !== download.state) tellEnd(download)
  })
  onEvent('exports.downloadRemoved', ({ id }) => {
    records.value = new Map([...records.value].filter(([, download]) => download.id !== id))
  })

  return {
    of: (exportId: string) => records.value.get(exportId) ?? null,
    async load() {
      const before = records.value
      const answer = await desktop.exports.downloads().catch(() => [])
      // What events told meanwhile is newer.
      if (before === records.value) {
        records.value = new Map(answer.toReversed().map((each) => [each.exportId, each]))
      }
    },
    /** False when the user chose no place. */
    async start(exportId: string, form: DownloadForm): Promise<boolean> {
      const download = await desktop.exports.download({ id: exportId, form })
      if (download !== null && records.value.get(exportId)?.id !== download.id) put(download)
      return download !== null
    },
    cancel: async (id: string) => put(await desktop.exports.cancelDownload({ id })),
    resume: async (id: string) => put(await desktop.exports.resumeDownload({ id })),
    remove: (id: string) => desktop.exports.removeDownload({ id }),
    show,
  }
})
