import { useConfirm } from '../../composables/useConfirm.ts'
import { documentNames } from './document-names.ts'
import type { DocumentKind } from '../../../shared/configuration.ts'

interface Versions {
  document: DocumentKind
  path: string
  /** There is no version in the workspace any more. */
  deleted: boolean
}

/** The questions before one of two versions is given up for the other. */
export function useGiveUp() {
  const { confirm } = useConfirm()
  return {
    /** Where nothing is there, nothing is given up. */
    async giveUpTheirs({ document, path, deleted }: Versions): Promise<boolean> {
      if (deleted) return true
      return await confirm({
        title: `Overwrite ${documentNames[document]}?`,
        text: `Your version replaces what somebody else saved in ${path}. Theirs is kept in the history on this computer.`,
        confirmLabel: 'Overwrite with mine',
        danger: true,
      })
    },
    giveUpMine({ path, deleted }: Versions): Promise<boolean> {
      const what = deleted
        ? `${path} stays deleted.`
        : `${path} is read again as it is in the workspace.`
      return confirm({
        title: 'Discard your edits?',
        text: `${what} Your version is kept in the history on this computer.`,
        confirmLabel: 'Discard mine',
        danger: true,
      })
    },
  }
}
