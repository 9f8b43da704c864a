import type { SectionChange } from '../../shared/configuration-preview.ts'

const entryWords: Record<Exclude<SectionChange, { type: 'add-rule' }>['section'], string> = {
  initial_variables: 'a variable',
  global_settings: 'a global setting',
  path_replacement: 'a path rule',
  value_replacements: 'a value rule',
  spark_conf_key_replacements: 'a Spark rule',
  workflows: 'a workflow',
  pipelines: 'a pipeline',
}

/** What an edit of a form did, for undo. */
export function changeWords(change: SectionChange): string {
  if (change.type === 'add-rule') return 'Add a Spark rule'
  const what = entryWords[change.section]
  switch (change.type) {
    case 'set':
      return `Set ${quoted(change.key)}`
    case 'rename':
      return `Rename ${quoted(change.key)} to ${quoted(change.to)}`
    case 'unset':
      return `Remove ${quoted(change.key)}`
    case 'move':
      return `Move ${what}`
    case 'set-in':
      return `Change ${what}`
    case 'remove':
      return `Remove ${what}`
  }
}

function quoted(text: string): string {
  return `“${text.length > 40 ? `${text.slice(0, 39)}…` : text}”`
}
