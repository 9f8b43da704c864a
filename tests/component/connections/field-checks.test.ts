import { describe, expect, it } from 'vitest'
import {
  checkClientId,
  checkHost,
  checkSecret,
  checkTenant,
  cleanTyped,
  cloudOfHost,
} from '../../../src/renderer/components/connections/field-checks.ts'

const guid = '0f8fad5b-d9cb-469f-a165-70867728950e'
const fine = { problem: null, advice: null }
const refused = { problem: expect.any(String), advice: null }
const advised = { problem: null, advice: expect.any(String) }

describe('what was copied along', () => {
  it.each([
    ['  dapi1 \n', 'dapi1'],
    ['"dapi1"', 'dapi1'],
    ['‘dapi1’', 'dapi1'],
    ["' dapi1 '", 'dapi1'],
    ['Bearer dapi1', 'dapi1'],
    ['"', '"'],
    ["it's", "it's"],
  ])('%j is taken as %j', (typed, meant) => {
    expect(cleanTyped(typed)).toBe(meant)
  })
})

describe('a workspace address', () => {
  it('says what it becomes', () => {
    expect(checkHost('adb-1.2.azuredatabricks.net/?o=3', true)).toEqual({
      problem: null,
      advice: 'Connects to https://adb-1.2.azuredatabricks.net',
    })
  })

  it('is needed, and has to be one', () => {
    expect(checkHost('', false)).toEqual(refused)
    expect(checkHost('http://adb-1.azuredatabricks.net', false)).toEqual(refused)
  })

  it('on another cloud cannot take a login of Azure', () => {
    expect(checkHost('dbc-1.cloud.databricks.com', true).advice).toContain('not on Azure')
    expect(checkHost('dbc-1.cloud.databricks.com', false).advice).toContain('Connects to')
  })

  it.each([
    ['adb-1.2.azuredatabricks.net', 'public'],
    ['adb-1.2.databricks.azure.us', 'us-government'],
    ['adb-1.2.databricks.azure.cn', 'china'],
    ['127.0.0.1:1', null],
    ['', null],
  ])('%s is in the cloud %s', (host, cloud) => {
    expect(cloudOfHost(host)).toBe(cloud)
  })
})

describe('ids', () => {
  it('of a tenant are GUIDs or domains', () => {
    expect(checkTenant(guid, true)).toEqual(fine)
    expect(checkTenant('contoso.onmicrosoft.com', true)).toEqual(fine)
    expect(checkTenant('contoso', true)).toEqual(refused)
    expect(checkTenant('', true)).toEqual(refused)
    expect(checkTenant('', false)).toEqual(fine)
  })

  it('of a client are mostly GUIDs and never secrets', () => {
    expect(checkClientId(guid)).toEqual(fine)
    expect(checkClientId('my-client')).toEqual(advised)
    expect(checkClientId('two words')).toEqual(refused)
    expect(checkClientId('dose0123')).toEqual(refused)
    expect(checkClientId('')).toEqual(refused)
  })
})

describe('secrets', () => {
  it.each([
    ['token', 'dapi0123', fine],
    ['token', '', refused],
    ['token', 'dapi 0123', refused],
    ['token', 'abc', advised],
    ['token', 'dose0123', advised],
    ['service-principal', 'dose0123', fine],
    ['service-principal', 'dapi0123', advised],
    ['service-principal', 'abc', advised],
    ['azure-service-principal', 'x8Q~abc', fine],
    ['azure-service-principal', guid, refused],
  ] as const)('as %s: %j', (method, typed, check) => {
    expect(checkSecret(method, typed)).toEqual(check)
  })

  it('are never repeated in what is said about them', () => {
    for (const method of ['token', 'service-principal', 'azure-service-principal'] as const) {
      const words = checkSecret(method, 'planted secret')
      expect(JSON.stringify(words)).not.toContain('planted')
    }
  })
})
