import { describe, expect, it } from 'vitest'
import { explainFailure, lastLines } from '../../../scripts/lib/messages.mjs'

describe('the words for a failed download or install', () => {
  it.each([
    ['npm error nospc ENOSPC: no space left on device, write', /disk is full/],
    ['tar: x: Cannot write: No space left on device', /disk is full/],
    ['npm error code EDQUOT', /disk is full/],
    ['npm error network request failed, reason: getaddrinfo ENOTFOUND registry', /no network/],
    ['getaddrinfo EAI_AGAIN registry', /no network.*HTTPS_PROXY/],
    ['connect ECONNREFUSED 127.0.0.1:9', /refused or broke off.*HTTPS_PROXY/],
    ['npm error code ERR_SOCKET_TIMEOUT', /refused or broke off/],
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
    ['unable to get local issuer certificate', /NODE_EXTRA_CA_CERTS/],
    ['npm error code E404', /registry does not have it/],
    ['npm error code EINTEGRITY', /not what its publisher made/],
    ['npm error code E401', /was refused.*credentials/],
    ['HTTP 407 Proxy Authentication Required', /was refused.*HTTPS_PROXY/],
    ["npm error Error: EACCES: permission denied, mkdir '/x'", /cannot be written/],
    ['something never seen', /See the messages above/],
  ])('%s', (output, words) => {
    expect(explainFailure(output)).toMatch(words)
  })
})

describe('a long output', () => {
  it('is shown from where it says why', () => {
    const output = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n')
    expect(lastLines(`${output}\n`, 2)).toBe('line 28\nline 29')
    expect(lastLines('short', 2)).toBe('short')
  })
})
