import { describe, expect, it } from 'vitest'
import { azureCliToken } from '../../../../../src/main/connections/sign-in/azure-cli.ts'
import { azAnswer, StubCommands } from './stub-commands.ts'

const expiresAt = Date.UTC(2026, 0, 15, 13)
const asked = [
  'account',
  'get-access-token',
  '--resource',
  '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
  '--output',
  'json',
]

async function answering(behaviour: object) {
  const stubs = await StubCommands.make()
  await stubs.put('az', behaviour)
  const token = (tenantId: string | null = null) =>
    azureCliToken({ commands: stubs.commands(), tenantId })
  return { stubs, token }
}

describe('the Azure CLI', () => {
  it('is asked for a token for Azure Databricks', async () => {
    const { stubs, token } = await answering({ stdout: azAnswer('T.o-k_en', expiresAt) })
    expect(await token()).toEqual({ value: 'T.o-k_en', expiresAt })
    expect((await stubs.calls('az')).map(({ argv }) => argv)).toEqual([asked])
  })

  it('is asked for the token of a tenant when there is one', async () => {
    const { stubs, token } = await answering({ stdout: azAnswer('T', expiresAt) })
    await token('contoso.com')
    expect((await stubs.calls('az'))[0]?.argv).toEqual([...asked, '--tenant', 'contoso.com'])
  })

  it('of an older version tells the expiry in local time', async () => {
    const stdout = JSON.stringify({ accessToken: 'T', expiresOn: '2026-01-15 13:00:00.123456' })
    const { token } = await answering({ stdout: `A new version is there.\n${stdout}\n` })
    expect(await token()).toEqual({ value: 'T', expiresAt: new Date(2026, 0, 15, 13).getTime() })
  })

  it('without an expiry gives a token that is good until it is refused', async () => {
    const { token } = await answering({ stdout: '{"accessToken": "T"}' })
    expect(await token()).toEqual({ value: 'T', expiresAt: null })
  })

  it.each([
    "ERROR: Please run 'az login' to setup account.",
    'ERROR: AADSTS700082: The refresh token has expired due to inactivity.\nTrace ID: 1\nInteractive authentication is needed. Please run:\naz login --scope x/.default',
    'ERROR: AADSTS50132: The session timed out.',
    'ERROR: AADSTS50076: Due to a configuration change you must use multi-factor authentication.',
  ])('whose login is over says what to run: %s', async (stderr) => {
    const { token } = await answering({ stderr, exitCode: 1 })
    await expect(token('contoso.com')).rejects.toMatchObject({
      code: 'unauthorized',
      suggestion: 'Run “az login --tenant contoso.com” in a terminal, then try again.',
    })
    await expect(token()).rejects.toMatchObject({
      suggestion: 'Run “az login” in a terminal, then try again.',
    })
  })

  it.each([
    ['AADSTS90002: Tenant contoso.com not found.', 'command-failed', 'contoso.com'],
    [
      'AADSTS500011: The resource principal was not found.',
      'command-failed',
      'no Azure Databricks',
    ],
    ['SSLError: CERTIFICATE_VERIFY_FAILED', 'tls', 'certificate'],
    ['HTTPSConnectionPool: Max retries exceeded (getaddrinfo failed)', 'network', 'reach'],
    ['Traceback: KeyError', 'command-failed', 'could not give a token'],
  ])('that fails otherwise says why: %s', async (stderr, code, words) => {
    const { token } = await answering({ stderr, exitCode: 1 })
    await expect(token('contoso.com')).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    })
  })

  it.each(['', 'null', '{"accessToken": 1}', '<html>', '{"accessToken": "a\\nb: c"}', '}{'])(
    'that answers with garbage is not believed: %s',
    async (stdout) => {
      const { token } = await answering({ stdout })
      await expect(token()).rejects.toMatchObject({
        code: 'command-failed',
        message: 'The Azure CLI (az) answered without a token.',
      })
    },
  )

  it('never gets a secret into the words of an error', async () => {
    const jwt = `eyJ${'a'.repeat(40)}.${'b'.repeat(200)}.${'c'.repeat(40)}`
    const stderr = `\u001b[31mERROR\u001b[0m: odd "access_token": "short" ${jwt} dapi0123456789abcdef`
    const { token } = await answering({ stderr, exitCode: 1 })
    const error = await token().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      details: { said: 'ERROR: odd "access_token": [secret] [secret] [secret]', exitCode: 1 },
    })
  })

  it('is asked anew after a failure', async () => {
    const { stubs, token } = await answering({ stderr: 'Please run az login', exitCode: 1 })
    await expect(token()).rejects.toMatchObject({ code: 'unauthorized' })
    await stubs.put('az', { stdout: azAnswer('T', expiresAt) })
    expect((await token()).value).toBe('T')
  })
})
