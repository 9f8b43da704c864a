import { net, powerMonitor } from 'electron'
import type { Logger } from '../logging/logger.ts'

export interface PowerOptions {
  /** The computer woke up or the network came back: what was waiting can try again now. */
  onAwake: (reason: 'resume' | 'online') => void
  /** The computer shuts down. */
  onShutdown: () => void
  logger: Logger
}

const networkCheckMs = 5000

/** Watches sleep, shutdown and network; to be called when the app is ready. Returns how to stop. */
export function watchPower({ onAwake, onShutdown, logger }: PowerOptions): () => void {
  const resumed = (): void => {
    logger.info('The computer woke up')
    onAwake('resume')
  }
  powerMonitor.on('resume', resumed)
  powerMonitor.on('shutdown', onShutdown)
  // Main has no event for the network, so it is asked.
  let online = net.isOnline()
  const timer = setInterval(() => {
    const now = net.isOnline()
    if (now !== online) logger.info(now ? 'The network is back' : 'The network is gone')
    if (now && !online) onAwake('online')
    online = now
  }, networkCheckMs)
  return () => {
    clearInterval(timer)
    powerMonitor.off('resume', resumed)
    powerMonitor.off('shutdown', onShutdown)
  }
}
