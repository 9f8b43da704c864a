import { posix, win32 } from 'node:path'
import type { Route } from '../../network/network.ts'
import { commandFolders, variable } from './command-places.ts'
import type { Places } from './command-places.ts'

/** Names of variables with something secret in them. */
const secretName =
  /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|PWD|PASSPHRASE|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|ACCOUNT_?KEY|KEY|CONNECTION_?STRING|SAS|PAT|JWT|AUTHTOKEN)(_|$)|_AUTH$/i

/** Values that give themselves away: tokens of Databricks, a JSON Web Token, a password in a URL. */
const secretValue = /^(dapi|dsapi|dkea|dose|eyJ)[\w-]{8}|:\/\/[^\s/?#:@]*:[^\s/?#@]+@/

/** The current folder, which is no password. */
const harmless = /^(OLD)?PWD$/i

/** What would make the Databricks CLI speak of another workspace or profile than it is asked for. */
const misleading =
  /^DATABRICKS_(HOST|AUTH_TYPE|CONFIG_PROFILE|ACCOUNT_ID|WORKSPACE_ID|CLIENT_ID|USERNAME)$/i

/** What belongs to this app's own runtime. */
const own = /^(ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL_)/i

const proxyNames = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY']

const isProxy = (name: string) => proxyNames.includes(name.toUpperCase())

/**
 * The environment of a command-line tool: the app's, without anything secret, with a PATH that finds
 * what a shell would find, and with the proxy that the app goes through. A proxy that the user's own
 * environment names stays as it is, for without its credentials the tool would not get out.
 */
export function commandEnvironment(places: Places, route: Route | null): Record<string, string> {
  const { environment, platform } = places
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue
    if (secretName.test(name) && !harmless.test(name)) continue
    if (secretValue.test(value) && !isProxy(name)) continue
    if (misleading.test(name) || own.test(name)) continue
    if (platform === 'win32' && name.toUpperCase() === 'PATH') continue
    result[name] = value
  }
  const { delimiter } = platform === 'win32' ? win32 : posix
  result['PATH'] = commandFolders(places).join(delimiter)
  const namesOne = proxyNames.some((name) =>
    [name, name.toLowerCase()].some((each) => (variable(environment, each, platform) ?? '') !== ''),
  )
  if (route?.kind === 'proxy' && !namesOne) {
    result['HTTPS_PROXY'] = route.url
    result['HTTP_PROXY'] = route.url
    result['NO_PROXY'] ??= 'localhost,127.0.0.1,::1'
  }
  return result
}
