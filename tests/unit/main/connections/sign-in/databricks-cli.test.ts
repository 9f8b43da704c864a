import { describe, expect, it } from 'vitest'
import { databricksCliToken } from '../../../../../src/main/connections/sign-in/databricks-cli.ts'
import { databricksAnswer, StubCommands } from './stub-commands.ts'

const host = 'https://adb-1.7.azuredatabricks.net'
const expiresAt = Date.UTC(2026, 0, 15, 13)

async function answering(behaviour: object) {
  const stubs = await StubCommands.make()
  await stubs.put('databricks', behaviour)
  const token = (profile: string | null = null) =>
    databricksCliToken({ commands: stubs.commands(), host, profile })
  return { stubs, token }
}

describe('the Databricks CLI', () => {
  it('is asked for a token for the host', async () => {
    const { stubs, token } = await answering({ stdout: databricksAnswer('T', expiresAt) })
    expect(await token()).toEqual({ value: 'T', expiresAt })
    expect((await stubs.calls('databricks'))[0]?.argv).toEqual(['auth', 'token', '--host', host])
  })

  it('is asked for the token of a profile, whatever its name', async () => {
    const { stubs, token } = await answering({ stdout: databricksAnswer('T', expiresAt) })
    await token('mine; $(id) ü')
    expect((await stubs.calls('databricks'))[0]?.argv).toEqual([
      'auth',
      'token',
      '--profile',
      'mine; $(id) ü',
    ])
  })

  it.each([
    'Error: cache: databricks OAuth is not configured for this host.\n\nTo reauthenticate, run the following command:\n\n  $ databricks auth login --host x',
    'Error: A new access token could not be retrieved because the refresh token is invalid.',
  ])('whose login is over says what to run: %s', async (stderr) => {
    const { token } = await answering({ stderr, exitCode: 1 })
    await expect(token()).rejects.toMatchObject({
      code: 'unauthorized',
      suggestion: `Run “databricks auth login --host ${host}” in a terminal, then try again.`,
    })
    await expect(token('my dev')).rejects.toMatchObject({
      suggestion: 'Run “databricks auth login --profile "my dev"” in a terminal, then try again.',
    })
  })

  it.each([
    ["Usage: databricks [OPTIONS] COMMAND [ARGS]...\n\nError: No such command 'auth'.", 'old one'],
    ['Error: a and b match https://x in ~/.databrickscfg. Use --profile to specify', 'Several'],
    ['Error: profile "x" uses M2M authentication (client_id/client_secret).', 'service principal'],
    ['panic: runtime error', 'could not give a token'],
  ])('that cannot sign in says why: %s', async (stderr, words) => {
    const { token } = await answering({ stderr, exitCode: 2 })
    await expect(token()).rejects.toMatchObject({
      code: 'command-failed',
      message: expect.stringContaining(words),
    })
  })

  it.each([
    ['Error: dial tcp: lookup x: no such host', 'network'],
    ['Error: x509: certificate signed by unknown authority', 'tls'],
  ])('that cannot reach the workspace says so: %s', async (stderr, code) => {
    const { token } = await answering({ stderr, exitCode: 1 })
    await expect(token()).rejects.toMatchObject({ code })
  })

  it('that answers with garbage is not believed', async () => {
    const { token } = await answering({ stdout: 'Hello' })
    await expect(token()).rejects.toMatchObject({
      code: 'command-failed',
      suggestion: expect.stringContaining(`“databricks auth token --host ${host}”`),
    })
  })
})
