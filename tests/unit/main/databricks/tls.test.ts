import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answering, connect, failureOf, oddServer, through } from './support.ts'
import { skips } from '../../../support/skip.ts'

const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function openssl(...words: string[]): void {
  execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' })
}

function hasOpenssl(): boolean {
  try {
    openssl('version')
    return true
  } catch {
    console.warn('No certificate tests: the command openssl is not there to make certificates.')
    return false
  }
}

const read = (name: string) => readFileSync(join(folder, name))
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

function issue(name: string, alternative: string, ...validity: string[]): void {
  writeFileSync(join(folder, 'extensions'), `subjectAltName=${alternative}\n`)
  openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', 'request', '-subj', '/CN=server')
  const signer = ['-CA', 'issuer.pem', '-CAkey', 'issuer.key', '-CAcreateserial']
  const output = ['-out', `${name}.pem`, '-extfile', 'extensions']
  openssl('x509', '-req', '-in', 'request', ...signer, ...output, ...validity)
}

function issueExpired(name: string, alternative: string): void {
  try {
    issue(name, alternative, '-days', '-1')
  } catch {
    // From OpenSSL 3.4 on, dates in the past are given as such.
    const dates = ['-not_before', '20200101000000Z', '-not_after', '20200102000000Z']
    issue(name, alternative, ...dates)
  }
}

const here = 'DNS:localhost,IP:127.0.0.1'

describe.skipIf(skips(hasOpenssl() ? null : 'There is no openssl to make certificates with.'))(
  'the certificate of a workspace',
  () => {
    beforeAll(() => {
      const authority = ['-keyout', 'issuer.key', '-out', 'issuer.pem', '-subj', '/CN=Test issuer']
      openssl('req', '-x509', ...newKey, ...authority, '-days', '2')
      const own = ['-keyout', 'own.key', '-out', 'own.pem', '-subj', '/CN=localhost']
      openssl('req', '-x509', ...newKey, ...own, '-days', '2', '-addext', `subjectAltName=${here}`)
      issue('good', here, '-days', '2')
      issue('other', 'DNS:other.example', '-days', '2')
      issueExpired('expired', here)
    })

    async function callTo(certificate: string, trust: boolean) {
      const tls = { key: read(`${certificate}.key`), cert: read(`${certificate}.pem`) }
      const server = await oddServer(answering({ userName: 'a@b.c' }), tls)
      const network = trust ? through(new https.Agent({ ca: read('issuer.pem') })) : undefined
      const gateway = await connect({ host: server.url, token: 't', network })
      return { gateway, server, host: new URL(server.url).host }
    }

    it('is taken when its issuer is known', async () => {
      const { gateway } = await callTo('good', true)
      expect(await gateway.identity.me()).toMatchObject({ userName: 'a@b.c' })
    })

    it.each([
      ['self-signed', 'own', false, 'is self-signed', 'under Settings, Network'],
      [
        'from an unknown issuer',
        'good',
        false,
        'issuer (“Test issuer”) that this computer does not know',
        'company',
      ],
      ['expired', 'expired', true, 'is no longer valid', 'date and time'],
      ['of another name', 'other', true, 'belongs to another name', 'typing mistakes'],
    ])(
      'that is %s is refused, said so, and no token is sent',
      async (_name, file, trust, what, next) => {
        const { gateway, server, host } = await callTo(file, trust)
        const failure = await failureOf(gateway.identity.me())
        expect(failure.code).toBe('tls')
        expect(failure.message).toContain(host)
        expect(failure.message).toContain(what)
        expect(failure.suggestion).toContain(next)
        expect(server.requests).toEqual([])
      },
    )
  },
)

describe('a port without encryption', () => {
  it('is said to agree on none', async () => {
    const server = await oddServer(answering({}))
    const gateway = await connect({ host: server.url.replace('http:', 'https:'), token: 't' })
    const failure = await failureOf(gateway.identity.me())
    expect(failure.code).toBe('tls')
    expect(failure.message).toContain('No encrypted connection')
  })
})
