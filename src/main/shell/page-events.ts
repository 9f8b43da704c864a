import type { EventName, PayloadOf } from '../../shared/ipc.ts'
import type { Services } from '../services.ts'

export type SendEvent = <Name extends EventName>(name: Name, payload: PayloadOf<Name>) => void

/** Tells the page of everything that changes in the services. */
export function tellPage(services: Services, send: SendEvent): void {
  const { browser, catalog, configuration, connections, ends, exports, files } = services
  const { lock, network, sets, settings } = services
  connections.changed.on((state) => {
    send('connections.changed', state)
  })
  connections.testing.on((progress) => {
    send('connections.testing', progress)
  })
  browser.changed.on((state) => {
    send('connections.browser', state)
  })
  network.changed.on((state) => {
    send('network.changed', state)
  })
  lock.changed.on((state) => {
    send('session.changed', state)
  })
  catalog.changed.on((status) => {
    send('catalog.changed', status)
  })
  configuration.changed.on((state) => {
    send('configuration.changed', state)
  })
  files.searching.on((search) => {
    send('files.searching', search)
  })
  sets.changed.on((list) => {
    send('sets.changed', list)
  })
  exports.changed.on((record) => {
    send('exports.changed', record)
  })
  ends.downloads.changed.on((download) => {
    send('exports.downloadChanged', download)
  })
  ends.downloads.removed.on((id) => {
    send('exports.downloadRemoved', { id })
  })
  exports.storeChanged.on((state) => {
    send('exports.storeChanged', state)
  })
  exports.removed.on((id) => {
    send('exports.removed', { id })
  })
  settings.changed.on((changed) => {
    send('settings.changed', changed)
  })
}
