import { z } from 'zod'
import { itemIdSchema, kindSchema, pickFlagsSchema } from './catalog.ts'

/** Sections of config.yml that hold keys with values, in the order of the file. */
export const mapSectionSchema = z.enum([
  'initial_variables',
  'global_settings',
  'path_replacement',
  'value_replacements',
])
export type MapSection = z.infer<typeof mapSectionSchema>

/** Sections of config.yml that hold a list of entries. */
export const listSectionSchema = z.enum(['spark_conf_key_replacements', 'workflows', 'pipelines'])
export type ListSection = z.infer<typeof listSectionSchema>

/** A key of a section with its value, and what can be said about it. */
export const sectionEntrySchema = z.object({
  key: z.string(),
  /** Position in the section; -1 for what is merged into it (`<<`). */
  index: z.number().int(),
  /** As text; null for what is no simple value (a list, a mapping) and for nothing. */
  value: z.string().nullable(),
  /** What the value is as a switch; null when it is neither true nor false. */
  boolean: z.boolean().nullable(),
  /** With placeholders filled in; null when that changes nothing. */
  resolved: z.string().nullable(),
  /** Why placeholders could not be filled in, or why the rule cannot be carried out. */
  issues: z.array(z.string()),
  /** 1-based line in the draft. */
  line: z.number().int(),
  /** False for what a form cannot change: a mapping, a list, a value from an anchor. */
  editable: z.boolean(),
})
export type SectionEntry = z.infer<typeof sectionEntrySchema>

/** An entry of `spark_conf_key_replacements`. */
export const sparkRuleSchema = z.object({
  /** Position in the list. */
  index: z.number().int(),
  searchKey: z.string().nullable(),
  targetKey: z.string().nullable(),
  targetValue: z.string().nullable(),
  line: z.number().int(),
  editable: z.boolean(),
})
export type SparkRule = z.infer<typeof sparkRuleSchema>

/** A section as a form shows it. `problem`: why it cannot be edited as a form, in words. */
const sectionOf = <Entry extends z.ZodType>(entry: Entry) =>
  z.object({
    entries: z.array(entry),
    line: z.number().int().nullable(),
    problem: z.string().nullable(),
  })
export const mapSectionStateSchema = sectionOf(sectionEntrySchema)
export type MapSectionState = z.infer<typeof mapSectionStateSchema>

/** What the draft of config.yml says, section by section. */
export const configurationPreviewSchema = z.object({
  /** Of the draft that was read. */
  revision: z.number().int(),
  /** Why nothing can be shown or changed; the sections are empty then. */
  syntaxError: z
    .object({ message: z.string(), line: z.number().int(), column: z.number().int() })
    .nullable(),
  sections: z.object({
    initial_variables: mapSectionStateSchema,
    global_settings: mapSectionStateSchema,
    path_replacement: mapSectionStateSchema,
    value_replacements: mapSectionStateSchema,
  }),
  sparkRules: sectionOf(sparkRuleSchema),
  /** Sections that this app does not know; they stay as they are. */
  others: z.array(z.object({ key: z.string(), line: z.number().int(), summary: z.string() })),
  /** Texts elsewhere in the file that hold placeholders, at most 50. */
  uses: z.array(
    z.object({
      /** For example `x_team_notes.log_folder`. */
      place: z.string(),
      text: z.string(),
      resolved: z.string(),
      issues: z.array(z.string()),
      line: z.number().int(),
    }),
  ),
})
export type ConfigurationPreview = z.infer<typeof configurationPreviewSchema>

/** Items of a kind's list in the draft, in the order of the file. */
export const configurationItemsQuerySchema = z.object({
  kind: kindSchema,
  /** Only items whose name or id has this text in it. */
  text: z.string().max(500),
  offset: z.number().int().nonnegative().max(1_000_000),
  limit: z.number().int().min(1).max(500),
})
export type ConfigurationItemsQuery = z.infer<typeof configurationItemsQuerySchema>

export const configurationItemSchema = z.object({
  /** Position in the list of the file. */
  index: z.number().int(),
  /** As written; null when there is none. */
  id: z.string().nullable(),
  name: z.string().nullable(),
  flags: pickFlagsSchema,
  line: z.number().int(),
  /** Whether the id names this item and no other, so that it can be edited by it. */
  unique: z.boolean(),
})
export type ConfigurationItem = z.infer<typeof configurationItemSchema>

export const configurationItemsSchema = z.object({
  revision: z.number().int(),
  total: z.number().int(),
  matches: z.number().int(),
  rows: z.array(configurationItemSchema),
})
export type ConfigurationItems = z.infer<typeof configurationItemsSchema>

const keyText = z.string().min(1).max(4096)
const valueText = z.string().max(4096)
const position = z.number().int().nonnegative().max(1_000_000)

/** One edit of a section. Only what it is about changes in the text. */
export const sectionChangeSchema = z.discriminatedUnion('type', [
  /** Sets a value; a new key goes to the end. A number or a switch stays one where the text is one. */
  z.object({ type: z.literal('set'), section: mapSectionSchema, key: keyText, value: valueText }),
  z.object({ type: z.literal('rename'), section: mapSectionSchema, key: keyText, to: keyText }),
  z.object({ type: z.literal('unset'), section: mapSectionSchema, key: keyText }),
  /** Moves the entry at a position to another. */
  z.object({
    type: z.literal('move'),
    section: z.union([mapSectionSchema, listSectionSchema]),
    from: position,
    to: position,
  }),
  /** Adds an entry at the end. */
  z.object({
    type: z.literal('add-rule'),
    searchKey: keyText,
    targetKey: valueText,
    targetValue: valueText,
  }),
  /** Sets a value of the entry at a position. */
  z.object({
    type: z.literal('set-in'),
    section: listSectionSchema,
    index: position,
    key: keyText,
    value: valueText,
  }),
  z.object({ type: z.literal('remove'), section: listSectionSchema, index: position }),
])
export type SectionChange = z.infer<typeof sectionChangeSchema>

export const changeSectionInputSchema = z.object({
  /** Of the draft that the positions are from. */
  revision: z.number().int(),
  change: sectionChangeSchema,
})
export type ChangeSectionInput = z.infer<typeof changeSectionInputSchema>

/** What a path, a value or a setting of Spark (`key value` or `key=value`) would become. */
export const tryReplacementSchema = z.object({
  text: z.string().max(4096),
  as: z.enum(['path', 'value', 'spark-conf']),
})
export type TryReplacement = z.infer<typeof tryReplacementSchema>

export const triedReplacementSchema = z.object({
  outcome: z.string(),
  /** The rules that changed something, in order. */
  steps: z.array(
    z.object({
      /** The rule in words of the file; for placeholders, the word “placeholders”. */
      rule: z.string(),
      line: z.number().int().nullable(),
      before: z.string(),
      after: z.string(),
    }),
  ),
  /** Rules that could not be tried, and what else has to be said. */
  issues: z.array(z.object({ message: z.string(), line: z.number().int().nullable() })),
})
export type TriedReplacement = z.infer<typeof triedReplacementSchema>

/** The export job that the draft of app_config.yml names, as Databricks has it. */
export const exportJobFactsSchema = z.object({
  job: z.object({ id: itemIdSchema, configName: z.string() }).nullable(),
  /** Null when it could not be read; the checks then say why. */
  name: z.string().nullable(),
  url: z.string().nullable(),
  parameters: z.array(z.object({ name: z.string(), default: z.string() })),
  trigger: z.object({ text: z.string(), paused: z.boolean() }).nullable(),
  checks: z.array(
    z.object({
      code: z.enum(['exists', 'name', 'config-path', 'permission', 'schedule']),
      status: z.enum(['ok', 'warning', 'error', 'unknown']),
      title: z.string(),
      detail: z.string(),
    }),
  ),
})
export type ExportJobFacts = z.infer<typeof exportJobFactsSchema>
