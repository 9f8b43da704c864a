import type { DesktopBridge } from '../../src/shared/ipc.ts'

declare global {
  interface Window {
    readonly desktop: DesktopBridge
  }
}
