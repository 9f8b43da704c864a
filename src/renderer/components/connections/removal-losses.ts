import { CircleStop, Database, FileClock, History, KeyRound, Server, SquarePen } from '@lucide/vue'
import type { Component } from 'vue'
import type { Connection, ConnectionMethod, RemovalFacts } from '../../../shared/connection.ts'
import { formatCount } from '../../format.ts'
import { goesOn } from './connection-words.ts'

export interface RemovalLoss {
  icon: Component
  what: string
  /** Cannot be got back by connecting again. */
  heavy: boolean
}

function secretWords({ signIn, secretKept }: Connection): string {
  const what: Partial<Record<ConnectionMethod, string>> = {
    browser: 'The sign-in',
    token: 'The access token',
    demo: 'The token of the demo workspace',
  }
  const where = secretKept === 'session' ? 'this session' : 'the keychain'
  return `${what[signIn.method] ?? 'The secret'} kept in ${where}`
}

/** What goes from this computer when a connection is removed, as lines to read. */
export function removalLosses(connection: Connection, facts: RemovalFacts): RemovalLoss[] {
  const { cachedWorkflows, cachedPipelines, activeExports, finishedExports } = facts
  const lists = [
    ...(cachedWorkflows > 0 ? [formatCount(cachedWorkflows, 'workflow')] : []),
    ...(cachedPipelines > 0 ? [formatCount(cachedPipelines, 'pipeline')] : []),
  ].join(' and ')
  const losses: (RemovalLoss | false)[] = [
    { icon: Server, what: 'The connection with its name, colour and paths', heavy: false },
    facts.hasSecret && { icon: KeyRound, what: secretWords(connection), heavy: false },
    lists !== '' && { icon: Database, what: `Cached lists of ${lists}`, heavy: false },
    facts.hasUnsavedEdits && {
      icon: SquarePen,
      what: 'Unsaved edits of its configuration',
      heavy: true,
    },
    facts.keptVersions > 0 && {
      icon: FileClock,
      what: `${formatCount(facts.keptVersions, 'earlier version')} of its configuration files`,
      heavy: true,
    },
    activeExports > 0 && {
      icon: CircleStop,
      what: `${formatCount(activeExports, 'export')} under way will no longer be followed. ${goesOn(activeExports)}`,
      heavy: true,
    },
    finishedExports > 0 && {
      icon: History,
      what: `${formatCount(finishedExports, 'finished export')} in the history`,
      heavy: true,
    },
  ]
  return losses.filter((loss) => loss !== false)
}
