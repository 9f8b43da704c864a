import { contextBridge, ipcRenderer } from 'electron'
import { createBridge } from './bridge.ts'

// Filled in when it is built: the contract's names without its schemas.
declare const __CALL_NAMES__: Readonly<Record<string, readonly string[]>>
declare const __EVENT_NAMES__: readonly string[]

contextBridge.exposeInMainWorld(
  'desktop',
  createBridge(__CALL_NAMES__, __EVENT_NAMES__, {
    invoke: (channel, ...parameters) => ipcRenderer.invoke(channel, ...parameters),
    on: (channel, listener) => ipcRenderer.on(channel, listener),
    off: (channel, listener) => ipcRenderer.off(channel, listener),
  }),
)
