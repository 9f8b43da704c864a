import type { DesktopHandlers } from '../../shared/ipc.ts'
import type { Awaitable, Services } from './service-calls.ts'

/** The one table that says which service method carries out which call of the contract. */
export function createHandlers(services: Services): DesktopHandlers {
  const { app, connections, catalog, configuration, form, versions, exports, ends } = services
  const { selection, documentFiles, background, files, sets, settings, network, session, log } =
    services
  return {
    app: {
      info: () => app.info(),
      openLink: ({ url }) => done(app.openLink(url)),
      copyText: ({ text }) => done(app.copyText(text)),
      quit: () => done(app.quit()),
      ready: () => done(app.ready()),
      handedOver: () => done(app.handedOver()),
    },
    connections: {
      state: () => connections.state(),
      openDemo: () => connections.openDemo(),
      options: () => connections.options(),
      test: ({ id, input }) => connections.test(id, input),
      add: (input) => connections.add(input),
      edit: ({ id, input }) => connections.edit(id, input),
      rename: ({ id, name, color }) => connections.rename(id, name, color),
      duplicate: ({ id }) => connections.duplicate(id),
      signIn: ({ id }) => connections.signIn(id),
      cancelSignIn: () => done(connections.cancelSignIn()),
      reopenBrowser: () => done(connections.reopenBrowser()),
      copySignInLink: () => done(connections.copySignInLink()),
      activate: ({ id }) => connections.activate(id),
      deactivate: () => connections.deactivate(),
      signOut: ({ id }) => connections.signOut(id),
      removal: ({ id }) => connections.removal(id),
      remove: ({ id }) => connections.remove(id),
    },
    catalog: {
      query: (query) => catalog.query(query),
      facets: (query) => catalog.facets(query),
      ids: (query) => catalog.ids(query),
      status: ({ kind }) => catalog.status(kind),
      refresh: ({ kind }) => done(catalog.refresh(kind)),
      cancelRefresh: ({ kind }) => done(catalog.cancelRefresh(kind)),
      readRecentRuns: () => done(catalog.readRecentRuns()),
      lastRuns: ({ kind, ids }) => catalog.lastRuns(kind, ids),
      vanished: ({ kind }) => catalog.vanished(kind),
      markSeen: ({ kind }) => done(catalog.markSeen(kind)),
      pickedChanges: ({ kind }) => catalog.pickedChanges(kind),
      resolve: ({ kind, lines }) => catalog.resolve(kind, lines),
      details: ({ kind, id, fresh }) => catalog.details(kind, id, fresh),
      cancelDetails: ({ kind, id }) => done(catalog.cancelDetails(kind, id)),
    },
    configuration: {
      state: () => configuration.state(),
      text: ({ document }) => configuration.text(document),
      reload: ({ document, discardDraft }) => configuration.reload(document, discardDraft),
      setPath: ({ document, path }) => configuration.setPath(document, path),
      createDefault: ({ document }) => configuration.createDefault(document),
      pick: (input) => selection.pick(input),
      switch: (input) => selection.switch(input),
      setPicks: (input) => selection.setPicks(input),
      rename: ({ kind, id, name }) => selection.rename(kind, id, name),
      editText: (input) => configuration.editText(input),
      undo: ({ document }) => configuration.undo(document),
      redo: ({ document }) => configuration.redo(document),
      setExportJob: (job) => configuration.setExportJob(job),
      setOutputPath: ({ path }) => configuration.setOutputPath(path),
      fix: (input) => configuration.fix(input),
      discard: ({ document }) => configuration.discard(document),
      save: ({ document, ...options }) => configuration.save(document, options),
      saveAs: ({ document, ...target }) => documentFiles.saveAs(document, target),
      renameFile: ({ document, ...target }) => documentFiles.renameFile(document, target),
      duplicateFile: ({ document, ...target }) => documentFiles.duplicateFile(document, target),
      deleteFile: ({ document, evenIfChanged }) =>
        documentFiles.deleteFile(document, evenIfChanged),
      undoDelete: ({ document }) => configuration.undoDelete(document),
      openLocal: ({ document }) => documentFiles.openLocal(document),
      saveLocal: ({ document }) => documentFiles.saveLocal(document),
      dismissNotice: ({ document }) => configuration.dismissNotice(document),
      conflict: ({ document }) => configuration.conflict(document),
      checkMerge: ({ document, remoteText, text }) =>
        configuration.checkMerge(document, remoteText, text),
      dropDuplicates: async ({ document, remoteText, text }) => ({
        text: await configuration.dropDuplicates(document, remoteText, text),
      }),
      resolveConflict: (input) => configuration.resolveConflict(input),
    },
    versions: {
      list: ({ document }) => versions.list(document),
      text: async ({ id }) => ({ text: await versions.text(id) }),
      restore: ({ document, id }) => done(versions.restore(document, id)),
    },
    files: {
      list: ({ path }) => files.list(path),
      search: ({ under, text }) => files.search(under, text),
      cancelSearch: () => done(files.cancelSearch()),
      makeFolder: ({ path }) => done(files.makeFolder(path)),
      recent: ({ document }) => files.recent(document),
    },
    form: {
      preview: () => form.preview(),
      items: (query) => form.items(query),
      change: (input) => form.change(input),
      tryReplacement: (input) => form.tryReplacement(input),
      exportJob: ({ fresh }) => form.exportJob(fresh),
    },
    exports: {
      list: () => exports.list(),
      readiness: () => exports.readiness(),
      start: (input) => exports.start(input),
      checkAgain: ({ id }) => exports.checkAgain(id),
      runAgain: ({ id, anyway }) => exports.runAgain(id, { anyway }),
      findRun: ({ run }) => exports.findRun(run),
      recentRuns: () => exports.recentRuns(),
      adopt: ({ run, connectionId }) => exports.adopt(run, connectionId),
      followAgain: ({ id }) => exports.followAgain(id),
      cancel: ({ id }) => exports.cancel(id),
      remove: ({ id }) => done(exports.remove(id)),
      contents: (query) => ends.contents(query),
      downloads: () => ends.downloads(),
      download: ({ id, form: wanted }) => ends.download(id, wanted),
      cancelDownload: ({ id }) => ends.cancelDownload(id),
      resumeDownload: ({ id }) => ends.resumeDownload(id),
      removeDownload: ({ id }) => done(ends.removeDownload(id)),
      showDownload: ({ id }) => done(ends.showDownload(id)),
      pin: ({ id, pinned }) => exports.pin(id, pinned),
      storeState: () => exports.storeState(),
      dismissStoreNotice: () => exports.dismissStoreNotice(),
    },
    background: {
      state: () => background.state(),
      setStartAtLogin: ({ on }) => background.setStartAtLogin(on),
      exportsInView: ({ inView }) => done(background.exportsInView(inView)),
      testNotification: () => background.testNotification(),
    },
    sets: {
      list: () => sets.list(),
      save: ({ name }) => sets.save(name),
      apply: ({ id, mode }) => sets.apply(id, mode),
      remove: ({ id }) => sets.remove(id),
      exportFile: ({ id }) => sets.exportFile(id),
      importFile: () => sets.importFile(),
    },
    settings: {
      get: () => settings.get(),
      change: (change) => settings.change(change),
    },
    network: {
      state: () => network.state(),
      route: ({ host }) => network.route(host),
      setProxyPassword: ({ password }) => network.setProxyPassword(password),
      chooseCertificates: () => network.chooseCertificates(),
    },
    session: {
      state: () => session.state(),
      lock: () => session.lock(),
      unlock: () => session.unlock(),
    },
    log: {
      saveDiagnostics: () => log.saveDiagnostics(),
      read: (query) => log.read(query),
      showFolder: () => done(log.showFolder()),
    },
  }
}

/** A call that answers nothing answers null, because `undefined` does not survive everywhere. */
async function done(action: Awaitable<void>): Promise<null> {
  await action
  return null
}
