import { execFile } from 'node:child_process'

const deadlineMs = 2000

/**
 * Asks something on the session bus of a Linux desktop, by the command every desktop has.
 * @returns what was answered, as text; null without an answer
 */
export function askSessionBus(
  destination: string,
  path: string,
  member: string,
  ...values: string[]
): Promise<string | null> {
  const target = ['--session', '--print-reply=literal', `--dest=${destination}`, path, member]
  return new Promise((resolve) => {
    execFile('dbus-send', [...target, ...values], { timeout: deadlineMs }, (error, output) => {
      resolve(error === null ? output : null)
    })
  })
}
