import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { signInOptions } from '../../../../../src/main/connections/sign-in/options.ts'
import { silentLogger } from '../../../../../src/main/logging/logger.ts'
import { signInOptionsSchema } from '../../../../../src/shared/connection.ts'
import { StubCommands } from './stub-commands.ts'

describe('what a computer offers for signing in', () => {
  it('are its profiles, variables and tools, and nothing secret', async () => {
    const stubs = await StubCommands.make()
    await stubs.put('az')
    const host = 'https://adb-1.7.azuredatabricks.net'
    const file = join(stubs.home, '.databrickscfg')
    await writeFile(file, `[dev]\nhost = ${host}\ntoken = canary-1\n`)
    const environment = { DATABRICKS_HOST: host, DATABRICKS_TOKEN: 'canary-2' }
    const options = await signInOptions({
      environment,
      home: stubs.home,
      logger: silentLogger,
      commands: stubs.commands(),
    })
    expect(options).toEqual({
      profiles: {
        file: '~/.databrickscfg',
        list: [{ name: 'dev', host, kind: 'personal access token', problem: null }],
        problem: null,
      },
      environment: {
        host,
        kind: 'personal access token',
        variables: ['DATABRICKS_HOST', 'DATABRICKS_TOKEN'],
        problem: null,
      },
      commands: { az: true, databricks: false },
    })
    expect(JSON.stringify(options)).not.toContain('canary')
    expect(await stubs.calls('az')).toEqual([])
    const keychain = { available: true, reason: '' }
    expect(signInOptionsSchema.parse({ keychain, ...options })).toMatchObject(options)
  })
})
