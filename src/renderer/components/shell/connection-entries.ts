import { LogIn, LogOut, Palette, Pencil, Plug, Plus, Server, Settings2 } from '@lucide/vue'
import type { Component } from 'vue'
import type { Router } from 'vue-router'
import type { Connection } from '../../../shared/connection.ts'
import { useConnectionActions } from '../../composables/useConnectionActions.ts'
import { useConnectionDialogs } from '../../composables/useConnectionDialogs.ts'
import { useConnections } from '../../stores/connections.ts'
import { connectionDetail } from '../connections/connection-words.ts'
import type { PaletteEntry } from './palette-entry.ts'

/** What the palette can do with connections: each to switch to, the active one to change. */
export function connectionEntries(router: Router): PaletteEntry[] {
  const connections = useConnections()
  const { active } = connections
  const { activate, edit, signInAgain, signOut } = useConnectionActions(router)
  const { show } = useConnectionDialogs()

  const entry = (id: string, label: string, icon: Component, run: () => unknown): PaletteEntry => ({
    id: `connection.${id}`,
    group: 'Connection',
    label,
    detail: active?.name ?? '',
    icon,
    run,
  })
  const ofActive = (connection: Connection): PaletteEntry[] => [
    entry('rename', 'Rename and colour…', Palette, () => show('rename', connection.id)),
    ...(connection.signIn.method === 'demo'
      ? []
      : [
          entry('edit', 'Edit connection…', Pencil, () => edit(connection.id)),
          entry('test', 'Test connection', Plug, () => show('test', connection.id)),
          entry('sign-in', 'Sign in again', LogIn, () => signInAgain(connection.id)),
        ]),
    entry('sign-out', 'Sign out', LogOut, () => signOut(connection)),
  ]

  return [
    ...connections.connections
      .filter((connection) => connection.id !== connections.activeId)
      .map((connection): PaletteEntry => ({
        ...entry(connection.id, `Switch to ${connection.name}`, Server, () => activate(connection)),
        detail: connectionDetail(connection),
        connection,
      })),
    ...(active === null ? [] : ofActive(active)),
    {
      ...entry('new', 'Connect another workspace', Plus, () => router.push({ name: 'welcome' })),
      detail: '',
    },
    {
      ...entry('manage', 'Manage connections', Settings2, () =>
        router.push({ name: 'welcome', hash: '#recent' }),
      ),
      detail: '',
    },
  ]
}
