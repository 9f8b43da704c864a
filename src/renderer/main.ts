import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { desktop } from './desktop.ts'
import { createAppRouter, loadPagesAhead } from './router.ts'
import { useCatalog } from './stores/catalog.ts'
import { useConnections } from './stores/connections.ts'
import { useSession } from './stores/session.ts'
import { useSettings } from './stores/settings.ts'
import { useToasts } from './stores/toasts.ts'
import { applyAppearance } from './theme.ts'
import './styles/fonts.css'
import './styles/global.css'

// A function and not the module itself waits: pages that load later import from this chunk, and would
// wait for it in turn.
async function start(): Promise<void> {
  const app = createApp(App).use(createPinia())
  app.config.errorHandler = (error) => useToasts().error(error)

  const settings = useSettings()
  const loaded = Promise.all([useSession().load(), settings.load(), useConnections().load()])
  // Main opens the page at a place of its own when a connection is active. Without one the welcome
  // page needs no answer to be drawn and used.
  if (window.location.hash !== '') {
    await loaded
    loadRowsAhead(window.location.hash)
  }
  applyAppearance(settings.appearance, document.documentElement)

  const router = createAppRouter()
  app.use(router)
  await router.isReady()
  app.mount('#app')
  // What leads somewhere has waited for somebody to listen.
  void desktop.app.ready()
  // Tests and the start benchmark wait for it: from here on the page takes input.
  document.documentElement.dataset.ready = ''
  performance.mark('ready')
  loadPagesAhead()
}

/** The rows of the list that the app opens with travel while its page loads. */
function loadRowsAhead(place: string): void {
  const kind = ({ '#/workflows': 'workflow', '#/pipelines': 'pipeline' } as const)[place]
  if (kind === undefined || useSession().locked || useConnections().activeId === null) return
  void useCatalog(kind).load()
}

void start()
