import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createDemoServer } from '../../../src/main/demo/server.ts'
import type { DemoServer } from '../../../src/main/demo/server.ts'
import type { ConnectionInput, SignIn } from '../../../src/shared/connection.ts'
import type { Settings } from '../../../src/shared/settings.ts'
import { CertificateAuthority } from '../../support/certificates.ts'
import { ProxyServer } from '../../support/proxy-server.ts'
import { StubBrowser } from './stub-browser.ts'
import { StubCli } from './stub-cli.ts'
import { Wiretap } from './wiretap.ts'

const azureHost = 'adb-1.workspace.test'
const azureSignIn = 'login.microsoftonline.com'
const proxyUser = 'company-user'
const clientId = '3f6c1e58-9a47-4b0e-8d15-72c0a9b4e6f1'

/** A secret that is nowhere else in the world; without a prefix, nothing knows it by its shape. */
function canary(prefix = 'canary-'): string {
  return prefix + randomBytes(16).toString('hex')
}

/**
 * One workspace for every way to sign in, each with a secret of its own, behind a company's proxy and
 * certificate authority where that matters.
 */
export class CanaryWorld {
  readonly planted = {
    token: canary('dapi'),
    'OAuth secret': canary('dose'),
    'Azure client secret': canary(),
    'Azure access token': canary(),
    'token of a profile': canary(),
    'token of the environment': canary(),
    'token of the command-line tool': canary(),
    'proxy password': canary(),
    'wrong token': canary(),
  }
  readonly #folder: string
  readonly #stops: (() => Promise<void>)[] = []
  #hosts = { main: '', profile: '', environment: '', cli: '' }
  #main: DemoServer | null = null
  #taps: Wiretap[] = []
  #proxyUrl = ''
  #browser: StubBrowser | null = null
  #cli: StubCli | null = null

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async open(): Promise<CanaryWorld> {
    const world = new CanaryWorld(await mkdtemp(join(tmpdir(), 'canary-world-')))
    await world.#open()
    return world
  }

  /** The workspace of the token, the service principal and the browser. */
  get workspace(): DemoServer {
    if (!this.#main) throw new Error('The world is not open')
    return this.#main
  }

  /** For the start of the app. */
  get environment(): Record<string, string> {
    return {
      PATH: [this.#cli?.folder, this.#browser?.path].join(delimiter),
      DATABRICKS_HOST: this.#hosts.environment,
      DATABRICKS_TOKEN: this.planted['token of the environment'],
      DATABRICKS_CONFIG_FILE: join(this.#folder, 'databrickscfg'),
    }
  }

  get settings(): Partial<Settings> {
    return {
      // What a debug log does not tell, no other does.
      logLevel: 'debug',
      certificatesFile: join(this.#folder, 'company.pem'),
      proxy: {
        mode: 'manual',
        url: this.#proxyUrl,
        exceptions: '',
        pacUrl: '',
        userName: proxyUser,
      },
    }
  }

  /** What a user enters for each way to sign in; the last one has the workspace to work with. */
  get inputs(): ConnectionInput[] {
    const { planted } = this
    const { main } = this.#hosts
    const tenantId = '5d1f7a52-0b0e-4f6f-9a55-0c4c34b0b1a7'
    return [
      input('azure-service-principal', {
        signIn: { method: 'azure-service-principal', tenantId, clientId, cloud: 'public' },
        host: `https://${azureHost}`,
        secret: planted['Azure client secret'],
      }),
      input('service-principal', {
        signIn: { method: 'service-principal', clientId },
        host: main,
        secret: planted['OAuth secret'],
      }),
      input('databricks-cli', { signIn: { method: 'databricks-cli' }, host: this.#hosts.cli }),
      input('profile', { signIn: { method: 'profile', profile: 'canary' } }),
      input('environment', { signIn: { method: 'environment' } }),
      input('browser', { signIn: { method: 'browser' }, host: main }),
      input('token', { signIn: { method: 'token' }, host: main, secret: planted.token }),
    ]
  }

  /** Every secret by its name: what was planted, and what went over the wire. */
  secrets(): Map<string, string> {
    const { 'proxy password': password } = this.planted
    const overTheWire = [...new Set(this.#taps.flatMap((tap) => [...tap.secrets]))]
    return new Map([
      ...Object.entries(this.planted),
      ['proxy authorization', Buffer.from(`${proxyUser}:${password}`).toString('base64')],
      ...overTheWire.map((secret, index) => [`secret ${index} on the wire`, secret] as const),
    ])
  }

  /** How the command-line tool was called: arguments and environment. */
  async commandCalls(): Promise<string> {
    return (await this.#cli?.calls()) ?? ''
  }

  /** Links that were handed to the browser. */
  async openedLinks(): Promise<string[]> {
    return (await this.#browser?.opened()) ?? []
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.reverse()) await stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #open(): Promise<void> {
    const { planted } = this
    const authority = await CertificateAuthority.create()
    const certificate = await authority.issue({ names: [azureHost, azureSignIn] })
    const azure = await this.#tap({
      certificate,
      answer: ({ headers }) =>
        headers.host === azureSignIn
          ? { access_token: planted['Azure access token'], token_type: 'Bearer', expires_in: 3600 }
          : null,
    })
    const azureWorkspace = await this.#demo(planted['Azure access token'], {
      publicUrl: `https://${azureHost}`,
    })
    azure.target = azureWorkspace.url
    const proxy = await ProxyServer.start({
      hosts: { [azureHost]: azure.port, [azureSignIn]: azure.port },
      credentials: { userName: proxyUser, password: planted['proxy password'] },
    })
    this.#stops.push(() => proxy.stop())
    this.#proxyUrl = proxy.url

    const tap = await this.#tap({})
    this.#main = await this.#demo(planted.token, {
      publicUrl: tap.url,
      timeScale: 1,
      servicePrincipal: { clientId, clientSecret: planted['OAuth secret'] },
    })
    tap.target = this.#main.url
    const profile = await this.#demo(planted['token of a profile'])
    const environment = await this.#demo(planted['token of the environment'])
    const cli = await this.#demo(planted['token of the command-line tool'])
    this.#hosts = {
      main: tap.url,
      profile: profile.url,
      environment: environment.url,
      cli: cli.url,
    }
    await writeFile(join(this.#folder, 'company.pem'), authority.pem)
    await writeFile(
      join(this.#folder, 'databrickscfg'),
      `[canary]\nhost = ${profile.url}\ntoken = ${planted['token of a profile']}\n`,
    )
    const browser = await StubBrowser.create()
    const command = await StubCli.create(planted['token of the command-line tool'])
    this.#stops.push(
      () => browser.remove(),
      () => command.remove(),
    )
    this.#browser = browser
    this.#cli = command
  }

  async #demo(
    token: string,
    options: NonNullable<Parameters<typeof createDemoServer>[0]> = {},
  ): Promise<DemoServer> {
    const demo = await createDemoServer({
      jobs: 40,
      pipelines: 10,
      timeScale: 0.2,
      token,
      ...options,
    })
    this.#stops.push(() => demo.stop())
    return demo
  }

  async #tap(options: NonNullable<Parameters<typeof Wiretap.start>[0]>): Promise<Wiretap> {
    const tap = await Wiretap.start(options)
    this.#stops.push(() => tap.stop())
    this.#taps.push(tap)
    return tap
  }
}

function input(
  name: string,
  entered: { signIn: SignIn; host?: string; secret?: string },
): ConnectionInput {
  const { signIn, host = null, secret = null } = entered
  return { name, color: 'none', host, signIn, secret, keepSecret: 'keychain' }
}
