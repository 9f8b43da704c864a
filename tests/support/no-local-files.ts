import type { LocalFiles } from '../../src/main/configuration/files/local-copy.ts'

/** Every question for a file on this computer is canceled. */
export const noLocalFiles: LocalFiles = {
  chooseToOpen: () => Promise.resolve(null),
  chooseToSave: () => Promise.resolve(null),
}
