import { AppError } from '../../shared/errors.ts'
import type { DatabricksGateway } from '../databricks/gateway.ts'
import type { ParsedText } from './document.ts'
import { readText } from './read-text.ts'
import { readRemote } from './remote.ts'
import { countSelection, selectionOf } from './selection.ts'
import type { SelectionCounts } from './selection.ts'

/** What config.yml in the workspace selects; an export reads that file, not the draft. */
export interface SavedSelection extends SelectionCounts {
  path: string
  /** `v_start_path`; null when unset. */
  outputPath: string | null
  librariesOff: boolean
}

export function savedSelectionOf(path: string, parsed: ParsedText): SavedSelection {
  const selection = selectionOf(parsed)
  const { outputPath, librariesOff } = selection.model
  return { ...countSelection(selection), path, outputPath, librariesOff }
}

/**
 * What the config.yml at a path asks for at this moment, and when it was last changed (UTC ms).
 *
 * @throws AppError `config-missing` when nothing is there, `config-invalid` when it is no YAML, and
 *   whatever the gateway throws
 */
export async function readSavedSelection(
  files: DatabricksGateway['files'],
  path: string,
): Promise<SavedSelection & { modifiedAt: number | null }> {
  const remote = await readRemote(files, path)
  if (remote === null) {
    throw new AppError('config-missing', `There is nothing at ${path} any more.`, {
      suggestion:
        'It was renamed, moved or deleted. Choose another file on the Configuration page.',
    })
  }
  const parsed = readText(remote.text)
  const [problem] = parsed.errors
  if (problem !== undefined) {
    throw new AppError('config-invalid', `${path} is not valid YAML: ${problem.message}`, {
      suggestion: `Correct line ${problem.line} of the file.`,
      details: { line: problem.line },
    })
  }
  return { ...savedSelectionOf(path, parsed), modifiedAt: remote.modifiedAt }
}
