import type { ConfigurationState } from '../../shared/configuration.ts'
import type { ReadinessItem } from '../../shared/export.ts'
import type { SavedSelection } from './ports.ts'

const reviewAndSave = { label: 'Review and save', action: 'review-and-save' } as const
const openConfiguration = { label: 'Open configuration', action: 'open-configuration' } as const
const pick = { label: 'Pick', action: 'pick' } as const

/** Something active is picked in config.yml as it is in the workspace. */
export function checkSelection(
  state: ConfigurationState,
  saved: SavedSelection | null,
): ReadinessItem {
  const of = (
    status: ReadinessItem['status'],
    title: string,
    detail: string,
    fix: ReadinessItem['fix'],
  ): ReadinessItem => ({ check: 'selection', status, title, detail, fix })
  const { main, selection } = state
  if (main.status === 'missing') {
    return of('blocked', 'There is no config.yml yet', `Nothing is at ${main.path}.`, {
      label: 'Create config.yml',
      action: 'create-config',
    })
  }
  if (main.status === 'failed') {
    const detail = sentences(main.error?.message ?? main.path, main.error?.suggestion)
    return of('blocked', 'config.yml cannot be read', detail, openConfiguration)
  }
  if (main.status !== 'loaded') return of('checking', 'Reading config.yml', main.path, null)
  const active = (saved?.activeWorkflows ?? 0) + (saved?.activePipelines ?? 0)
  if (saved !== null && active > 0) {
    const workflows = plural(saved.activeWorkflows, 'workflow')
    const pipelines = plural(saved.activePipelines, 'pipeline')
    return of('ok', `${workflows} and ${pipelines} to export`, `Active in ${main.path}.`, null)
  }
  if (saved === null || !selection.ready) {
    const problem = main.problems.find(({ severity }) => severity === 'error')
    const detail = sentences(problem?.message ?? 'It is no valid YAML.', problem?.suggestion)
    return of('blocked', 'config.yml is not valid', detail, openConfiguration)
  }
  if (main.unsaved && selection.activeWorkflows + selection.activePipelines > 0) {
    const detail = 'An export uses config.yml as it is in the workspace. Save your picks first.'
    return of('blocked', 'What you picked is not saved yet', detail, reviewAndSave)
  }
  return selection.workflows + selection.pipelines > 0
    ? of('blocked', 'Nothing picked is active', 'Switch at least one item to active.', pick)
    : of('blocked', 'Nothing is picked', 'Pick the workflows and pipelines to export.', pick)
}

/** Unsaved edits are not exported: the user should know, and may go on. */
export function checkSaved(state: ConfigurationState): ReadinessItem {
  const unsaved = [
    state.main.unsaved && 'config.yml',
    state.app.unsaved && 'app_config.yml',
  ].filter((name) => name !== false)
  return unsaved.length === 0
    ? { check: 'saved', status: 'ok', title: 'Everything is saved', detail: '', fix: null }
    : {
        check: 'saved',
        status: 'warning',
        title: `${unsaved.join(' and ')} ${unsaved.length > 1 ? 'have' : 'has'} unsaved changes`,
        detail: 'The export uses what is saved in the workspace, without these changes.',
        fix: reviewAndSave,
      }
}

/** `v_start_path` of the saved config.yml is an absolute workspace path. */
export function checkOutputPath(
  state: ConfigurationState,
  saved: SavedSelection | null,
): ReadinessItem {
  const of = (
    status: ReadinessItem['status'],
    title: string,
    detail: string,
    fix: ReadinessItem['fix'],
  ): ReadinessItem => ({ check: 'output-path', status, title, detail, fix })
  if (saved === null) {
    const detail = 'Checked as soon as config.yml can be read.'
    return of('checking', 'Output folder', detail, null)
  }
  const path = saved.outputPath
  if (path === null || path.trim() === '') {
    return state.outputPath !== null && state.main.unsaved
      ? of('blocked', 'The output folder is not saved yet', 'Save config.yml first.', reviewAndSave)
      : of(
          'blocked',
          'No output folder is set',
          'Set v_start_path in config.yml to a folder in the workspace.',
          openConfiguration,
        )
  }
  if (/^\/[^/]/.test(path)) return of('ok', 'Output folder', path, null)
  return of(
    'blocked',
    'The output folder is not an absolute path',
    `v_start_path is “${path}”. It must start with /, for example /Workspace/Shared/exports.`,
    openConfiguration,
  )
}

export function sentences(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' ')
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
