import type { ConnectionTest, TestStep } from '../../../shared/connection.ts'
import type { AppError, ErrorCode } from '../../../shared/errors.ts'

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

/** Databricks is a name and stays as it is. */
function inSentence(layer: TestStep['layer']): string {
  return layer === 'databricks' ? layerWords[layer] : layerWords[layer].toLowerCase()
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
    const layer = running ? `: ${inSentence(running.layer)}` : ''
    return { text: `Testing${layer}…`, tone: 'neutral' }
  }
  const failed = result.steps.find((step) => step.state === 'failed')
  if (failed) return { text: `It fails at: ${inSentence(failed.layer)}`, tone: 'bad' }
  if (result.userName === null) {
    return { text: 'All that can be tested without signing in works.', tone: 'good' }
  }
  return { text: `Signed in as ${result.userName} at ${result.host ?? ''}`, tone: 'good' }
}

/** Why the keychain refused, below a title that says already that it did. */
export function whyNoKeychain({ message, suggestion, details }: AppError): string {
  const cause = typeof details.reason === 'string' ? details.reason : message
  return [cause.replace(/([^.!?])$/, '$1.'), suggestion].filter(Boolean).join(' ')
}
