import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import {
  canceledBy,
  causeOf,
  causeOfCode,
  knownCodes,
} from '../../../../src/main/exports/failure-causes.ts'
import type { Evidence } from '../../../../src/main/exports/failure-causes.ts'

function evidence(change: Partial<Evidence>): Evidence {
  return { code: '', resultState: '', lifeCycleState: '', type: '', text: '', ...change }
}

/** The values of a union in the SDK's types: what the API may answer today. */
function valuesOf(union: string): string[] {
  const file = createRequire(import.meta.url).resolve(
    '@databricks/sdk-experimental/dist/apis/jobs/model.d.ts',
  )
  const declared = readFileSync(file, 'utf8').split(`export type ${union} =`)[1] ?? ''
  // The comments between the values hold semicolons of their own.
  const plain = declared.replace(/\/\*[\s\S]*?\*\//g, '')
  const body = plain.slice(0, plain.indexOf(';'))
  return [...body.matchAll(/"([A-Z_]+)"/g)].map(([, value]) => value ?? '')
}

describe('the table of known causes', () => {
  const codes = valuesOf('TerminationCodeCode').filter((code) => code !== 'SUCCESS')
  const results = valuesOf('RunResultState').filter((state) => state !== 'SUCCESS')

  it('knows every code of the SDK', () => {
    expect(codes.length).toBeGreaterThan(20)
    expect(results.length).toBeGreaterThan(7)
  })

  it.each([...new Set([...codes, ...results, 'EVICTED', 'UPSTREAM_EVICTED', 'BREAKING_CHANGE'])])(
    'has a row for %s that says what it means and what to try',
    (code) => {
      const cause = causeOfCode(code)
      expect(cause?.meaning).toMatch(/\.$/)
      expect(cause?.advice).toMatch(/\.$/)
    },
  )

  it('has no code twice', () => {
    expect(new Set(knownCodes).size).toBe(knownCodes.length)
  })
})

const said: [text: string, cause: string][] = [
  [
    'com.databricks.dbutils_v1.InputWidgetNotDefined: No input widget named config_path is defined',
    'parameter-missing',
  ],
  ['ValueError: config_path is required', 'parameter-missing'],
  [
    "FileNotFoundError: [Errno 2] No such file or directory: '/Workspace/Shared/config.yml'",
    'config-missing',
  ],
  ['yaml.scanner.ScannerError: while scanning for the next token found character', 'config-broken'],
  ["KeyError: 'initial_variables'", 'config-broken'],
  ['ValueError: workflows[3]: job_id is not an integer', 'config-broken'],
  ['ValueError: initial_variables.v_start_path is not set', 'config-broken'],
  ['InvalidParameterValue: Job 810105583362026 does not exist.', 'item-missing'],
  [
    'ResourceDoesNotExist: The specified pipeline d4623163-fa76-4fb3-a117-663851c9f32f was not found.',
    'item-missing',
  ],
  ['Secret does not exist with scope: exports and key: storage', 'secret'],
  ['PERMISSION_DENIED: You are not authorized to restart this cluster', 'cluster-permission'],
  [
    "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE SCHEMA on Schema 'main.exports'",
    'unity-catalog',
  ],
  ['DatabricksError: 403 Client Error: Invalid access token', 'token'],
  [
    'PermissionDenied: maria@example.com does not have Manage permissions on /Shared/exports',
    'permission',
  ],
  [
    'AZURE_QUOTA_EXCEEDED_EXCEPTION: Operation could not be completed as it results in exceeding approved Total Regional Cores quota',
    'cloud-quota',
  ],
  ['AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE: InsufficientInstanceCapacity', 'cloud-quota'],
  ['The cluster lost nodes: SPOT_INSTANCE_TERMINATION', 'spot-lost'],
  ['Instance pool 0412-pool does not exist', 'instance-pool'],
  ['java.lang.OutOfMemoryError: Java heap space', 'out-of-memory'],
  ['The Python process exited with exit code 137 (SIGKILL: Killed)', 'out-of-memory'],
  ['The spark driver has stopped unexpectedly and is restarting.', 'driver-crashed'],
  ['OSError: [Errno 28] No space left on device', 'disk-full'],
  ['Library installation failed for library due to user error', 'library'],
  ["ModuleNotFoundError: No module named 'exporter'", 'module-missing'],
  [
    'Unable to access the notebook "/Shared/workflow_exporter/validate". Either it does not exist',
    'notebook-missing',
  ],
  ['REQUEST_LIMIT_EXCEEDED: Your workspace has exceeded the rate limit', 'api-rate'],
  ['MAX_NOTEBOOK_SIZE_EXCEEDED: the content exceeds the limit', 'file-too-large'],
  ['requests.exceptions.ConnectionError: Name or service not known', 'network'],
  ['Run exceeded its timeout of 3600 seconds', 'timeout'],
]

describe('the cause of a failure', () => {
  it.each(said)('that says %j is %s', (text, cause) => {
    const failed = { code: 'RUN_EXECUTION_ERROR', resultState: 'FAILED', type: 'CLIENT_ERROR' }
    expect(causeOf(evidence({ ...failed, text })).cause).toBe(cause)
    expect(causeOf(evidence({ code: 'INTERNAL_ERROR', text })).cause).toBe(cause)
  })

  it.each([
    [
      'a cancellation, whatever the trace says',
      { code: 'USER_CANCELED', text: 'PERMISSION_DENIED' },
      'canceled',
    ],
    ['a limit on runs', { resultState: 'MAXIMUM_CONCURRENT_RUNS_REACHED' }, 'too-many-runs-of-job'],
    ['a skipped run', { lifeCycleState: 'SKIPPED' }, 'skipped'],
    [
      'an end by Databricks for time',
      { code: 'CANCELED', text: 'Run exceeded maximum run duration' },
      'timeout',
    ],
    ['an end by Databricks', { code: 'CANCELED' }, 'canceled-by-databricks'],
    ['an end by an internal error', { lifeCycleState: 'INTERNAL_ERROR' }, 'internal'],
    ['a failed task without words', { resultState: 'FAILED' }, 'task-failed'],
    ['a code of the future with a type', { code: 'SOLAR_FLARE', type: 'CLOUD_FAILURE' }, 'cloud'],
  ] as const)('of %s is told by its code', (_what, given, cause) => {
    expect(causeOf(evidence(given)).cause).toBe(cause)
  })

  it('that nobody knows is told honestly', () => {
    expect(causeOf(evidence({ code: 'SOLAR_FLARE' }))).toMatchObject({
      cause: 'unknown',
      meaning: expect.stringContaining('SOLAR_FLARE') as string,
    })
    expect(causeOf(evidence({})).meaning).toContain('does not say how')
  })

  it('is found in a long trace without delay', () => {
    const text = `config_path ${'x'.repeat(200_000)} pipeline ${'- '.repeat(50_000)}`
    expect(causeOf(evidence({ code: 'SOLAR_FLARE', text })).cause).toBe('unknown')
  })
})

describe('who canceled', () => {
  it.each([
    ['Run cancelled by user maria.silva@example.com.', 'maria.silva@example.com'],
    ['Canceled by "you@example.com"', 'you@example.com'],
    [
      'Run canceled by 3f6c1e58-9a47-4b0e-8d15-72c0a9b4e6f1',
      '3f6c1e58-9a47-4b0e-8d15-72c0a9b4e6f1',
    ],
    ['Run cancelled.', null],
    ['', null],
  ])('as in %j is %j', (message, who) => {
    expect(canceledBy(message)).toBe(who)
  })
})
