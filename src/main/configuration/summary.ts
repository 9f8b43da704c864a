import type { DocumentKind, DocumentState, SelectionSummary } from '../../shared/configuration.ts'
import type { DocumentDraft } from './document-draft.ts'
import type { ParsedText } from './document.ts'
import { countChanges, countSelection, selectionOf } from './selection.ts'

/** The summary without a connection. */
export const emptySummary: SelectionSummary = {
  workflows: 0,
  pipelines: 0,
  activeWorkflows: 0,
  activePipelines: 0,
  withLibraries: 0,
  unsavedChanges: 0,
  librariesOff: false,
  undo: null,
  ready: false,
}

/** The state of a document without a connection. */
export function unloadedDocument(document: DocumentKind): DocumentState {
  return {
    document,
    path: '',
    status: 'unloaded',
    error: null,
    revision: 0,
    unsaved: false,
    modifiedAt: null,
    outdated: null,
    savedRevision: 0,
    undo: null,
    redo: null,
    problems: [],
    restoredAt: null,
    draftError: null,
    deletedAt: null,
  }
}

/** Summarizes two documents; remembers the newest summary, as counting a long file takes a while. */
export function createSummarizer(): (main: DocumentDraft, app: DocumentDraft) => SelectionSummary {
  let known: {
    saved: ParsedText | null
    draft: ParsedText | null
    appUnsaved: boolean
    summary: SelectionSummary
  } | null = null
  return (main, app) => {
    const { saved, draft } = main
    const appUnsaved = app.unsaved
    if (known?.saved === saved && known.draft === draft && known.appUnsaved === appUnsaved) {
      return known.summary
    }
    const selection = draft && selectionOf(draft)
    const summary: SelectionSummary = {
      ...(selection ? countSelection(selection) : emptySummary),
      unsavedChanges: countChanges(saved, draft) + (appUnsaved ? 1 : 0),
      librariesOff: selection?.model.librariesOff ?? false,
      undo: main.undoable,
      ready: draft !== null && draft.errors.length === 0,
    }
    known = { saved, draft, appUnsaved, summary }
    return summary
  }
}
