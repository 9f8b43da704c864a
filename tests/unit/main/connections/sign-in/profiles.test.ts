import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listProfiles, readProfile } from '../../../../../src/main/connections/sign-in/profiles.ts'
import { skips } from '../../../../support/skip.ts'

const host = 'https://adb-1.7.azuredatabricks.net'

/** A home folder with a `.databrickscfg`, or with none. */
async function home(text: string | Buffer | null) {
  const folder = await mkdtemp(join(tmpdir(), 'profiles-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, '.databrickscfg')
  if (text !== null) await writeFile(file, text)
  const place = { environment: {}, home: folder }
  return {
    folder,
    file,
    list: (environment = {}) => listProfiles({ ...place, environment }),
    read: (name: string, environment = {}) => readProfile(name, { ...place, environment }),
  }
}

describe('the kinds of profiles', () => {
  it.each([
    ['token = dapi1', 'personal access token', { kind: 'token', token: 'dapi1' }],
    [
      'client_id = id\nclient_secret = dose1',
      'service principal (OAuth)',
      { kind: 'service-principal', clientId: 'id', clientSecret: 'dose1' },
    ],
    [
      'azure_client_id = id\nazure_client_secret = a~8Q\nazure_tenant_id = t',
      'Azure service principal',
      {
        kind: 'azure-service-principal',
        tenantId: 't',
        clientId: 'id',
        clientSecret: 'a~8Q',
        cloud: 'public',
      },
    ],
    [
      'auth_type = databricks-cli',
      'Databricks CLI login',
      { kind: 'databricks-cli', profile: 'p' },
    ],
    ['', 'Databricks CLI login', { kind: 'databricks-cli', profile: 'p' }],
    ['auth_type = azure-cli', 'Azure CLI login', { kind: 'azure-cli', tenantId: null }],
    [
      'auth_type = azure-cli\nazure_tenant_id = t',
      'Azure CLI login',
      { kind: 'azure-cli', tenantId: 't' },
    ],
    [
      'auth_type = oauth-m2m\ntoken = dapi1\nclient_id = id\nclient_secret = dose1',
      'service principal (OAuth)',
      { kind: 'service-principal', clientId: 'id', clientSecret: 'dose1' },
    ],
    ['auth_type = pat\ntoken = dapi1', 'personal access token', { kind: 'token', token: 'dapi1' }],
  ])('%j', async (lines, kind, credentials) => {
    const { list, read } = await home(`[p]\nhost = ${host}/?o=1\n${lines}\n`)
    expect(await list()).toEqual({
      file: '~/.databrickscfg',
      list: [{ name: 'p', host, kind, problem: null }],
      problem: null,
    })
    expect(await read('p')).toEqual({ host, credentials })
  })

  it.each([
    ['https://adb-1.databricks.azure.us', '', 'us-government'],
    ['https://adb-1.databricks.azure.cn', '', 'china'],
    [host, 'azure_environment = USGOVERNMENT', 'us-government'],
    [host, 'azure_environment = PUBLIC', 'public'],
  ])('an Azure service principal of %s %s signs in to the cloud %s', async (where, line, cloud) => {
    const azure = 'azure_client_id = i\nazure_client_secret = s\nazure_tenant_id = t'
    const { read } = await home(`[p]\nhost = ${where}\n${azure}\n${line}`)
    expect(await read('p')).toMatchObject({ credentials: { cloud } })
  })

  it.each([
    ['token = dapi1', 'names no workspace: “host” is missing', null],
    ['host = https://accounts.cloud.databricks.com\naccount_id = a', 'account console', ''],
    ['account_id = a', 'account console', null],
    [`host = ${host}\naccount_id = a\nexperimental_is_unified_host = true`, 'account console', ''],
    [`host = ${host}\nauth_type = pat`, '“token” is missing', ''],
    [`host = ${host}\nclient_id = i`, '“client_secret” is missing', ''],
    [`host = ${host}\nazure_client_secret = s`, '“azure_tenant_id” and “azure_client_id” are', ''],
    [`host = ${host}\nusername = u\npassword = canary`, '“basic”', ''],
    [`host = ${host}\ngoogle_credentials = canary`, '“google-credentials”', ''],
    [`host = ${host}\ngoogle_service_account = g`, '“google-id”', ''],
    [`host = ${host}\nazure_use_msi = true\nazure_client_id = i`, '“azure-msi”', ''],
    [`host = ${host}\nmetadata_service_url = http://x`, '“metadata-service”', ''],
    [`host = ${host}\nauth_type = github-oidc`, '“github-oidc”', ''],
    ['host = https://me:canary@adb-1.azuredatabricks.net', 'out of the address', null],
    ['host = dapi0123456789canary', 'looks like a token', null],
    ['host = http://adb-1.azuredatabricks.net', 'Plain http', ''],
  ])('that cannot be used say why: %j', async (lines, problem, shown) => {
    const { list, read } = await home(`[p]\n${lines}\n`)
    const listed = await list()
    expect(listed.list).toMatchObject([{ problem: expect.stringContaining(problem) }])
    if (shown === null) expect(listed.list[0]?.host).toBeNull()
    expect(JSON.stringify(listed)).not.toContain('canary')
    await expect(read('p')).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('The profile “p” cannot be used.'),
    })
  })

  it('take a workspace of an account for a workspace', async () => {
    const { list } = await home(`[p]\nhost = ${host}\naccount_id = a\nworkspace_id = 1\n`)
    expect((await list()).list).toMatchObject([{ host, problem: null }])
  })
})

describe('the file of the profiles', () => {
  it('may have any names, comments, line ends, and sections twice', async () => {
    const text = [
      '\uFEFF; mine',
      `host = ${host}`,
      'token = dapi-default',
      '# more',
      '[my dev.eu]   # ours',
      `host: ${host}`,
      '  token=dapi-dots',
      '[Größe 日本]',
      `HOST = "${host}"`,
      "token = 'dapi-unicode'",
      '[__proto__]',
      `host = ${host}`,
      'token = dapi-proto',
      '[my dev.eu]',
      'token = dapi-later',
      '[__settings__]',
      'default_profile = my dev.eu',
      '[toString]',
      '[broken',
      'token = dapi-broken',
      '[]',
      'token = dapi-nameless',
      '[a\\.b]',
      `host = ${host}`,
      'token = true',
      'nonsense without meaning',
    ].join('\r\n')
    const { list, read } = await home(text)
    const listed = await list()
    expect(listed.problem).toBeNull()
    expect(listed.list.map(({ name }) => name)).toEqual([
      'DEFAULT',
      'my dev.eu',
      'Größe 日本',
      '__proto__',
      'toString',
      'a\\.b',
    ])
    const tokenOf = async (name: string) => (await read(name)).credentials
    expect(await tokenOf('DEFAULT')).toMatchObject({ token: 'dapi-default' })
    expect(await tokenOf('my dev.eu')).toMatchObject({ token: 'dapi-later' })
    expect(await tokenOf('Größe 日本')).toMatchObject({ token: 'dapi-unicode' })
    expect(await tokenOf('__proto__')).toMatchObject({ token: 'dapi-proto' })
    expect(JSON.stringify(listed)).not.toContain('dapi')
  })

  it('does not hand settings of DEFAULT down to other profiles', async () => {
    const { list } = await home(`[DEFAULT]\nhost = ${host}\ntoken = dapi1\n[dev]\ntoken = dapi2\n`)
    expect((await list()).list).toMatchObject([
      { name: 'DEFAULT', problem: null },
      { name: 'dev', problem: expect.stringContaining('“host” is missing') },
    ])
  })

  it('is none at first, which is no problem', async () => {
    const { list, read } = await home(null)
    expect(await list()).toEqual({ file: '~/.databrickscfg', list: [], problem: null })
    await expect(read('dev')).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'There is no file ~/.databrickscfg any more.',
      suggestion: expect.stringContaining('databricks auth login'),
    })
  })

  it('is the one that DATABRICKS_CONFIG_FILE names', async () => {
    const { folder, list } = await home('[wrong]\n')
    await writeFile(join(folder, 'other.cfg'), `[right]\nhost = ${host}\n`)
    const right = { file: '~/other.cfg', list: [{ name: 'right' }], problem: null }
    for (const named of [join(folder, 'other.cfg'), '~/other.cfg', 'other.cfg']) {
      expect(await list({ DATABRICKS_CONFIG_FILE: named })).toMatchObject(right)
    }
    expect(await list({ DATABRICKS_CONFIG_FILE: '/nowhere/x.cfg' })).toEqual({
      file: '/nowhere/x.cfg',
      list: [],
      problem: 'There is no such file, although DATABRICKS_CONFIG_FILE names it.',
    })
  })

  it.each<[string, string | Buffer, string | null]>([
    ['empty', '', null],
    ['comments only', '# nothing\n;here\n', null],
    ['an empty DEFAULT', '[DEFAULT]\n', 'No profile'],
    ['settings of the CLI only', '[__settings__]\ndefault_profile = x\n', null],
    ['no profiles', '{"json": true}', 'No profile'],
    ['no text', Buffer.from([1, 0, 2, 0, 0]), 'not a text file'],
    ['far too big', Buffer.alloc(1_000_001, '#'), 'too big'],
  ])('with %s in it is listed as empty, with the reason if there is one', async (_, text, why) => {
    const { list, read } = await home(text)
    const { list: profiles, problem } = await list()
    expect(profiles).toEqual([])
    if (why === null) expect(problem).toBeNull()
    else expect(problem).toContain(why)
    await expect(read('dev')).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it('may be in UTF-16, as Windows writes it', async () => {
    const text = `[dev]\r\nhost = ${host}\r\ntoken = dapi1\r\n`
    const { read } = await home(Buffer.from(`\uFEFF${text}`, 'utf16le'))
    expect(await read('dev')).toMatchObject({ host, credentials: { token: 'dapi1' } })
  })

  it('with many sections is read in no time', async () => {
    const { list } = await home(
      Array.from({ length: 60_000 }, (_, index) => `[p${index}]\n`).join(''),
    )
    expect((await list()).list).toHaveLength(60_000)
  })

  it('that is a folder, or a pipe that nobody fills, is said to be something else', async () => {
    const { file, list } = await home(null)
    await mkdir(file)
    expect((await list()).problem).toContain('something else')
    if (process.platform === 'win32') return
    await rm(file, { recursive: true })
    execFileSync('mkfifo', [file])
    expect((await list()).problem).toContain('something else')
  })

  it('may be a link to another', async () => {
    const { file, folder, list } = await home(null)
    await writeFile(join(folder, 'real'), `[dev]\nhost = ${host}\n`)
    await symlink(join(folder, 'real'), file)
    expect((await list()).list).toHaveLength(1)
  })

  it('that may not be read says so', async ({ skip }) => {
    const mayReadAll = process.platform === 'win32' || userInfo().uid === 0
    skip(skips(mayReadAll ? 'This user may read every file.' : null))
    const { file, list, read } = await home(`[dev]\nhost = ${host}\n`)
    await chmod(file, 0)
    expect((await list()).problem).toContain('not yours to read')
    await expect(read('dev')).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'The file of the profiles is not yours to read: ~/.databrickscfg.',
    })
  })
})
