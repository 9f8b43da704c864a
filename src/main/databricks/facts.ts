import type { Fact } from '../../shared/catalog.ts'
import { durationText } from '../../shared/duration.ts'
import { duration, entries, isFields, number, objects, text, texts } from './read.ts'

/** Settings in plain words; those without a text are left out. */
export function toFacts(
  pairs: readonly (readonly [label: string, words: string | null])[],
): Fact[] {
  return pairs.flatMap(([label, words]) =>
    words === null || words === '' ? [] : [{ label, text: words }],
  )
}

/** Parts of a sentence, without those that are not there. */
export function joined(parts: readonly (string | null)[], between = ', '): string | null {
  const known = parts.filter((part) => part !== null && part !== '')
  return known.length === 0 ? null : known.join(between)
}

/** `PERMISSION_LEVEL` as "Permission level". */
export function plainWords(code: unknown): string | null {
  const words = text(code)?.replace(/[_-]+/g, ' ').trim().toLowerCase() ?? ''
  return words === '' ? null : words.charAt(0).toUpperCase() + words.slice(1)
}

/** A time limit that Databricks tells in seconds; 0 is none. */
export function secondsText(value: unknown): string | null {
  const seconds = duration(value)
  return seconds === 0 ? null : durationText(seconds * 1000)
}

/** `environment = prod, days = 7`. */
export function settingsText(value: unknown): string | null {
  return joined(entries(value).map(([name, words]) => `${name} = ${words}`))
}

/** Failed runs that are tried again: "3 times, 1 min apart, also after a timeout". */
export function retriesText(settings: {
  max_retries?: unknown
  min_retry_interval_millis?: unknown
  retry_on_timeout?: unknown
}): string | null {
  const times = number(settings.max_retries) ?? 0
  if (times === 0) return null
  const apart = duration(settings.min_retry_interval_millis)
  return joined([
    times < 0 ? 'Without limit' : times === 1 ? 'Once' : `${times} times`,
    apart === 0 ? null : `${durationText(apart)} apart`,
    settings.retry_on_timeout === true ? 'also after a timeout' : null,
  ])
}

const events = {
  on_start: 'start',
  on_success: 'success',
  on_failure: 'failure',
  on_duration_warning_threshold_exceeded: 'taking too long',
  on_streaming_backlog_exceeded: 'a streaming backlog',
} as const

/** Who gets a mail when: "failure: ann@example.com; success: …". */
export function mailText(value: unknown): string | null {
  if (!isFields(value)) return null
  return joined(
    Object.entries(events).map(([key, event]) => {
      const to = joined(texts(value[key]))
      return to === null ? null : `on ${event}: ${to}`
    }),
    '; ',
  )
}

/** Which webhooks are called when: "on failure: 2 webhooks". */
export function webhookText(value: unknown): string | null {
  if (!isFields(value)) return null
  return joined(
    Object.entries(events).map(([key, event]) => {
      const list = value[key]
      const count = Array.isArray(list) ? list.length : 0
      if (count === 0) return null
      return `on ${event}: ${count === 1 ? '1 webhook' : `${count} webhooks`}`
    }),
    '; ',
  )
}

const metrics = new Map([
  ['RUN_DURATION_SECONDS', 'takes longer than'],
  ['STREAMING_BACKLOG_BYTES', 'has a streaming backlog above'],
  ['STREAMING_BACKLOG_RECORDS', 'has a streaming backlog above'],
  ['STREAMING_BACKLOG_SECONDS', 'has a streaming backlog above'],
  ['STREAMING_BACKLOG_FILES', 'has a streaming backlog above'],
])

/** What counts as unhealthy: "When it takes longer than 10 min". */
export function healthText(value: unknown): string | null {
  if (!isFields(value) || !Array.isArray(value['rules'])) return null
  const rules: object[] = value['rules']
  const words = joined(
    objects(rules)
      .filter(isFields)
      .map(({ metric, value: limit }) => {
        const name = text(metric) ?? ''
        const most = number(limit)
        if (name === '' || most === null) return null
        const unit = /_([A-Z]+)$/.exec(name)?.[1] ?? ''
        const amount =
          unit === 'SECONDS' ? durationText(most * 1000) : `${most} ${unit.toLowerCase()}`
        return `${metrics.get(name) ?? plainWords(name)} ${amount}`.trim()
      }),
    ', or ',
  )
  return words === null ? null : `When it ${words}`
}

/** A library of a task: `pyyaml==6.0.2`, `/Volumes/main/libs/tools.whl`, `org.example:lib:1.0`. */
export function libraryText(library: object): string | null {
  if (!isFields(library)) return null
  const { pypi, maven, cran, jar, whl, egg, requirements } = library
  return (
    [
      isFields(pypi) ? pypi['package'] : null,
      isFields(maven) ? maven['coordinates'] : null,
      isFields(cran) ? cran['package'] : null,
      jar,
      whl,
      egg,
      requirements,
    ]
      .map(text)
      .find((words) => words !== null) ?? null
  )
}

/** A new cluster in a few words: "2 to 8 × Standard_D8ds_v5, 15.4.x-scala2.12, Photon". */
export function clusterText(cluster: unknown): string | null {
  if (!isFields(cluster)) return null
  const { autoscale, num_workers, spark_version, runtime_engine, is_single_node } = cluster
  const node = text(cluster['node_type_id']) ?? pool(cluster['instance_pool_id'])
  const scale = isFields(autoscale)
    ? [number(autoscale['min_workers']), number(autoscale['max_workers'])]
    : []
  const [min, max] = scale
  const workers = number(num_workers)
  const size =
    min != null && max != null
      ? `${min} to ${max}`
      : workers === null || workers === 0
        ? null
        : String(workers)
  const isSingle = is_single_node === true || (size === null && workers === 0)
  const nodes = size === null ? node : `${size} × ${node ?? 'workers'}`
  return joined([
    nodes,
    isSingle ? 'single node' : null,
    text(spark_version),
    runtime_engine === 'PHOTON' ? 'Photon' : null,
  ])
}

function pool(id: unknown): string | null {
  const words = text(id)
  return words === null ? null : `pool ${words}`
}
