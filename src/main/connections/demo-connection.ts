import { demoConnectionId } from '../../shared/connection.ts'
import type { Connection } from '../../shared/connection.ts'

/** The connection to the demo workspace when it is opened for the first time; `now` in UTC ms. */
export function newDemoConnection(now: number): Connection {
  return {
    id: demoConnectionId,
    name: 'Demo workspace',
    color: 'none',
    host: 'http://127.0.0.1',
    signIn: { method: 'demo' },
    secretKept: 'keychain',
    userName: null,
    createdAt: now,
    lastConnectedAt: null,
  }
}
