import { callChannel, eventChannel } from '../shared/channels.ts'

/** The part of `ipcRenderer` that the bridge uses. */
export interface BridgeIpc {
  invoke(channel: string, ...parameters: unknown[]): Promise<unknown>
  on(channel: string, listener: (event: unknown, payload: unknown) => void): unknown
  off(channel: string, listener: (event: unknown, payload: unknown) => void): unknown
}

type BridgeCall = (input?: unknown) => Promise<unknown>
type BridgeOn = (name: string, listener: (payload: unknown) => void) => () => void

/** The members of the bridge before the contract's types are put on them. */
export type Bridge = Readonly<Record<string, Readonly<Record<string, BridgeCall>> | BridgeOn>>

/**
 * The page's only way to main: one function per call of the contract and `on` for its events. The
 * page can neither choose a channel nor reach `ipcRenderer`.
 */
export function createBridge(
  callNames: Readonly<Record<string, readonly string[]>>,
  eventNames: readonly string[],
  ipc: BridgeIpc,
): Bridge {
  const known = new Set(eventNames)
  const groups = Object.entries(callNames).map(([group, names]) => {
    const members = names.map((name): [string, BridgeCall] => [
      name,
      (input) => ipc.invoke(callChannel, `${group}.${name}`, input),
    ])
    return [group, Object.fromEntries(members)] as const
  })
  const on: BridgeOn = (name, listener) => {
    if (!known.has(name)) throw new TypeError(`There is no event named ${String(name)}`)
    if (typeof listener !== 'function') throw new TypeError('A listener must be a function')
    const channel = eventChannel(name)
    // The event object leads to ipcRenderer: the page gets the payload only.
    const receive = (_event: unknown, payload: unknown): void => {
      listener(payload)
    }
    ipc.on(channel, receive)
    return () => {
      ipc.off(channel, receive)
    }
  }
  return { ...Object.fromEntries(groups), on }
}
