import type {
  PipelineLibrary,
  PipelineSpec,
} from '@databricks/sdk-experimental/dist/apis/pipelines/index.js'
import type { CatalogDetails, Fact } from '../../shared/catalog.ts'
import { clusterText, joined, plainWords, settingsText, toFacts } from './facts.ts'
import type { CronTiming } from './next-run.ts'
import { isFields, isObject, objects, text, texts } from './read.ts'
import { cronText } from './triggers.ts'

/** The settings of a pipeline in plain words, most telling first. Never throws, whatever came. */
export function pipelineFacts(spec: PipelineSpec | undefined): Fact[] {
  if (!isObject(spec)) return []
  return toFacts([
    ['Runs', modeText(spec)],
    ['Writes to', joined([text(spec.catalog), text(spec.schema) ?? text(spec.target)], '.')],
    ['Storage', text(spec.storage)],
    ['Compute', spec.serverless === true ? 'Serverless' : null],
    ...objects(spec.clusters).map(
      (cluster) => [`Cluster ${text(cluster.label) ?? ''}`.trim(), clusterText(cluster)] as const,
    ),
    ['Photon', spec.photon === true && spec.serverless !== true ? 'On' : null],
    ['Development', spec.development === true ? 'On: clusters stay, no retries' : null],
    ['Edition', plainWords(spec.edition)],
    ['Channel', plainWords(spec.channel)],
    ['Source folder', text(spec.root_path)],
    ['Ingests from', ingestionText(spec.ingestion_definition)],
    ['Configuration', settingsText(spec.configuration)],
    [
      'Environment',
      isObject(spec.environment) ? joined(texts(spec.environment.dependencies)) : null,
    ],
    ['Tags', settingsText(spec.tags)],
    ['E-mail', joined(objects(spec.notifications).map(notificationText), '; ')],
    ['Managed by', managerText(spec.deployment)],
    ['Budget policy', text(spec.usage_policy_id) ?? text(spec.budget_policy_id)],
  ])
}

/** The schedule that the pipeline has of its own; jobs may start it as well. */
export function pipelineTiming(spec: PipelineSpec | undefined): CronTiming | null {
  const cron = spec?.trigger?.cron
  if (!isObject(cron) || spec?.continuous === true) return null
  const expression = text(cron.quartz_cron_schedule)
  return expression === null ? null : { expression, timeZone: text(cron.timezone_id) ?? 'UTC' }
}

/** What a pipeline is made of. */
export function pipelineLibraries(spec: PipelineSpec | undefined): CatalogDetails['libraries'] {
  return objects(spec?.libraries).map((library) => {
    const { notebook, file, glob, maven, jar, whl } = library
    const known: readonly (readonly [kind: string, words: unknown])[] = [
      ['notebook', isFields(notebook) ? notebook['path'] : null],
      ['file', isFields(file) ? file['path'] : null],
      ['folder', isFields(glob) ? glob['include'] : null],
      ['maven', isFields(maven) ? maven['coordinates'] : null],
      ['jar', jar],
      ['wheel', whl],
    ]
    for (const [kind, words] of known) {
      const place = text(words)
      if (place !== null) return { kind, text: place }
    }
    return { kind: 'other', text: otherText(library) }
  })
}

function otherText(library: PipelineLibrary): string {
  return plainWords(Object.keys(library)[0]) ?? 'Other'
}

function modeText(spec: PipelineSpec): string {
  if (spec.continuous === true) return 'Continuously'
  const cron = spec.trigger?.cron
  if (!isFields(cron)) return 'When started'
  return joined([cronText(cron['quartz_cron_schedule']), text(cron['timezone_id'])]) ?? 'Scheduled'
}

function ingestionText(definition: unknown): string | null {
  if (!isFields(definition)) return null
  const tables = definition['objects']
  const count = Array.isArray(tables) ? tables.length : 0
  return joined([
    text(definition['connection_name']),
    count === 0 ? null : count === 1 ? '1 object' : `${count} objects`,
  ])
}

function notificationText(notification: object): string | null {
  if (!isFields(notification)) return null
  const events = joined(texts(notification['alerts']).map((alert) => alert.replaceAll('-', ' ')))
  const to = joined(texts(notification['email_recipients']))
  return to === null ? null : joined([events, to], ': ')
}

function managerText(deployment: unknown): string | null {
  if (!isFields(deployment)) return null
  return deployment['kind'] === 'BUNDLE' ? 'Asset bundle' : plainWords(deployment['kind'])
}
