import fs from 'node:fs'
import { join } from 'node:path'
import type { DocumentKind } from '../../../shared/configuration.ts'
import {
  connectionFolder,
  deleteConnectionFolder,
  deleteOtherConnections,
} from '../connection-folder.ts'

/** Where the drafts are: a file for each document of each connection that has unsaved edits. */
export class DraftFolder {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  file(connectionId: string, document: DocumentKind): string {
    return join(connectionFolder(this.#folder, connectionId), `${document}.json`)
  }

  /** Whether a connection has unsaved edits, also while it was not opened since the start. */
  has(connectionId: string): boolean {
    return (['main', 'app'] as const).some((document) =>
      fs.existsSync(this.file(connectionId, document)),
    )
  }

  /** Deletes the drafts of a connection. Throws `disk-failed`. */
  forget(connectionId: string): void {
    deleteConnectionFolder(this.#folder, connectionId)
  }

  /** Deletes the drafts of connections that are gone. Throws `disk-failed`. */
  forgetOthers(known: readonly string[]): void {
    deleteOtherConnections(this.#folder, known)
  }
}
