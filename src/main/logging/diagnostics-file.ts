import { AppError } from '../../shared/errors.ts'
import { writeDurably } from '../durable-files.ts'

/** The name to suggest, with the local date of `now` (UTC ms). */
export function diagnosticsFileName(now: number): string {
  const date = new Date(now)
  const two = (part: number): string => String(part).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `databricks-workflow-manager-diagnostics-${day}.zip`
}

/** Writes the file whole or not at all. Throws `disk-full`, `disk-failed`. */
export function writeDiagnostics(path: string, bytes: Uint8Array): void {
  try {
    writeDurably(path, bytes)
  } catch (thrown) {
    const { code, details } = AppError.from(thrown)
    if (code === 'disk-full') {
      throw new AppError('disk-full', 'There is no room for the diagnostics on this disk.', {
        suggestion: 'Make room, or choose a folder on another disk.',
        details,
        cause: thrown,
      })
    }
    throw new AppError('disk-failed', 'The diagnostics could not be written there.', {
      suggestion: 'Choose another folder, one you may write to.',
      details,
      cause: thrown,
    })
  }
}
