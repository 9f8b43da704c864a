import type { Kind, ResolvedLine } from '../../shared/catalog.ts'
import type { ExportJobFacts } from '../../shared/configuration-preview.ts'
import { AppError } from '../../shared/errors.ts'
import type { Logger } from '../logging/logger.ts'
import type { Timers } from '../timers.ts'
import type { CatalogNames } from './catalog-names.ts'
import type { ParsedText } from './document.ts'
import { exportJobFacts } from './export-job-facts.ts'
import { kinds } from './keys.ts'
import { idKey, lookUp, readExportJob, readSelection, scalarText } from './model.ts'
import type { ExportJob, SelectionItem } from './model.ts'
import { noSurroundings } from './problems.ts'
import type { Surroundings } from './problems.ts'

/** What the checks ask of the workspace. Only ever about the open connection. */
export interface WorkspaceLookup {
  /**
   * Names by id as the list has them; null while what it lacks may be there all the same: it was never
   * read to its end, or is old.
   */
  names(kind: Kind, ids: string[]): Promise<ReadonlyMap<string, string> | null>
  /** What names stand for. */
  resolve(kind: Kind, names: string[]): Promise<ResolvedLine[]>
  /** What can be said about the export job; errors are in its checks. */
  exportJob(job: ExportJob): Promise<ExportJobFacts>
}

/** A workspace of which nothing can be said. */
export const unknownWorkspace: WorkspaceLookup = {
  names: () => Promise.resolve(null),
  resolve: () => Promise.resolve([]),
  exportJob: () => Promise.resolve(exportJobFacts(null, null, null)),
}

export interface WorkspaceFactsOptions {
  lookup: WorkspaceLookup
  timers: Timers
  logger: Logger
  /** There is more to say, or less. */
  onChange: () => void
}

interface KindFacts {
  /** By `idKey`; null for what the list does not hold. */
  names: ReadonlyMap<string, string | null>
  /** The ids that have exactly this name. */
  ids: ReadonlyMap<string, readonly string[]>
}

type Known = Partial<Record<Kind, KindFacts>>

/** A number that is being typed is no id yet (ms). */
const jobPause = 700

/**
 * What the checks of the drafts know of the workspace: asked in the background and remembered, so that
 * typing never waits. What is not known is not said.
 */
export class WorkspaceFacts {
  readonly #options: WorkspaceFactsOptions
  #surroundings: Surroundings = noSurroundings
  #known: Known = {}
  #job: { id: string; facts: ExportJobFacts } | null = null
  #wanted: { main: ParsedText | null; app: ParsedText | null } = { main: null, app: null }
  /** What is under way, by kind; the answer to anything else is dropped. */
  readonly #asking = new Map<Kind, object>()
  #jobTimer: unknown = null
  #jobAsked: { id: string } | null = null

  constructor(options: WorkspaceFactsOptions) {
    this.#options = options
  }

  /** What is known now; the same object until there is more. */
  get surroundings(): Surroundings {
    return this.#surroundings
  }

  /** The drafts to know about; what is missing is asked for. */
  look(main: ParsedText | null, app: ParsedText | null): void {
    this.#wanted = { main, app }
    for (const kind of kinds) this.#lookAt(kind)
    this.#lookAtJob()
  }

  /** A list was read again: everything about it may be different. */
  listChanged(kind: Kind): void {
    this.#known = { ...this.#known, [kind]: undefined }
    this.#asking.delete(kind)
    if (kind === 'workflow') this.#forgetJob()
    this.look(this.#wanted.main, this.#wanted.app)
  }

  /** Another connection, or none: nothing is known. */
  clear(): void {
    this.#known = {}
    this.#asking.clear()
    this.#forgetJob()
    this.#wanted = { main: null, app: null }
    this.#surroundings = noSurroundings
  }

  #forgetJob(): void {
    this.#options.timers.clear(this.#jobTimer)
    this.#jobAsked = null
    this.#job = null
  }

  #lookAt(kind: Kind): void {
    if (this.#asking.has(kind)) return
    const items = this.#wanted.main ? readSelection(this.#wanted.main).items[kind] : []
    const known = this.#known[kind]
    const job = kind === 'workflow' && this.#wanted.app ? readExportJob(this.#wanted.app) : null
    const ids = [...items.map(({ id }) => id), job?.jobId ?? null].flatMap((id) =>
      id === null || known?.names.has(idKey(kind, id)) ? [] : idKey(kind, id),
    )
    const names = unplaced(kind, items, known)
    if (kind === 'workflow' && this.#wanted.app && !job) {
      const name = scalarText(lookUp(this.#wanted.app, 'export-job', 'job_name'))
      if (name !== null && !known?.ids.has(name)) names.push(name)
    }
    if (ids.length === 0 && names.length === 0) return
    const asked = {}
    this.#asking.set(kind, asked)
    this.#ask(kind, ids, names)
      .then((answer) => {
        if (this.#asking.get(kind) !== asked) return
        this.#asking.delete(kind)
        if (!answer) return
        this.#known = { ...this.#known, [kind]: together(this.#known[kind], answer) }
        this.#publish()
        this.#lookAt(kind)
      })
      .catch((error: unknown) => {
        if (this.#asking.get(kind) !== asked) return
        // Asked again with the next edit, or when the list changes.
        this.#asking.delete(kind)
        this.#options.logger.debug('The list could not be asked', { kind, error })
      })
  }

  async #ask(kind: Kind, ids: string[], names: string[]): Promise<KindFacts | null> {
    const { lookup } = this.#options
    const found = await lookup.names(kind, ids)
    if (!found) return null
    const resolved = names.length === 0 ? [] : await lookup.resolve(kind, names)
    return {
      names: new Map(ids.map((id) => [id, found.get(id) ?? null])),
      ids: new Map<string, readonly string[]>([
        ...names.map((name): [string, string[]] => [name, []]),
        ...resolved.map(({ text, candidates }): [string, string[]] => [
          text,
          candidates.filter(({ name }) => name === text).map(({ id }) => id),
        ]),
      ]),
    }
  }

  #lookAtJob(): void {
    const job = this.#wanted.app ? readExportJob(this.#wanted.app) : null
    if (job?.jobId === this.#jobAsked?.id) return
    this.#forgetJob()
    if (!job) return
    const asked = { id: job.jobId }
    this.#jobAsked = asked
    this.#jobTimer = this.#options.timers.set(() => {
      this.#options.lookup
        .exportJob(job)
        .then((facts) => {
          if (this.#jobAsked !== asked) return
          this.#job = { id: job.jobId, facts }
          this.#publish()
        })
        .catch((error: unknown) => {
          this.#options.logger.debug('The export job could not be checked', {
            error: AppError.from(error),
          })
        })
    }, jobPause)
  }

  #publish(): void {
    const known = this.#known
    this.#surroundings = {
      catalog: {
        nameOf: (kind, id) => known[kind]?.names.get(idKey(kind, id)) ?? null,
        idsOf: (kind, name) => known[kind]?.ids.get(name) ?? [],
        isGone: (kind, id) => known[kind]?.names.get(idKey(kind, id)) === null,
      } satisfies CatalogNames,
      exportJob: this.#job?.facts ?? null,
    }
    this.#options.onChange()
  }
}

/** Names of items that are not known by their id: these may have another one. */
function unplaced(
  kind: Kind,
  items: readonly SelectionItem[],
  known: KindFacts | undefined,
): string[] {
  const names = items.flatMap(({ id, name }) => {
    if (name === null || known?.ids.has(name)) return []
    const present = id === null ? null : known?.names.get(idKey(kind, id))
    return present === undefined || present === name ? [] : [name]
  })
  // More than anybody mends by hand would only keep the list busy.
  return [...new Set(names)].slice(0, 500)
}

function together(before: KindFacts | undefined, more: KindFacts): KindFacts {
  return {
    names: new Map([...(before?.names ?? []), ...more.names]),
    ids: new Map([...(before?.ids ?? []), ...more.ids]),
  }
}
