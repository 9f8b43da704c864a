/** How a document is shown. */
export type DocumentView = 'yaml' | 'form' | 'changes'
