import { z } from 'zod'
import { guidSchema, numericIdSchema } from '../../shared/schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { selectionSetItemSchema } from '../../shared/selection-set.ts'
import { longestSetName } from '../../shared/limits.ts'
import type { SelectionSetItem } from '../../shared/selection-set.ts'

const format = 'databricks-workflow-manager-selection'

const fileSchema = z.object({
  format: z.literal(format),
  version: z.literal(1),
  name: z.string().trim().min(1).max(longestSetName),
  items: z
    .array(
      selectionSetItemSchema.refine(
        ({ kind, id }) =>
          (kind === 'workflow' ? numericIdSchema : guidSchema).safeParse(id).success,
        'is not an id of its kind',
      ),
    )
    .min(1)
    .max(400_000),
})

/** A set as the text of a file that people can read. */
export function writeSetFile(name: string, items: readonly SelectionSetItem[]): string {
  return `${JSON.stringify({ format, version: 1, name, items }, null, 2)}\n`
}

/** Throws `bad-input` with what is wrong. */
export function parseSetFile(text: string): { name: string; items: SelectionSetItem[] } {
  let parsed: unknown
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw refused('it is not JSON', cause)
  }
  const result = fileSchema.safeParse(parsed)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw refused(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`)
}

/** A name that every file system takes. */
export function setFileName(name: string): string {
  const safe = name
    // eslint-disable-next-line no-control-regex -- control characters are what Windows refuses
    .replace(/[<>:"/\\|?*\u0000-\u001f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 80)
  return `${safe === '' ? 'selection' : safe}.selection.json`
}

function refused(what: string, cause?: unknown): AppError {
  return new AppError('bad-input', `The file holds no selection: ${what}.`, {
    suggestion: 'Choose a file that was exported from this app.',
    cause,
  })
}
