import type { ConnectionTest, TestStep } from '../../../shared/connection.ts'
import type { ErrorCode } from '../../../shared/errors.ts'

export const layerWords: Readonly<Record<TestStep['layer'], string>> = {
  address: 'Address',
  proxy: 'Proxy',
  name: 'Host name',
  reach: 'Network',
  encryption: 'Encryption',
  databricks: 'Databricks',
  clock: 'Clock',
  'sign-in': 'Sign-in',
  access: 'Access',
}

export const stateWords: Readonly<Record<TestStep['state'], string>> = {
  waiting: 'waiting',
  running: 'under way',
  passed: 'passed',
  skipped: 'skipped',
  failed: 'failed',
}

const networkCodes: readonly ErrorCode[] = [
  'proxy',
  'tls',
  'host-not-found',
  'connection-refused',
  'connection-reset',
  'timeout',
]

/** Whether another proxy or certificate may be what is missing. */
export function networkHelps(code: ErrorCode): boolean {
  return networkCodes.includes(code)
}

/** One sentence on the whole test, also for screen readers while it runs. */
export function testSummary(
  steps: readonly TestStep[],
  result: ConnectionTest | null,
): { text: string; tone: 'good' | 'bad' | 'neutral' } {
  if (result === null) {
    const running = steps.find((step) => step.state === 'running')
    const layer = running ? `: ${layerWords[running.layer].toLowerCase()}` : ''
    return { text: `Testing${layer}…`, tone: 'neutral' }
  }
  const failed = result.steps.find((step) => step.state === 'failed')
  if (failed) return { text: `It fails at: ${layerWords[failed.layer].toLowerCase()}`, tone: 'bad' }
  if (result.userName === null) {
    return { text: 'All that can be tested without signing in works.', tone: 'good' }
  }
  return { text: `Signed in as ${result.userName} at ${result.host ?? ''}`, tone: 'good' }
}
