import { z } from 'zod'
import type { Kind } from '../../shared/catalog.ts'
import type { DocumentKind } from '../../shared/configuration.ts'
import { guidSchema, numericIdSchema } from '../../shared/schemas.ts'
import { booleanOf } from './item-facts.ts'
import { flagKeys, idKeys, listKeys, nameKeys } from './keys.ts'
import { prepareRule } from './replacement/prepare.ts'

/**
 * The shape of the two documents. Values are what YAML says: integers as bigint, so that ids stay
 * exact. What is wrong is told as the code of a problem; words and fixes for it are elsewhere.
 */

/** Accepts a value, or names the problem with it. */
function checked(problemWith: (value: unknown) => string | null): z.ZodType {
  return z.unknown().superRefine((value, context) => {
    const problem = problemWith(value)
    if (problem !== null) context.addIssue({ code: 'custom', params: { problem } })
  })
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

const isScalar = (value: unknown): boolean =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof value)

const switchSchema = checked((value) => {
  if (typeof value === 'boolean') return null
  const meant = booleanOf({ value: typeof value === 'string' ? value : null })
  return meant === null ? 'switch-not-boolean' : 'switch-odd'
}).optional()

const jobIdSchema = checked((value) => {
  if (isNothing(value)) return 'id-missing'
  if (typeof value === 'bigint' || typeof value === 'string') {
    return numericIdSchema.safeParse(String(value).trim()).success ? null : 'id-not-digits'
  }
  return typeof value === 'number' ? 'id-not-digits' : 'id-not-valid'
})

const guidValueSchema = checked((value) => {
  if (isNothing(value)) return 'id-missing'
  if (!isScalar(value) || typeof value === 'boolean') return 'id-not-valid'
  return guidSchema.safeParse(String(value).trim()).success ? null : 'id-not-a-guid'
})

const nameSchema = checked((value) => {
  if (isNothing(value)) return 'name-missing'
  return isScalar(value) ? null : 'name-not-text'
})

const switches = Object.fromEntries(Object.values(flagKeys).map((key) => [key, switchSchema]))

/** One item of a kind's list. */
export const itemSchemas: Record<Kind, z.ZodType> = {
  workflow: z.strictObject({
    [nameKeys.workflow]: nameSchema,
    [idKeys.workflow]: jobIdSchema,
    ...switches,
  }),
  pipeline: z.strictObject({
    [nameKeys.pipeline]: nameSchema,
    [idKeys.pipeline]: guidValueSchema,
    ...switches,
  }),
}

const ruleText = checked((value) => (isScalar(value) ? null : 'rule-not-text'))
const neededRuleText = checked((value) => {
  if (isNothing(value)) return 'rule-incomplete'
  return isScalar(value) ? null : 'rule-not-text'
})

const startPathSchema = checked((value) => {
  if (isNothing(value)) return 'path-missing'
  if (typeof value === 'string') return value.startsWith('/') ? null : 'path-not-absolute'
  return 'path-not-absolute'
})

/** A section's shape, the keys that it may have, and whether it is looked at when it is missing. */
interface SectionSchema {
  of: z.ZodType
  keys: readonly string[]
  needed: boolean
}

const ruleKeys = ['search_key', 'target_key', 'target_value']

/** The sections of each document other than the two lists and the export job. */
export const documentSchemas: Record<DocumentKind, Record<string, SectionSchema>> = {
  main: {
    initial_variables: {
      of: z
        .looseObject({ v_start_path: startPathSchema })
        .catchall(
          checked((value) => (isScalar(value) || value === null ? null : 'variable-not-simple')),
        ),
      keys: ['v_start_path'],
      needed: true,
    },
    global_settings: {
      of: z.strictObject({ [flagKeys.exportLibraries]: switchSchema }),
      keys: [flagKeys.exportLibraries],
      needed: false,
    },
    spark_conf_key_replacements: {
      of: z.array(
        z.strictObject({
          search_key: neededRuleText,
          target_key: neededRuleText,
          target_value: ruleText,
        }),
      ),
      keys: ruleKeys,
      needed: false,
    },
    path_replacement: {
      of: z.record(z.string(), ruleText).superRefine((rules, context) => {
        for (const [pattern, replacement] of Object.entries(rules)) {
          const ofPattern = prepareRule(pattern, '').problem
          const { problem } = prepareRule(pattern, String(replacement))
          if (problem?.kind !== 'invalid') continue
          const code = ofPattern?.kind === 'invalid' ? 'rule-pattern' : 'rule-replacement'
          const params = { problem: code, detail: problem.message }
          context.addIssue({ code: 'custom', path: [pattern], params })
        }
      }),
      keys: [],
      needed: false,
    },
    value_replacements: { of: z.record(z.string(), ruleText), keys: [], needed: false },
  },
  app: {
    'export-job': {
      of: z.strictObject({ job_name: z.unknown(), job_id: z.unknown() }).partial(),
      keys: ['job_name', 'job_id'],
      needed: false,
    },
  },
}

/** Sections of the top level that the exporter knows. */
export const topKeys: Record<DocumentKind, readonly string[]> = {
  main: [...Object.keys(documentSchemas.main), ...Object.values(listKeys)],
  app: Object.keys(documentSchemas.app),
}
