import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { NetworkService } from '../../../../src/main/network/network-service.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import type { ProxySettings } from '../../../../src/shared/settings.ts'
import { MemoryKeychain } from '../connections/world.ts'

/** One computer's way out: settings, environment, system and keychain, to be changed by a test. */
export class NetworkWorld {
  readonly keychain = new MemoryKeychain()
  readonly secrets: string[] = []
  readonly asked: [string, string | null][] = []
  settings = { proxy: defaultSettings.proxy, certificatesFile: '' }
  environment: Record<string, string | undefined> = {}
  /** What the system, or a script, says. */
  system: () => Promise<string> = async () => 'DIRECT'
  now = 0
  readonly network: NetworkService

  constructor() {
    this.network = new NetworkService({
      settings: () => this.settings,
      environment: this.environment,
      resolveSystemProxy: async (url, pacUrl) => {
        this.asked.push([url, pacUrl])
        return await this.system()
      },
      keychain: this.keychain,
      onSecret: (secret) => this.secrets.push(secret),
      logger: silentLogger,
      now: () => this.now,
    })
    onTestFinished(() => this.network.close())
  }

  proxy(change: Partial<ProxySettings>): void {
    this.settings = { ...this.settings, proxy: { ...defaultSettings.proxy, ...change } }
    this.network.settingsChanged()
  }

  certificates(file: string): void {
    this.settings = { ...this.settings, certificatesFile: file }
    this.network.settingsChanged()
  }
}

/** A file that is gone when the test is over. */
export async function temporaryFile(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'network-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, name)
  await writeFile(file, text)
  return file
}
