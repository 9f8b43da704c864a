import type { Connection } from '../../../shared/connection.ts'

/** The workspace without `https://`; the demo workspace's changing port says nothing to anyone. */
export function hostWords({ host, signIn }: Pick<Connection, 'host' | 'signIn'>): string {
  return signIn.method === 'demo' ? 'on this computer' : host.replace(/^https:\/\//, '')
}

const longestInSentence = 40

/** A name for a title or a sentence; the whole one stands where connections are listed. */
export function nameInWords(name: string): string {
  const signs = [...name]
  return signs.length <= longestInSentence
    ? name
    : `${signs.slice(0, longestInSentence - 1).join('')}…`
}

/** "adb-1.azuredatabricks.net · you@example.com". */
export function connectionDetail(
  connection: Pick<Connection, 'host' | 'signIn' | 'userName'>,
): string {
  const host = hostWords(connection)
  return connection.userName === null ? host : `${host} · ${connection.userName}`
}

/** What the end of following does not change. */
export function goesOn(exports: number): string {
  return exports === 1 ? 'Its run goes on in Databricks.' : 'Their runs go on in Databricks.'
}
