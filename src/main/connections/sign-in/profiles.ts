import { posix } from 'node:path'
import type { CliProfile, SignInOptions } from '../../../shared/connection.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Environment } from './command-places.ts'
import type { Credentials } from './credentials.ts'
import { parseProfiles, profileFile, readProfileFile } from './profile-file.ts'
import { understand } from './unified-settings.ts'
import type { SettingName, UnifiedSettings } from './unified-settings.ts'

/** Where profiles come from. */
export interface ProfilePlace {
  environment: Environment
  /** The user's home folder. */
  home: string
}

const asInFile = (setting: SettingName) => setting

/** The profiles of this computer, without anything secret. Never throws. */
export async function listProfiles(place: ProfilePlace): Promise<SignInOptions['profiles']> {
  const { path, isNamed } = profileFile(place.environment, place.home)
  const file = shown(path, place.home)
  const nothing = (problem: string | null) => ({ file, list: [], problem })
  let text: string | null
  try {
    text = await readProfileFile(path)
  } catch (error) {
    const { message, suggestion } = AppError.from(error)
    return nothing(`${message} ${suggestion}`.trim())
  }
  if (text === null) {
    return nothing(
      isNamed ? 'There is no such file, although DATABRICKS_CONFIG_FILE names it.' : null,
    )
  }
  const profiles = parseProfiles(text)
  if (profiles.size === 0 && text.replace(/^\s*[#;].*$/gm, '').trim() !== '') {
    const isOwn = /^\s*\[__settings__\]/m.test(text)
    return nothing(isOwn ? null : 'No profile can be found in the file.')
  }
  return { file, list: [...profiles].map(([name, each]) => asListed(name, each)), problem: null }
}

function asListed(name: string, settings: UnifiedSettings): CliProfile {
  const { host, kind, problem } = understand(settings, asInFile, name)
  return { name, host, kind, problem }
}

/**
 * Host and credentials of a profile as the file says now. Throws `unauthorized` in words when the
 * file or the profile is gone or cannot be used.
 */
export async function readProfile(
  name: string,
  place: ProfilePlace,
): Promise<{ host: string; credentials: Credentials }> {
  const { path } = profileFile(place.environment, place.home)
  const file = shown(path, place.home)
  const text = await readText(path, file)
  const settings = text === null ? undefined : parseProfiles(text).get(name)
  if (settings === undefined) {
    throw unusable(
      text === null ? `There is no file ${file} any more.` : `${file} has no profile “${name}”.`,
      'Choose another profile, or add it again with “databricks auth login”.',
    )
  }
  const { host, credentials, problem } = understand(settings, asInFile, name)
  if (host !== null && credentials !== null) return { host, credentials }
  throw unusable(
    `The profile “${name}” cannot be used. ${problem ?? ''}`.trim(),
    `Correct it in ${file}, or choose another way to sign in.`,
  )
}

async function readText(path: string, file: string): Promise<string | null> {
  try {
    return await readProfileFile(path)
  } catch (error) {
    const { details, message, suggestion } = AppError.from(error)
    throw new AppError('unauthorized', `${message.replace(/\.$/, '')}: ${file}.`, {
      suggestion,
      details,
      cause: error,
    })
  }
}

/** A path with `~` for the home folder. */
function shown(path: string, home: string): string {
  const [inPosix, homeInPosix] = [path, home].map((each) => each.replaceAll('\\', '/'))
  const rest = posix.relative(homeInPosix ?? '', inPosix ?? '')
  return rest === '' || rest.startsWith('..') || posix.isAbsolute(rest) ? path : `~/${rest}`
}

function unusable(message: string, suggestion: string): AppError {
  return new AppError('unauthorized', message, { suggestion })
}
