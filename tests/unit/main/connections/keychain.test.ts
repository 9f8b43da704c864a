import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Keychain } from '../../../../src/main/connections/keychain.ts'
import { skips } from '../../../support/skip.ts'

const script = fileURLToPath(new URL('use-keychain.ts', import.meta.url))
const withDesktop = fileURLToPath(new URL('../../../../scripts/with-desktop.mjs', import.meta.url))

async function useKeychain(args: string[], env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const options = { env: { ...process.env, ...env } }
  const { stdout } = await promisify(execFile)(process.execPath, [...args, script], options)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

const missing =
  process.platform === 'linux'
    ? ['Xvfb', 'dbus-daemon', 'dbus-send', 'gnome-keyring-daemon', 'dunst'].filter(
        (name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
      )
    : ['a keychain that is not the user’s own']

describe('the keychain of the operating system', () => {
  const needed = missing.length > 0 ? `A real keychain needs ${missing.join(', ')}.` : null

  it.skipIf(skips(needed))('keeps, replaces and deletes secrets', async () => {
    expect(await useKeychain([withDesktop, process.execPath])).toEqual({
      before: null,
      kept: true,
      after: [null, 'another'],
    })
  })

  it.skipIf(skips(process.platform === 'linux' ? null : 'Other systems always have a keychain.'))(
    'that is not there is told as such, with a way on',
    async () => {
      const nowhere = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus', DISPLAY: '' }
      expect(await useKeychain([], nowhere)).toMatchObject({
        code: 'keychain-unavailable',
        message: 'The keychain of this computer cannot be used.',
        suggestion: expect.stringContaining('for this session only'),
        details: { reason: expect.stringMatching(/\w+/) },
      })
    },
  )
})

describe('a keychain at the end of the app', () => {
  it('answers what is under way and refuses what comes later', async () => {
    const keychain = new Keychain()
    // Whether there is a keychain here does not matter: it has to be answered.
    const before = keychain.get('probe').catch(() => null)
    await keychain.close()
    await expect(before).resolves.toBeNull()
    await expect(keychain.get('probe')).rejects.toMatchObject({
      code: 'keychain-unavailable',
      details: { reason: 'the app is closing' },
    })
  })
})
