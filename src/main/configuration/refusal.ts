import { AppError } from '../../shared/errors.ts'

/** An edit that cannot be made without touching more than was meant. The text stays as it is. */
export function refuseEdit(reason: string, line: number | null, suggestion?: string): AppError {
  const place = line === null ? '' : ` (line ${String(line)})`
  return new AppError('config-invalid', `The file was left as it is: ${reason}${place}.`, {
    suggestion: suggestion ?? 'Change this place by hand on the Configuration page.',
    details: line === null ? {} : { line },
  })
}

/** An edit whose outcome was not what was meant. */
export function changesMore(): AppError {
  return refuseEdit(
    'it would change more than was meant, for example through a shared anchor',
    null,
  )
}
