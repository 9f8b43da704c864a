import { readFileSync, rmSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { writeDurably } from '../durable-files.ts'

// Start at login on Linux: a file in the autostart folder of the desktop.
// https://specifications.freedesktop.org/autostart-spec/latest/
// https://specifications.freedesktop.org/desktop-entry-spec/latest/

export interface AutostartCommand {
  appName: string
  /** The program, by its full path, and its arguments. */
  command: readonly [string, ...string[]]
}

/** The file for this app. */
export function autostartFile(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const given = environment.XDG_CONFIG_HOME ?? ''
  // A relative path is to be ignored, says the specification.
  const folder = isAbsolute(given) ? given : join(home, '.config')
  return join(folder, 'autostart', 'io.github.databricks-workflow-manager.desktop')
}

/** Whether the desktop starts the app: a file that is there may still be switched off in it. */
export function readAutostart(file: string): boolean {
  const entry = textOf(file)
  if (entry === null) return false
  const has = (line: RegExp): boolean => line.test(entry)
  return (
    has(/^Exec\s*=/m) &&
    !has(/^Hidden\s*=\s*true\s*$/m) &&
    !has(/^X-GNOME-Autostart-enabled\s*=\s*false\s*$/m)
  )
}

/** Throws `disk-full` or `disk-failed`. */
export function writeAutostart(file: string, command: AutostartCommand): void {
  try {
    writeDurably(file, autostartEntry(command))
  } catch (error) {
    const known = AppError.from(error)
    if (known.code === 'disk-full') throw known
    throw new AppError('disk-failed', 'The file that starts the app at login was not written.', {
      suggestion: `Check that you may write to ${dirname(file)}.`,
      cause: error,
    })
  }
}

/** Throws `disk-failed`. */
export function removeAutostart(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch (error) {
    throw new AppError('disk-failed', 'The file that starts the app at login was not removed.', {
      suggestion: `Remove it yourself: ${file}`,
      cause: error,
    })
  }
}

/** The app may have moved since: an entry that is on gets the present command. */
export function renewAutostart(file: string, command: AutostartCommand): void {
  if (readAutostart(file) && textOf(file) !== autostartEntry(command)) writeAutostart(file, command)
}

export function autostartEntry({ appName, command }: AutostartCommand): string {
  const [program] = command
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    `Name=${asString(appName)}`,
    'Comment=Follows exports from the tray',
    `Exec=${asString(command.map(quoted).join(' '))}`,
    // Once the app is gone, the entry means nothing.
    `TryExec=${asString(program)}`,
    'Icon=databricks-workflow-manager',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
  ]
  return `${lines.join('\n')}\n`
}

/** An argument of a command: in quotes, and a percent sign would begin a field code. */
function quoted(argument: string): string {
  return `"${argument.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`
}

/** A value of type string, which has escapes of its own, around those of the quotes. */
function asString(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // None, or one that the desktop cannot read either.
    return null
  }
}
