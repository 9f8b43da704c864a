import { createRouter, createWebHashHistory } from 'vue-router'
import type { Router } from 'vue-router'
import WelcomePage from './pages/WelcomePage.vue'
import { useConnections } from './stores/connections.ts'
import { useSession } from './stores/session.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Without the rail. */
    bare?: boolean
    /** There without a connection as well, and bare then. */
    always?: boolean
    /** With the selection bar below. */
    selectionBar?: boolean
    title?: string
  }
}

const ItemsPage = () => import('./pages/ItemsPage.vue')
const ExportPage = () => import('./pages/ExportPage.vue')

const aheadMs = 500

/** Loads the pages that come next while nobody waits, so that going there takes no time. */
export function loadPagesAhead(): void {
  const later = () => {
    for (const load of [ItemsPage, ExportPage]) {
      // Going there loads it again, and tells when that fails too.
      load().catch(() => undefined)
    }
  }
  // Not before the first page with its rows is drawn.
  setTimeout(() => requestIdleCallback(later), aheadMs)
}

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [
      {
        path: '/',
        name: 'welcome',
        component: WelcomePage,
        meta: { bare: true, title: 'Connect' },
      },
      {
        path: '/export',
        name: 'export',
        component: ExportPage,
        meta: { title: 'Export' },
      },
      {
        path: '/workflows',
        name: 'workflows',
        component: ItemsPage,
        props: { kind: 'workflow' },
        meta: { title: 'Workflows', selectionBar: true },
      },
      {
        path: '/pipelines',
        name: 'pipelines',
        component: ItemsPage,
        props: { kind: 'pipeline' },
        meta: { title: 'Pipelines', selectionBar: true },
      },
      {
        path: '/configuration',
        name: 'configuration',
        component: () => import('./pages/ConfigurationPage.vue'),
        meta: { title: 'Configuration' },
      },
      {
        path: '/activity',
        name: 'activity',
        component: () => import('./pages/ActivityPage.vue'),
        meta: { title: 'Activity' },
      },
      {
        path: '/settings',
        name: 'settings',
        component: () => import('./pages/SettingsPage.vue'),
        meta: { always: true, title: 'Settings' },
      },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  })

  router.beforeEach((to) => {
    // Locked, nothing is known of connections, and the place is kept for afterwards.
    const { bare, always } = to.meta
    if (bare === true || always === true || useSession().locked) return true
    return useConnections().activeId !== null || { name: 'welcome' }
  })
  return router
}
