import { randomBytes, randomUUID } from 'node:crypto'
import { demoConnectionId } from '../../shared/connection.ts'
import type { RemovalFacts } from '../../shared/connection.ts'
import { BrowserFlow } from '../connections/browser-flow.ts'
import { createOpenSource } from '../connections/open-source.ts'
import { SecretKeeper } from '../connections/secret-keeper.ts'
import type { SecretStore } from '../connections/secrets.ts'
import { ConnectionsService } from '../connections/service.ts'
import { Sessions } from '../connections/sessions.ts'
import { signInWithBrowser } from '../connections/sign-in/browser-sign-in.ts'
import { signInOptions } from '../connections/sign-in/options.ts'
import { createStartDemo } from '../connections/start-demo.ts'
import { ConnectionStore } from '../connections/store.ts'
import { testConnection } from '../connections/test/test-connection.ts'
import { connectGateway } from '../databricks/connect.ts'
import type { Logger } from '../logging/logger.ts'
import { createFetch } from '../network/fetch.ts'
import type { NetworkService } from '../network/network-service.ts'
import type { StateFile } from '../state-file.ts'

export interface ConnectionsWiring {
  keychain: SecretStore
  network: NetworkService
  openStateFile: (name: string) => StateFile
  onSecret: (secret: string) => void
  /** A workspace at `host` (an origin) answered with this `Date` header. */
  onDate: (host: string, date: string | undefined) => void
  productVersion: string
  demo: { workerUrl: URL; stateFile: string; timeScale: number }
  /** Opens a page of a workspace's sign-in. */
  openBrowser: (url: string) => Promise<void>
  copyText: (text: string) => void
  /** Environment variables of the app, and the user's home folder: for ways to sign in. */
  environment: Readonly<Record<string, string | undefined>>
  home: string
  /** What other services keep for a connection. */
  belongings: (connectionId: string) => Promise<Omit<RemovalFacts, 'hasSecret'>>
  logger: Logger
  now: () => number
}

/** Builds the connections, with all ways to sign in to a workspace and the gateways to it. */
export function wireConnections(options: ConnectionsWiring): {
  browser: BrowserFlow
  connections: ConnectionsService
} {
  const { copyText, demo, environment, home, keychain, logger, network, now, onDate } = options
  const { belongings, onSecret, openBrowser, openStateFile } = options
  const fetch = createFetch(network)
  const secrets = new SecretKeeper({ keychain, onSecret })
  const signInLogger = logger.scope('sign-in')
  const sessions: Sessions = new Sessions({
    keychain,
    secrets,
    connect: (gateway) =>
      connectGateway({
        ...gateway,
        network,
        logger,
        now,
        onDate,
        productVersion: options.productVersion as `${number}.${number}.${number}`,
      }),
    openSource: createOpenSource({
      fetch,
      environment,
      home,
      network,
      now,
      onSecret,
      logger: signInLogger,
    }),
    startDemo: createStartDemo({
      ...demo,
      lastHost: () => connections.get(demoConnectionId)?.host,
      logger: logger.scope('demo'),
    }),
    newToken: () => `dapi${randomBytes(16).toString('hex')}`,
    onSecret,
    logger: logger.scope('connections'),
  })
  const browser = new BrowserFlow({
    signIn: ({ host, signal, onWaiting }) =>
      signInWithBrowser({
        host,
        signal,
        onWaiting,
        fetch,
        openBrowser,
        now,
        onSecret,
        logger: signInLogger,
      }),
    openBrowser,
    copyText,
  })
  const connections: ConnectionsService = new ConnectionsService({
    store: new ConnectionStore({
      file: openStateFile('connections'),
      logger: logger.scope('connections'),
    }),
    sessions,
    secrets,
    browser,
    signInOptions: () => signInOptions({ environment, home, logger: signInLogger }),
    runTest: (test) =>
      testConnection({ ...test, network, now, logger: logger.scope('connection-test') }),
    belongings,
    logger: logger.scope('connections'),
    now,
    newId: randomUUID,
  })
  return { browser, connections }
}
