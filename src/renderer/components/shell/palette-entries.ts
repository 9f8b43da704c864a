import {
  FolderOpen,
  GitBranch,
  LockKeyhole,
  Moon,
  Power,
  RefreshCw,
  Save,
  ScrollText,
  Search,
  Stethoscope,
  Sun,
  SunMoon,
  Workflow,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { Router } from 'vue-router'
import type { CatalogRow } from '../../../shared/catalog.ts'
import { useDiagnostics } from '../../composables/useDiagnostics.ts'
import { useReview } from '../../composables/useReview.ts'
import { modifierLabel } from '../../composables/useShortcuts.ts'
import { useToast } from '../../composables/useToast.ts'
import { desktop } from '../../desktop.ts'
import { pages } from '../../pages.ts'
import { useCatalog } from '../../stores/catalog.ts'
import { useConfiguration } from '../../stores/configuration.ts'
import { useSession } from '../../stores/session.ts'
import { useSettings } from '../../stores/settings.ts'
import { documentKinds, documentNames } from '../configuration/document-names.ts'
import { fileMenuItems } from '../configuration/file-menu-items.ts'
import { connectionEntries } from './connection-entries.ts'
import { exportEntries } from './export-entries.ts'
import type { PaletteEntry } from './palette-entry.ts'

/** What the palette can do now: pages, connections and actions. */
export function commandEntries(router: Router): PaletteEntry[] {
  const configuration = useConfiguration()
  const settings = useSettings()
  const catalogs = [useCatalog('workflow'), useCatalog('pipeline')]
  const session = useSession()
  const toast = useToast()
  const { saveDiagnostics } = useDiagnostics()
  const { review } = useReview()
  const action = (
    id: string,
    label: string,
    icon: Component,
    run: () => Promise<unknown>,
    detail = '',
  ): PaletteEntry => ({
    id,
    group: 'Action',
    label,
    detail,
    icon,
    run: () => toast.attempt(run),
  })

  return [
    ...pages.map((page, index): PaletteEntry => ({
      id: `page.${page.name}`,
      group: 'Go to',
      label: page.label,
      detail: `${modifierLabel} ${index + 1}`,
      icon: page.icon,
      run: () => router.push({ name: page.name }),
    })),
    {
      id: 'page.log',
      group: 'Go to',
      label: 'Log',
      detail: 'Activity',
      icon: ScrollText,
      run: () => router.push({ name: 'activity', query: { tab: 'log' } }),
    },
    ...(configuration.unsaved
      ? [
          {
            id: 'review',
            group: 'Action' as const,
            label: 'Review and save',
            detail: `${modifierLabel} S`,
            icon: Save,
            run: review,
          },
        ]
      : []),
    ...exportEntries(router),
    action('refresh', 'Refresh workflows and pipelines', RefreshCw, () =>
      Promise.all(catalogs.map((catalog) => catalog.refresh())),
    ),
    action('theme.light', 'Light theme', Sun, () => settings.change({ theme: 'light' })),
    action('theme.dark', 'Dark theme', Moon, () => settings.change({ theme: 'dark' })),
    action('theme.system', 'Theme of the system', SunMoon, () =>
      settings.change({ theme: 'system' }),
    ),
    action('log.folder', 'Open the log folder', FolderOpen, () => desktop.log.showFolder()),
    action('log.diagnostics', 'Save diagnostics…', Stethoscope, saveDiagnostics, 'Without secrets'),
    action('lock', 'Lock now', LockKeyhole, () => session.lock()),
    ...connectionEntries(router),
    action('quit', 'Quit', Power, () => desktop.app.quit(), 'Active exports go on in Databricks'),
  ]
}

/** What can be done with the files of the configuration; found by typing, as there are many. */
export function fileEntries(router: Router): PaletteEntry[] {
  const configuration = useConfiguration()
  if (configuration.state?.connectionId == null) return []
  return documentKinds.flatMap((document) =>
    fileMenuItems(document, configuration.document(document))
      .filter(({ enabled }) => enabled)
      .map(({ id, label, icon, run }): PaletteEntry => ({
        id: `file.${document}.${id}`,
        group: 'File',
        label: `${label} ${documentNames[document]}`,
        detail: configuration.document(document)?.path ?? '',
        icon,
        async run() {
          await router.push({ name: 'configuration', query: { document } })
          await run()
        },
      })),
  )
}

/** Jobs and pipelines that match, and the full search of each list. */
export function searchEntries(
  router: Router,
  text: string,
  rows: readonly CatalogRow[],
): PaletteEntry[] {
  const icons = { workflow: Workflow, pipeline: GitBranch }
  return [
    ...rows.map(({ item }): PaletteEntry => ({
      id: `item.${item.id}`,
      group: 'Find',
      label: item.name,
      detail: item.kind,
      icon: icons[item.kind],
      run: () =>
        router.push({ name: `${item.kind}s`, query: { search: item.name, open: item.id } }),
    })),
    ...(['workflows', 'pipelines'] as const).map((name): PaletteEntry => ({
      id: `search.${name}`,
      group: 'Find',
      label: `Search ${name} for “${text}”`,
      detail: '',
      icon: Search,
      run: () => router.push({ name, query: { search: text } }),
    })),
  ]
}

/** Every typed word must be in the label, the detail or the group. */
export function matchingEntries(entries: readonly PaletteEntry[], text: string): PaletteEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(({ label, detail, group }) => {
    const haystack = `${group} ${label} ${detail}`.toLowerCase()
    return words.every((word) => haystack.includes(word))
  })
}
