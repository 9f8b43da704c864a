import { describe, expect, it } from 'vitest'
import {
  environmentOption,
  readEnvironment,
} from '../../../../../src/main/connections/sign-in/environment.ts'

const DATABRICKS_HOST = 'https://adb-1.7.azuredatabricks.net/?o=1'
const host = 'https://adb-1.7.azuredatabricks.net'

describe('the environment', () => {
  it.each([
    [{ DATABRICKS_TOKEN: 'canary' }, 'personal access token', { kind: 'token', token: 'canary' }],
    [
      { DATABRICKS_CLIENT_ID: 'id', DATABRICKS_CLIENT_SECRET: 'canary' },
      'service principal (OAuth)',
      { kind: 'service-principal', clientId: 'id', clientSecret: 'canary' },
    ],
    [
      { ARM_TENANT_ID: 't', ARM_CLIENT_ID: 'id', ARM_CLIENT_SECRET: 'canary' },
      'Azure service principal',
      {
        kind: 'azure-service-principal',
        tenantId: 't',
        clientId: 'id',
        clientSecret: 'canary',
        cloud: 'public',
      },
    ],
    [
      { DATABRICKS_AUTH_TYPE: 'azure-cli', ARM_TENANT_ID: 't' },
      'Azure CLI login',
      { kind: 'azure-cli', tenantId: 't' },
    ],
    [
      { DATABRICKS_AUTH_TYPE: 'databricks-cli' },
      'Databricks CLI login',
      { kind: 'databricks-cli', profile: null },
    ],
  ])('offers %j', (variables, kind, credentials) => {
    const environment = { DATABRICKS_HOST, PATH: '/bin', ...variables }
    const option = environmentOption(environment)
    expect(option).toMatchObject({ host, kind, problem: null })
    expect([...(option?.variables ?? [])].sort()).toEqual(
      ['DATABRICKS_HOST', ...Object.keys(variables)].sort(),
    )
    expect(JSON.stringify(option)).not.toContain('canary')
    expect(readEnvironment(environment)).toEqual({ host, credentials })
  })

  it('offers nothing without a host, even if it names a profile', () => {
    for (const environment of [
      {},
      { DATABRICKS_HOST: ' ' },
      { DATABRICKS_TOKEN: 'x' },
      { DATABRICKS_CONFIG_PROFILE: 'dev' },
    ]) {
      expect(environmentOption(environment)).toBeNull()
      expect(() => readEnvironment(environment)).toThrow(
        expect.objectContaining({
          code: 'unauthorized',
          message: 'The environment variable DATABRICKS_HOST is not set.',
        }),
      )
    }
  })

  it.each([
    [{ DATABRICKS_AUTH_TYPE: 'pat' }, '“DATABRICKS_TOKEN” is missing'],
    [{ DATABRICKS_CLIENT_SECRET: 'canary' }, '“DATABRICKS_CLIENT_ID” is missing'],
    [{ ARM_CLIENT_SECRET: 'canary' }, '“ARM_TENANT_ID” and “ARM_CLIENT_ID” are missing'],
    [{ DATABRICKS_USERNAME: 'u', DATABRICKS_PASSWORD: 'canary' }, '“basic”'],
    [{ DATABRICKS_HOST: 'https://accounts.azuredatabricks.net' }, 'account console'],
  ])('that cannot be used says why: %j', (variables, problem) => {
    const environment = { DATABRICKS_HOST, ...variables }
    const option = environmentOption(environment)
    expect(option?.problem).toContain(problem)
    expect(JSON.stringify(option)).not.toContain('canary')
    expect(() => readEnvironment(environment)).toThrow(
      expect.objectContaining({ code: 'unauthorized', message: expect.stringContaining(problem) }),
    )
  })
})
