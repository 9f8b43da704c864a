import type { Connection } from '../../../shared/connection.ts'

/** The workspace without `https://`; the demo workspace's changing port says nothing to anyone. */
export function hostWords({ host, signIn }: Pick<Connection, 'host' | 'signIn'>): string {
  return signIn.method === 'demo' ? 'on this computer' : host.replace(/^https:\/\//, '')
}

/** "adb-1.azuredatabricks.net · you@example.com". */
export function connectionDetail(
  connection: Pick<Connection, 'host' | 'signIn' | 'userName'>,
): string {
  const host = hostWords(connection)
  return connection.userName === null ? host : `${host} · ${connection.userName}`
}
