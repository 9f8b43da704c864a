import { flushPromises } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import {
  checkPacUrl,
  checkProxyUrl,
  withScheme,
} from '../../../src/renderer/components/settings/proxy-checks.ts'
import SettingsPage from '../../../src/renderer/pages/SettingsPage.vue'
import { AppError } from '../../../src/shared/errors.ts'
import type { ProxySettings } from '../../../src/shared/settings.ts'
import type { FakeWorld } from '../support/fake-desktop.ts'
import { buttonOf, fieldOf, hasButton, press, type } from '../support/form.ts'
import { freshDesktop, mountHere } from '../support/mount.ts'
import { sampleConnection } from '../support/sample-connections.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

async function show(change: (world: FakeWorld) => void = () => undefined) {
  const fake = freshDesktop(change)
  const mounted = await mountHere(SettingsPage)
  wrapper = mounted.wrapper
  return { fake, page: wrapper, router: mounted.router }
}

function withProxy(proxy: Partial<ProxySettings>) {
  return (world: FakeWorld) => {
    world.settings = { ...world.settings, proxy: { ...world.settings.proxy, ...proxy } }
  }
}

async function choose(page: VueWrapper, group: string, value: string): Promise<void> {
  await page.get(`[aria-label="${group}"] input[value="${value}"]`).setValue(true)
  await flushPromises()
}

const byHand = withProxy({ mode: 'manual', url: 'http://proxy.example.com:8080', userName: 'ada' })
const network = (page: VueWrapper) => page.get('section[aria-labelledby=settings-network]')

describe('the proxy', () => {
  it('says which one the environment names', async () => {
    const { page } = await show((world) => {
      world.network.environmentProxy = { url: 'http://env:3128', exceptions: 'localhost' }
    })
    expect(network(page).text()).toContain('The environment names http://env:3128')
    expect(network(page).text()).toContain('localhost')
  })

  it('is switched off at once', async () => {
    const { fake, page } = await show()
    await choose(page, 'Proxy', 'off')
    expect(fake.world.settings.proxy.mode).toBe('off')
  })

  it('set by hand takes effect with its address, not before', async () => {
    const { fake, page } = await show()
    await choose(page, 'Proxy', 'manual')
    expect(page.text()).toContain('Takes effect as soon as there is an address.')
    expect(fake.world.settings.proxy.mode).toBe('automatic')
    await type(page, 'Address', 'proxy.example.com:8080')
    await flushPromises()
    expect(fake.world.settings.proxy).toMatchObject({
      mode: 'manual',
      url: 'http://proxy.example.com:8080',
    })
    expect(page.text()).not.toContain('Takes effect as soon')
  })

  it('keeps the address in force while a wrong one is typed, and says what is wrong', async () => {
    const { fake, page } = await show(byHand)
    await type(page, 'Address', 'http://user:pass@proxy:8080')
    await flushPromises()
    expect(page.text()).toContain('Without user name and password here')
    expect(fieldOf(page, 'Address').attributes('aria-invalid')).toBe('true')
    expect(fake.world.settings.proxy.url).toBe('http://proxy.example.com:8080')
    await fieldOf(page, 'Address').trigger('keydown', { key: 'Escape' })
    expect(fieldOf(page, 'Address').element.value).toBe('http://proxy.example.com:8080')
  })

  it('is refused with spaces in its address', async () => {
    const { fake, page } = await show(byHand)
    await type(page, 'Address', 'not a proxy')
    expect(page.text()).toContain('Write it like http://proxy.example.com:8080.')
    expect(fake.world.settings.proxy.url).toBe('http://proxy.example.com:8080')
  })

  it('takes exceptions and user name with Enter', async () => {
    const { fake, page } = await show(byHand)
    await fieldOf(page, 'Not for').setValue('.example.com, 10.0.0.0/8 ')
    await fieldOf(page, 'Not for').trigger('keydown', { key: 'Enter' })
    await fieldOf(page, 'User name').setValue('grace')
    await fieldOf(page, 'User name').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(fake.world.settings.proxy).toMatchObject({
      exceptions: '.example.com, 10.0.0.0/8',
      userName: 'grace',
    })
  })

  it('set by a script needs the address of the script', async () => {
    const { fake, page } = await show()
    await choose(page, 'Proxy', 'pac')
    await type(page, 'Script address', 'wpad')
    expect(page.text()).toContain('Write it like http://wpad.example.com/proxy.pac.')
    await type(page, 'Script address', 'http://wpad.example.com/proxy.pac')
    await flushPromises()
    expect(fake.world.settings.proxy).toMatchObject({
      mode: 'pac',
      pacUrl: 'http://wpad.example.com/proxy.pac',
    })
  })

  it('shows what is wrong with it', async () => {
    const { page } = await show((world) => {
      byHand(world)
      world.network.proxyError = new AppError('proxy', 'The proxy does not answer.').toRecord()
    })
    expect(network(page).get('[role=alert]').text()).toContain('The proxy does not answer.')
  })
})

describe('the password of the proxy', () => {
  it('goes to the keychain and is not shown again', async () => {
    const { fake, page } = await show(byHand)
    await fieldOf(page, 'Password').setValue('s3cret')
    await page.get('form.password').trigger('submit')
    await flushPromises()
    expect(fake.calls.at(-1)).toEqual({
      name: 'network.setProxyPassword',
      input: { password: 's3cret' },
    })
    expect(page.text()).toContain('Kept in the keychain')
    expect(page.html()).not.toContain('s3cret')
  })

  it('is replaced and removed', async () => {
    const { fake, page } = await show((world) => {
      byHand(world)
      world.network.hasProxyPassword = true
    })
    await press(page, 'Replace the password')
    expect(document.activeElement).toBe(fieldOf(page, 'Password').element)
    await press(page, 'Cancel')
    await press(page, 'Remove the password')
    expect(fake.calls.at(-1)?.input).toEqual({ password: null })
    expect(fieldOf(page, 'Password').element.value).toBe('')
  })

  it('stays typed when the keychain refuses', async () => {
    const { fake, page } = await show(byHand)
    fake.handle('network.setProxyPassword', () => {
      throw new AppError('keychain-unavailable', 'The keychain is locked.')
    })
    await fieldOf(page, 'Password').setValue('s3cret')
    await page.get('form.password').trigger('submit')
    await flushPromises()
    expect(fieldOf(page, 'Password').element.value).toBe('s3cret')
  })
})

describe('the way to a host', () => {
  it('starts with the active workspace and is told in words', async () => {
    const { fake, page } = await show((world) => {
      world.connections = {
        ...world.connections,
        connections: [sampleConnection()],
        activeId: 'eu',
      }
    })
    fake.handle('network.route', () => ({
      host: 'adb-1.azuredatabricks.net',
      route: 'through proxy.example.com:8080 (system setting)',
    }))
    expect(fieldOf(page, 'Which way to').element.value).toBe('adb-1.azuredatabricks.net')
    await page.get('form.route').trigger('submit')
    await flushPromises()
    expect(page.get('form.route [role=status]').text()).toBe(
      'adb-1.azuredatabricks.net is reached through proxy.example.com:8080 (system setting)',
    )
  })

  it('is not told any more once the settings have changed', async () => {
    const { page } = await show()
    await fieldOf(page, 'Which way to').setValue('example.com')
    await page.get('form.route').trigger('submit')
    await flushPromises()
    expect(page.get('form.route').text()).toContain('is reached directly')
    await choose(page, 'Proxy', 'off')
    expect(page.get('form.route').text()).not.toContain('is reached')
  })

  it('says why it cannot be told', async () => {
    const { fake, page } = await show()
    fake.handle('network.route', () => {
      throw new AppError('proxy', 'The script could not be read.')
    })
    await fieldOf(page, 'Which way to').setValue('example.com')
    await page.get('form.route').trigger('submit')
    await flushPromises()
    expect(page.get('form.route [role=alert]').text()).toContain('The script could not be read.')
  })
})

describe('certificate authorities', () => {
  it('are counted by where they come from, and never optional', async () => {
    const { page } = await show((world) => {
      world.network.certificates = { builtIn: 140, system: null, file: 2 }
    })
    const text = network(page).text()
    expect(text).toContain('140 built in, those of this computer cannot be read, 2 from your file.')
    expect(text).toContain('Certificates are always checked; that cannot be switched off.')
  })

  it('come from a PEM file that is chosen and removed', async () => {
    const { fake, page } = await show((world) => {
      world.settings = { ...world.settings, certificatesFile: '/etc/company.pem' }
    })
    expect(network(page).text()).toContain('/etc/company.pem')
    await press(page, 'Remove the PEM file')
    expect(fake.world.settings.certificatesFile).toBe('')
    expect(hasButton(page, 'Remove')).toBe(false)
    await press(page, 'Choose PEM file…')
    expect(fake.calls.at(-1)?.name).toBe('network.chooseCertificates')
  })

  it('say what is wrong with the file', async () => {
    const { page } = await show((world) => {
      const error = new AppError('tls', 'The file holds no certificates.')
      world.network.certificatesError = error.toRecord()
    })
    expect(network(page).text()).toContain('The file holds no certificates.')
  })
})

describe('the network part', () => {
  it('says that its state cannot be read, and tries again', async () => {
    const fake = freshDesktop()
    fake.handle('network.state', () => {
      throw new AppError('internal', 'Something went wrong.')
    })
    wrapper = (await mountHere(SettingsPage)).wrapper
    expect(network(wrapper).get('[role=alert]').text()).toContain('Something went wrong.')
    fake.handle('network.state', () => fake.world.network)
    await buttonOf(wrapper, 'Try again').trigger('click')
    await flushPromises()
    expect(network(wrapper).text()).toContain('140 built in')
  })
})

describe('the address of a proxy', () => {
  it.each([
    'proxy:8080',
    'http://proxy.example.com:8080',
    'https://proxy',
    'socks5://[::1]:1080',
    'socks4://10.0.0.1',
  ])('may be %s', (text) => {
    expect(checkProxyUrl(text)).toBe('')
  })

  it.each(['', 'http://', 'ftp://proxy', 'http://a:b@proxy', 'http://proxy/proxy.pac', 'a b'])(
    'may not be “%s”',
    (text) => {
      expect(checkProxyUrl(text)).not.toBe('')
    },
  )

  it('without a scheme is one for plain HTTP', () => {
    expect(withScheme('proxy:8080')).toBe('http://proxy:8080')
    expect(withScheme('socks5://proxy')).toBe('socks5://proxy')
  })

  it('of a script is one of a page or a file', () => {
    expect(checkPacUrl('file:///etc/proxy.pac')).toBe('')
    expect(checkPacUrl('javascript:alert(1)')).not.toBe('')
  })
})
