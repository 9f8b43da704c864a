import type { CatalogDetails } from '../../shared/catalog.ts'
import type { ConfigurationState } from '../../shared/configuration.ts'
import type {
  ChangeSectionInput,
  ConfigurationItems,
  ConfigurationItemsQuery,
  ConfigurationPreview,
  ExportJobFacts,
  TriedReplacement,
  TryReplacement,
} from '../../shared/configuration-preview.ts'
import { AppError } from '../../shared/errors.ts'
import type { ParsedText } from './document.ts'
import { exportJobFacts } from './export-job-facts.ts'
import { changeWords } from './form-words.ts'
import { idKey, readSelection } from './model.ts'
import type { ExportJob, SelectionItem } from './model.ts'
import { readPreview } from './preview.ts'
import { RuleRunner } from './replacement/rule-runner.ts'
import { tryReplacement } from './replacement/try-replacement.ts'
import { applySectionChange } from './section-edit.ts'

/** What the form needs of the documents. */
interface Documents {
  /** The draft of config.yml; null while there is none. */
  mainDraft(): { text: ParsedText; revision: number } | null
  /** Throws `conflict` when the draft is not of this revision. */
  changeMain(
    revision: number,
    words: string,
    change: (draft: ParsedText) => ParsedText,
  ): ConfigurationState
  state(): ConfigurationState
}

export interface FormOptions {
  documents: Documents
  /** One job, closely. Throws what Databricks answers. */
  jobDetails: (id: string, fresh: boolean) => Promise<CatalogDetails>
  /** The signed-in user; null while nobody is. */
  userName: () => string | null
  /** Of the worker thread that tries rules. */
  workerUrl: URL
}

/** config.yml and app_config.yml as forms: what their drafts say, and edits of single places. */
export class ConfigurationForm {
  readonly #options: FormOptions
  readonly #runner: RuleRunner

  constructor(options: FormOptions) {
    this.#options = options
    this.#runner = new RuleRunner(options.workerUrl)
  }

  /** Throws `not-ready` while there is no config.yml. */
  preview(): ConfigurationPreview {
    const { text, revision } = this.#draft()
    return { revision, ...readPreview(text) }
  }

  /** The items of a kind in the order of the file, duplicates and such without an id included. */
  items({ kind, text, offset, limit }: ConfigurationItemsQuery): ConfigurationItems {
    const draft = this.#draft()
    const all = readSelection(draft.text).items[kind]
    const wanted = text.trim().toLowerCase()
    const found =
      wanted === ''
        ? all
        : all.filter(({ id, name }) => `${name ?? ''}\n${id ?? ''}`.toLowerCase().includes(wanted))
    const counts = countIds(all)
    return {
      revision: draft.revision,
      total: all.length,
      matches: found.length,
      rows: found.slice(offset, offset + limit).map(({ index, id, name, flags, line }) => ({
        index,
        id,
        name,
        flags,
        line,
        unique: id !== null && counts.get(idKey(kind, id)) === 1,
      })),
    }
  }

  /** Throws `conflict` when the draft is of another revision, and what the edit throws. */
  change({ revision, change }: ChangeSectionInput): ConfigurationState {
    return this.#options.documents.changeMain(revision, changeWords(change), (draft) =>
      applySectionChange(draft, change),
    )
  }

  /** What the exporter would make of a text. Never hangs. */
  async tryReplacement(input: TryReplacement): Promise<TriedReplacement> {
    return await tryReplacement(this.#draft().text, input, this.#runner)
  }

  /** The job that the draft of app_config.yml names, looked at closely. Errors are in the checks. */
  async exportJob(
    fresh: boolean,
    job: ExportJob | null = this.#options.documents.state().exportJob,
  ): Promise<ExportJobFacts> {
    if (job === null) return exportJobFacts(null, null, null)
    let details: CatalogDetails | AppError
    try {
      details = await this.#options.jobDetails(job.jobId, fresh)
    } catch (error) {
      details = AppError.from(error)
    }
    return exportJobFacts(job, details, this.#options.userName())
  }

  close(): Promise<void> {
    return this.#runner.close()
  }

  #draft(): { text: ParsedText; revision: number } {
    const draft = this.#options.documents.mainDraft()
    if (draft) return draft
    throw new AppError('not-ready', 'config.yml is not loaded.', {
      suggestion: 'Wait until it is loaded, or create it on the Configuration page.',
    })
  }
}

const counted = new WeakMap<readonly SelectionItem[], Map<string, number>>()

/** How many items have each id; counted once for each text. */
function countIds(items: readonly SelectionItem[]): ReadonlyMap<string, number> {
  const known = counted.get(items)
  if (known) return known
  const counts = new Map<string, number>()
  for (const { kind, id } of items) {
    if (id === null) continue
    const key = idKey(kind, id)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  counted.set(items, counts)
  return counts
}
