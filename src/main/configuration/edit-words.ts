import type { Kind, PickFlags } from '../../shared/catalog.ts'
import type { DocumentKind } from '../../shared/configuration.ts'

const flagWords: Record<keyof PickFlags, string> = {
  isExisting: 'bind to existing',
  isActive: 'active',
  exportLibraries: 'export libraries',
}

/** “1,234 workflows”. */
export function itemCount(kind: Kind, count: number): string {
  return `${count.toLocaleString('en')} ${kind}${count === 1 ? '' : 's'}`
}

/** What a pick did, for undo. */
export function pickWords(kind: Kind, picked: number, unpicked: number): string {
  if (unpicked === 0) return `Pick ${itemCount(kind, picked)}`
  if (picked === 0) return `Take out ${itemCount(kind, unpicked)}`
  return `Pick ${itemCount(kind, picked)} and take out ${unpicked.toLocaleString('en')}`
}

/** What a switch did, for undo. */
export function switchWords(
  kind: Kind,
  count: number,
  flag: keyof PickFlags,
  value: boolean,
): string {
  return `Turn “${flagWords[flag]}” ${value ? 'on' : 'off'} for ${itemCount(kind, count)}`
}

export const discardWords = 'Discard the unsaved edits'

/** What typing did, for undo. */
export function typedWords(document: DocumentKind): string {
  return `Edit ${document === 'main' ? 'config.yml' : 'app_config.yml'}`
}
