import type { DocumentDraft } from '../document-draft.ts'

/** A document of the connection in use, with what an operation on its file needs to know around it. */
export interface DocumentPlace {
  connectionId: string
  draft: DocumentDraft
  /** Where the other document is. */
  otherPath: string
  /** From the next start on, the document is looked for there. Throws a disk error. */
  remember: (path: string) => void
}
