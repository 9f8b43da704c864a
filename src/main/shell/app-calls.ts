import { app } from 'electron'
import { createDiagnostics } from '../logging/diagnostics.ts'
import type { Log } from '../logging/log.ts'
import { readLog } from '../logging/reader.ts'
import type { Redactor } from '../logging/redact.ts'
import type { Services } from '../services.ts'
import { copyText, openFolder, showInFolder } from './desktop-files.ts'
import { chooseCertificatesFile, chooseDownloadPlace } from './dialogs.ts'
import { saveDiagnostics } from './save-diagnostics.ts'
import type { AppCalls, EndCalls, LogCalls, NetworkCalls, SetCalls } from './service-calls.ts'
import { openSetFile, saveSetFile } from './set-files.ts'
import type { MainWindow } from './window.ts'

export interface DesktopCallsOptions {
  appName: string
  services: Services
  window: MainWindow
  log: Log
  redactor: Redactor
  openLink: (url: string) => Promise<void>
  /** The page listens. */
  onReady: () => void
  /** The page has handed over what was typed. */
  onHandedOver: () => void
  /** UTC ms. */
  now: () => number
}

export interface DesktopCalls {
  app: AppCalls
  ends: EndCalls
  sets: SetCalls
  network: NetworkCalls
  log: LogCalls
}

/** The calls that need more of the desktop than a service does: dialogs, clipboard, folders. */
export function desktopCalls(options: DesktopCallsOptions): DesktopCalls {
  const { log, now, redactor, services, window } = options
  const { connections, ends, exports, network, sets, settings } = services

  const info = async () => ({
    name: options.appName,
    version: app.getVersion(),
    electron: process.versions.electron,
    platform: `${process.platform} ${process.arch}`,
    keychain: await connections.hasKeychain(),
  })

  return {
    app: {
      info,
      openLink: options.openLink,
      copyText,
      quit: () => {
        app.quit()
      },
      ready: options.onReady,
      handedOver: options.onHandedOver,
    },
    ends: {
      contents: (query) => ends.contents(query),
      downloads: () => ends.downloads.list(),
      download: async (id, form) => {
        const name = ends.downloadName(id, form)
        const place = await chooseDownloadPlace(window.current, form, name)
        return place && (await ends.download(id, form, place))
      },
      cancelDownload: (id) => ends.downloads.cancel(id),
      resumeDownload: (id) => ends.downloads.resume(id),
      removeDownload: (id) => ends.downloads.remove(id),
      showDownload: async (id) => showInFolder(await ends.downloads.placeOf(id)),
    },
    sets: {
      list: () => sets.list(),
      save: (name) => sets.save(name),
      apply: (id, mode) => sets.apply(id, mode),
      remove: (id) => sets.remove(id),
      exportFile: (id) => saveSetFile(window.current, () => sets.toFile(id)),
      importFile: async () => {
        const text = await openSetFile(window.current)
        return text === null ? null : sets.fromFile(text)
      },
    },
    network: {
      state: () => network.state(),
      route: (target) => network.describeRoute(target),
      setProxyPassword: (password) => network.setProxyPassword(password),
      chooseCertificates: async () => {
        const file = await chooseCertificatesFile(window.current)
        if (file !== null) settings.change({ certificatesFile: file })
        return await network.state()
      },
    },
    log: {
      saveDiagnostics: () =>
        saveDiagnostics(window.current, async () =>
          createDiagnostics({
            logFolder: log.folder,
            info: await info(),
            settings: settings.get(),
            connections: connections.state(),
            network: await network.state(),
            exports: exports.list(),
            now,
            redactor,
          }),
        ),
      read: (query) => readLog(log.folder, query),
      showFolder: () => openFolder(log.folder),
    },
  }
}
