import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { decode } from 'ini'
import { AppError } from '../../../shared/errors.ts'
import type { Environment } from './command-places.ts'
import { settingNames } from './unified-settings.ts'
import type { SettingName, UnifiedSettings } from './unified-settings.ts'

/** Far more than profiles need; what is bigger is another file. */
const mostBytes = 1_000_000

/** The file of the user's profiles; `isNamed` when `DATABRICKS_CONFIG_FILE` says which. */
export function profileFile(
  environment: Environment,
  home: string,
): { path: string; isNamed: boolean } {
  const named = environment['DATABRICKS_CONFIG_FILE']?.trim() ?? ''
  if (named === '') return { path: join(home, '.databrickscfg'), isNamed: false }
  const path = named.replace(/^~(?=$|[/\\])/, home)
  return { path: isAbsolute(path) ? path : join(home, path), isNamed: true }
}

/**
 * The text of the file, null when there is none. Throws `config-invalid` in words for what is no
 * text, too big, or not to be read.
 */
export async function readProfileFile(path: string): Promise<string | null> {
  try {
    return await readText(path)
  } catch (error) {
    if (error instanceof AppError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    const message =
      code === 'EACCES' || code === 'EPERM'
        ? 'The file of the profiles is not yours to read.'
        : 'The file of the profiles cannot be read.'
    throw unreadable(message, 'Check its permissions, then try again.', { reason: code }, error)
  }
}

async function readText(path: string): Promise<string> {
  // Not blocking, because a pipe in its place would never open.
  const { O_NONBLOCK = 0, O_RDONLY } = constants as Partial<typeof constants>
  const handle = await open(path, (O_RDONLY ?? 0) | O_NONBLOCK)
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) {
      throw unreadable('Where the file of the profiles should be is something else.', moveIt)
    }
    if (stats.size > mostBytes) {
      throw unreadable('The file of the profiles is too big to be one.', moveIt)
    }
    const bytes = await handle.readFile()
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
    const text = bytes.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '')
    if (text.includes('\0')) {
      throw unreadable('The file of the profiles is not a text file.', moveIt)
    }
    return text
  } finally {
    await handle.close()
  }
}

const moveIt =
  'Move it away, or name the right one in DATABRICKS_CONFIG_FILE; “databricks auth login” writes a new one.'

/**
 * Profiles by name, in the order of the file; a section that comes twice is one, and the later value
 * wins, as in Databricks' own tools. Lines that make no sense are left out. Never throws.
 */
export function parseProfiles(text: string): Map<string, UnifiedSettings> {
  // The library takes dots in the name of a section for a hierarchy: it gets numbers instead.
  const numbers = new Map([['DEFAULT', 0]])
  const lines = ['[0]']
  for (const line of text.split(/\r\n|\r|\n/)) {
    const section = /^\s*\[([^\]]*)\]\s*(?:[;#].*)?$/.exec(line)
    if (section) {
      const name = (section[1] ?? '').trim()
      const number = numbers.get(name) ?? numbers.size
      numbers.set(name, number)
      lines.push(`[${number}]`)
      continue
    }
    // A line that looks like a section but is none must not become one of ours.
    if (/^\s*\[/.test(line)) continue
    // `key: value` is the same to Databricks' tools.
    lines.push(line.replace(/^\s*(\w+)\s*[:=]/, '$1='))
  }
  const found = decode(lines.join('\n')) as Record<string, Record<string, unknown>>
  const profiles = new Map<string, UnifiedSettings>()
  for (const [name, number] of numbers) {
    const settings = settingsIn(found[String(number)] ?? {})
    const isEmptyDefault = name === 'DEFAULT' && Object.keys(settings).length === 0
    // The CLI keeps settings of its own in `__settings__`.
    if (name === '' || name === '__settings__' || isEmptyDefault) continue
    profiles.set(name, settings)
  }
  return profiles
}

function settingsIn(section: Record<string, unknown>): UnifiedSettings {
  const settings: UnifiedSettings = {}
  for (const [key, value] of Object.entries(section)) {
    const name = key.toLowerCase()
    if (!isSetting(name) || typeof value === 'object') continue
    const text = String(value).trim()
    // A key without a value comes as true.
    if (text !== '' && !(value === true && name !== 'azure_use_msi' && name !== unified)) {
      settings[name] = text
    }
  }
  return settings
}

const unified: SettingName = 'experimental_is_unified_host'

function isSetting(name: string): name is SettingName {
  return (settingNames as readonly string[]).includes(name)
}

function unreadable(
  message: string,
  suggestion: string,
  details: AppError['details'] = {},
  cause?: unknown,
): AppError {
  return new AppError('config-invalid', message, { suggestion, details, cause })
}
