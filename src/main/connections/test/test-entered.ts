import type {
  Connection,
  ConnectionInput,
  ConnectionTest,
  TestStep,
} from '../../../shared/connection.ts'
import type { DatabricksGateway } from '../../databricks/gateway.ts'
import type { ConnectionMaker } from '../connection-maker.ts'
import type { Sessions } from '../sessions.ts'

/** Walks through the layers; see `testConnection`. */
export type RunTest = (options: {
  host: string | (() => Promise<string>)
  /** Null when the sign-in needs a person in the browser, which a test does not ask for. */
  openGateway: (() => Promise<DatabricksGateway>) | null
  signal: AbortSignal
  onProgress: (steps: TestStep[]) => void
}) => Promise<ConnectionTest>

export interface EnteredTestOptions {
  maker: Pick<ConnectionMaker, 'trial'>
  sessions: Pick<Sessions, 'gateway'>
  runTest: RunTest
  signal: AbortSignal
  /** Told all steps after each change. */
  onProgress: (steps: TestStep[]) => void
}

/**
 * Tests what a person entered and keeps nothing. `known`: the connection that it would change, whose
 * kept secret or open session serves. Throws `canceled`; a layer that fails is in the answer.
 */
export function testEntered(
  input: ConnectionInput,
  known: Connection | null,
  { maker, sessions, runTest, signal, onProgress }: EnteredTestOptions,
): Promise<ConnectionTest> {
  const trial = () => maker.trial(input, known)
  const { method } = input.signIn
  const bringsHost = method === 'profile' || method === 'environment'
  return runTest({
    host: bringsHost ? async () => hostOf(await trial()) : (input.host ?? ''),
    openGateway: method === 'browser' ? browserGateway(known, sessions) : trial,
    signal,
    onProgress,
  })
}

function browserGateway(
  known: Connection | null,
  sessions: Pick<Sessions, 'gateway'>,
): (() => Promise<DatabricksGateway>) | null {
  if (known?.signIn.method !== 'browser') return null
  // The session's own, because its refresh token changes with every use; others share it.
  return async () => ({ ...(await sessions.gateway(known)), close: () => undefined })
}

function hostOf(gateway: DatabricksGateway): string {
  gateway.close()
  return gateway.host
}
