import { onScopeDispose } from 'vue'
import type { Router } from 'vue-router'
import type { PayloadOf } from '../../shared/ipc.ts'
import { onEvent } from '../desktop.ts'
import { pages } from '../pages.ts'
import { useSession } from '../stores/session.ts'

export type Command = PayloadOf<'app.command'>['command']

const handlers = new Map<Command, (() => void)[]>()

/** Carries out a command while the component is alive; the newest one on screen wins. */
export function useCommand(command: Command, handler: () => void): void {
  const stack = handlers.get(command) ?? []
  handlers.set(command, [...stack, handler])
  onScopeDispose(() => {
    handlers.set(
      command,
      (handlers.get(command) ?? []).filter((other) => other !== handler),
    )
  })
}

export function runCommand(command: Command): boolean {
  const handler = handlers.get(command)?.at(-1)
  handler?.()
  return handler !== undefined
}

const keys: Readonly<Record<string, Command>> = {
  f: 'search',
  r: 'refresh',
  s: 'save',
  k: 'palette',
}

/** On a Mac Cmd, elsewhere Ctrl. */
export const isMac = /mac/i.test(navigator.platform)
export const modifierLabel = isMac ? '⌘' : 'Ctrl'

/**
 * Listens to the menu's commands and, for windows without a menu, to the keys themselves. A key that
 * is handled here never reaches the menu, so that nothing happens twice. Locked, nothing happens; only
 * a notification of an export still chooses where to be after the unlocking.
 */
export function useShortcuts(router: Router): void {
  const session = useSession()
  onEvent('app.command', ({ command }) => !session.locked && runCommand(command))
  onEvent('app.show', ({ page, exportId }) => {
    if (session.locked && exportId === null) return
    void router.push({ name: page, query: exportId === null ? {} : { export: exportId } })
  })

  function onKey(event: KeyboardEvent): void {
    // An editor has used the key already.
    if (event.defaultPrevented) return
    const modifier = isMac ? event.metaKey : event.ctrlKey
    if (!modifier || event.altKey || event.shiftKey || session.locked) return
    const page = pages[Number(event.key) - 1]
    const command = keys[event.key.toLowerCase()]
    if (page !== undefined) void router.push({ name: page.name })
    else if (command === undefined || !runCommand(command)) return
    event.preventDefault()
  }
  window.addEventListener('keydown', onKey)

  onScopeDispose(() => window.removeEventListener('keydown', onKey))
}
