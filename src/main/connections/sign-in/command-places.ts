import { access, constants, stat } from 'node:fs/promises'
import { posix, win32 } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Places {
  environment: Environment
  /** The user's home folder. */
  home: string
  platform: NodeJS.Platform
  /** Looked into after PATH; the platform's usual ones when not given. */
  folders?: readonly string[]
}

/**
 * Folders in which commands are looked for: those of PATH, then the usual ones. An app that was
 * started from the Dock, the Start menu or a launcher does not have the PATH of a shell.
 */
export function commandFolders(places: Places): string[] {
  const { environment, platform } = places
  const path = platform === 'win32' ? win32 : posix
  const listed = (variable(environment, 'PATH', platform) ?? '')
    .split(path.delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
  // A relative one would find what lies in the current folder, whoever put it there.
  return [...new Set([...listed, ...(places.folders ?? usualFolders(places))])].filter((each) =>
    path.isAbsolute(each),
  )
}

/** The file of a command, or null when it is in none of the folders. */
export async function findCommand(name: string, places: Places): Promise<string | null> {
  const isWindows = places.platform === 'win32'
  const { join } = isWindows ? win32 : posix
  const endings = isWindows ? ['.exe', '.cmd', '.bat'] : ['']
  for (const folder of commandFolders(places)) {
    for (const ending of endings) {
      const file = join(folder, `${name}${ending}`)
      if (await isCommand(file)) return file
    }
  }
  return null
}

/** A variable; their names have no case on Windows. */
export function variable(
  environment: Environment,
  name: string,
  platform: NodeJS.Platform,
): string | undefined {
  if (platform !== 'win32') return environment[name]
  const known = Object.keys(environment).find((each) => each.toUpperCase() === name)
  return known === undefined ? undefined : environment[known]
}

function usualFolders({ environment, home, platform }: Places): string[] {
  if (platform !== 'win32') {
    return [
      '/opt/homebrew/bin',
      '/usr/local/bin',
      '/opt/local/bin',
      '/home/linuxbrew/.linuxbrew/bin',
      '/snap/bin',
      posix.join(home, '.local/bin'),
      posix.join(home, 'bin'),
      '/usr/bin',
      '/bin',
    ]
  }
  const below = (name: string, ...rest: string[]) => {
    const folder = variable(environment, name, platform)
    return folder === undefined || folder === '' ? [] : [win32.join(folder, ...rest)]
  }
  const azureCli = ['Microsoft SDKs', 'Azure', 'CLI2', 'wbin']
  return [
    ...below('PROGRAMFILES', ...azureCli),
    ...below('PROGRAMFILES(X86)', ...azureCli),
    ...below('LOCALAPPDATA', 'Microsoft', 'WinGet', 'Links'),
    ...below('PROGRAMFILES', 'WinGet', 'Links'),
    ...below('PROGRAMDATA', 'chocolatey', 'bin'),
    win32.join(home, 'scoop', 'shims'),
    ...below('SYSTEMROOT', 'System32'),
  ]
}

async function isCommand(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    // Missing, or not ours to run: another folder may have one.
    return false
  }
}
