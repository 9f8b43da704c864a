import type { ConnectionStatus } from '../../../shared/connection.ts'

export const statusWords: Readonly<Record<ConnectionStatus['state'], string>> = {
  connected: 'Connected',
  connecting: 'Connecting',
  disconnected: 'Not connected',
  failed: 'Connection failed',
}
