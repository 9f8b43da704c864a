import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandLine } from '../../../../../src/main/connections/sign-in/commands.ts'
import { StubCommands } from './stub-commands.ts'

const url = new URL('https://adb-1.azuredatabricks.net')

/** Waits until a process is gone. */
async function gone(pid: number): Promise<void> {
  await expect
    .poll(() => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    })
    .toBe(false)
}

describe('a command-line tool', () => {
  it('is run with exactly the arguments, whatever is in them, and its answer comes back', async () => {
    const stubs = await StubCommands.make()
    await stubs.put('az', { stdout: 'out ü', stderr: 'err', exitCode: 3 })
    const args = ['a b', '$HOME', '`id`', '"', '; touch x', '--profile', 'ü', '']
    const result = await stubs.commands().run({ tool: 'az', args, url })
    expect(result).toEqual({ exitCode: 3, stdout: 'out ü', stderr: 'err' })
    const [call] = await stubs.calls('az')
    expect(call?.argv).toEqual(args)
    expect(call?.cwd).toBe(stubs.home)
  })

  it('that is missing is said to be, with where to get it', async () => {
    const stubs = await StubCommands.make()
    const commands = stubs.commands()
    expect(await commands.has('az')).toBe(false)
    await expect(commands.run({ tool: 'az', args: [], url })).rejects.toMatchObject({
      code: 'command-missing',
      message: 'The Azure CLI (az) is not installed or not on the PATH.',
      suggestion: expect.stringContaining(
        'https://learn.microsoft.com/cli/azure/install-azure-cli',
      ),
    })
    await stubs.put('az')
    expect(await commands.has('az')).toBe(true)
    expect(await commands.run({ tool: 'az', args: [], url })).toMatchObject({ exitCode: 0 })
  })

  it('is found where the PATH of an app that was started from the desktop does not lead', async () => {
    const stubs = await StubCommands.make()
    await stubs.put('databricks')
    const commands = stubs.commands({ environment: {}, folders: ['/nowhere', stubs.bin] })
    expect(await commands.has('databricks')).toBe(true)
    const inHome = stubs.commands({ environment: { PATH: 'stub tools' } })
    expect(await inHome.has('databricks')).toBe(false)
  })

  it('is not a folder or a text of the same name', async () => {
    const stubs = await StubCommands.make()
    await mkdir(join(stubs.bin, 'az'))
    await writeFile(join(stubs.bin, 'databricks'), 'notes')
    expect(await stubs.commands().has('az')).toBe(false)
    expect(await stubs.commands().has('databricks')).toBe(false)
  })

  it('that cannot be started is said to be, with how to find out why', async () => {
    const stubs = await StubCommands.make()
    const file = join(stubs.bin, 'az')
    await writeFile(file, '#!/nowhere/python\n')
    await chmod(file, 0o755)
    await expect(stubs.commands().run({ tool: 'az', args: [], url })).rejects.toMatchObject({
      code: 'command-failed',
      suggestion: expect.stringContaining('az --version'),
    })
  })

  it('that hangs is ended with all it started', async () => {
    const stubs = await StubCommands.make()
    await stubs.put('az', { hangs: true })
    const run = stubs
      .commands({ deadlineMs: 3000 })
      .run({ tool: 'az', args: ['account', 'get-access-token'], url })
    await expect(run).rejects.toMatchObject({
      code: 'timeout',
      message: 'The Azure CLI (az) did not answer within 3 seconds.',
      suggestion: expect.stringContaining('“az account get-access-token”'),
    })
    const [call] = await stubs.calls('az')
    expect(call?.pids).toHaveLength(2)
    for (const pid of call?.pids ?? []) await gone(pid)
  })

  it('is ended when nobody waits for it any more', async () => {
    const stubs = await StubCommands.make()
    await stubs.put('az', { hangs: true })
    const controller = new AbortController()
    const run = stubs.commands().run({ tool: 'az', args: [], url, signal: controller.signal })
    await expect.poll(() => stubs.calls('az')).toHaveLength(1)
    controller.abort()
    await expect(run).rejects.toMatchObject({ code: 'canceled' })
    const [call] = await stubs.calls('az')
    for (const pid of call?.pids ?? []) await gone(pid)
  })

  it('that talks without end is stopped', async () => {
    const stubs = await StubCommands.make()
    await stubs.put('az', { stdout: 'x'.repeat(1_100_000) })
    await expect(stubs.commands().run({ tool: 'az', args: [], url })).rejects.toMatchObject({
      code: 'command-failed',
    })
  })

  it('gets nothing secret of the environment, and what it needs', async () => {
    const stubs = await StubCommands.make()
    await stubs.put('databricks')
    const environment = {
      PATH: stubs.bin,
      HOME: stubs.home,
      LANG: 'de_DE.UTF-8',
      SSH_AUTH_SOCK: '/run/ssh',
      DATABRICKS_CONFIG_FILE: '/etc/databricks.cfg',
      REQUESTS_CA_BUNDLE: '/etc/ca.pem',
      AZURE_CONFIG_DIR: '/azure',
      DATABRICKS_HOST: 'https://other.cloud.databricks.com',
      DATABRICKS_CONFIG_PROFILE: 'other',
      DATABRICKS_TOKEN: 'canary-1',
      DATABRICKS_CLIENT_SECRET: 'canary-2',
      ARM_CLIENT_SECRET: 'canary-3',
      AZURE_CLIENT_SECRET: 'canary-4',
      AZURE_PASSWORD: 'canary-5',
      GITHUB_TOKEN: 'canary-6',
      AWS_SECRET_ACCESS_KEY: 'canary-7',
      OPENAI_API_KEY: 'canary-8',
      npm_config_token: 'canary-9',
      AZURE_STORAGE_KEY: 'canary-10',
      DATABASE_URL: 'postgres://me:canary-11@db.test/x',
      MINE: 'dapi0123456789canary12',
      NODE_OPTIONS: '--no-such-option',
    }
    await stubs.commands({ environment }).run({ tool: 'databricks', args: [], url })
    const [call] = await stubs.calls('databricks')
    expect(JSON.stringify(call)).not.toContain('canary')
    expect(call?.env).toMatchObject({
      HOME: stubs.home,
      LANG: 'de_DE.UTF-8',
      SSH_AUTH_SOCK: '/run/ssh',
      DATABRICKS_CONFIG_FILE: '/etc/databricks.cfg',
      REQUESTS_CA_BUNDLE: '/etc/ca.pem',
      AZURE_CONFIG_DIR: '/azure',
    })
    for (const name of ['DATABRICKS_HOST', 'DATABRICKS_CONFIG_PROFILE', 'NODE_OPTIONS']) {
      expect(call?.env).not.toHaveProperty(name)
    }
  })

  it('goes through the proxy of the app, unless the environment names another', async () => {
    const stubs = await StubCommands.make()
    await stubs.put('az')
    const asked: string[] = []
    const network = {
      routeFor: async (where: URL) => {
        asked.push(where.host)
        return { kind: 'proxy', url: 'http://proxy.test:8080', source: 'settings' } as const
      },
    }
    await stubs.commands({ network }).run({ tool: 'az', args: [], url })
    const environment = { PATH: stubs.bin, https_proxy: 'http://mine.test:1' }
    await stubs.commands({ network, environment }).run({ tool: 'az', args: [], url })
    const [first, second] = await stubs.calls('az')
    expect(first?.env).toMatchObject({
      HTTPS_PROXY: 'http://proxy.test:8080',
      HTTP_PROXY: 'http://proxy.test:8080',
    })
    expect(second?.env['https_proxy']).toBe('http://mine.test:1')
    expect(second?.env).not.toHaveProperty('HTTPS_PROXY')
    expect(asked).toEqual([url.host, url.host])
  })

  it('is shown as a person types it', () => {
    expect(commandLine('az', ['login', '--tenant', 'contoso.com'])).toBe(
      'az login --tenant contoso.com',
    )
    expect(commandLine('databricks', ['auth', 'login', '--profile', 'my dev'])).toBe(
      'databricks auth login --profile "my dev"',
    )
  })
})
