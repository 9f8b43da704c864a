import type {
  Job,
  JobSettings,
  TriggerSettings,
} from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import type { Fact } from '../../shared/catalog.ts'
import {
  clusterText,
  healthText,
  joined,
  mailText,
  plainWords,
  secondsText,
  toFacts,
  webhookText,
} from './facts.ts'
import type { CronTiming } from './next-run.ts'
import { isFields, isObject, number, objects, text, texts } from './read.ts'
import { toTrigger } from './triggers.ts'

/** The settings of a job in plain words, most telling first. Never throws, whatever came. */
export function jobFacts(job: Job): Fact[] {
  const settings: Partial<JobSettings> = isObject(job.settings) ? job.settings : {}
  return toFacts([
    ['Schedule', scheduleText(settings)],
    ...computeFacts(settings),
    ['Runs at once', concurrencyText(settings)],
    ['Timeout', secondsText(settings.timeout_seconds)],
    ['Unhealthy', healthText(settings.health)],
    ['E-mail', mailText(settings.email_notifications)],
    ['Webhooks', webhookText(settings.webhook_notifications)],
    ['No alerts', quietText(settings.notification_settings)],
    ['Git', gitText(settings.git_source)],
    ['Managed by', managerText(settings)],
    ['Budget policy', text(settings.usage_policy_id) ?? text(settings.budget_policy_id)],
  ])
}

/** The schedule of a job that is not paused; null for one that has none or another trigger. */
export function jobTiming(settings: JobSettings | undefined): CronTiming | null {
  const schedule = settings?.schedule
  if (!isObject(schedule) || schedule.pause_status === 'PAUSED') return null
  const expression = text(schedule.quartz_cron_expression)
  if (expression === null || isObject(settings?.continuous)) return null
  return { expression, timeZone: text(schedule.timezone_id) ?? 'UTC' }
}

function scheduleText(settings: Partial<JobSettings>): string {
  const trigger = toTrigger(settings)
  const { schedule } = settings
  const zone = isObject(schedule) ? text(schedule.timezone_id) : null
  const words =
    trigger.kind === 'schedule'
      ? [trigger.text, zone]
      : isObject(settings.trigger) && !isObject(settings.continuous)
        ? [triggerText(settings.trigger) ?? trigger.text]
        : [trigger.text]
  return joined([...words, trigger.paused ? 'paused' : null]) ?? trigger.text
}

function triggerText(trigger: TriggerSettings): string | null {
  const { file_arrival: file, table_update: table } = trigger
  if (isObject(file)) {
    const place = text(file.url)
    return joined([
      place === null ? null : `When files arrive in ${place}`,
      gapText(file.min_time_between_triggers_seconds),
      waitText(file.wait_after_last_change_seconds),
    ])
  }
  if (isObject(table)) {
    return joined([
      tablesText(texts(table.table_names), table.condition === 'ALL_UPDATED'),
      gapText(table.min_time_between_triggers_seconds),
      waitText(table.wait_after_last_change_seconds),
    ])
  }
  return null
}

function tablesText(names: string[], all: boolean): string | null {
  if (names.length === 0) return null
  if (names.length === 1) return `When ${names.join()} is updated`
  const list = names.join(', ')
  return all ? `When all of ${list} are updated` : `When one of ${list} is updated`
}

function gapText(seconds: unknown): string | null {
  const words = secondsText(seconds)
  return words === null ? null : `at most every ${words}`
}

function waitText(seconds: unknown): string | null {
  const words = secondsText(seconds)
  return words === null ? null : `${words} after the last change`
}

function computeFacts(settings: Partial<JobSettings>): [string, string | null][] {
  const clusters = objects(settings.job_clusters).map((cluster): [string, string | null] => [
    `Cluster ${text(cluster.job_cluster_key) ?? ''}`.trim(),
    clusterText(cluster.new_cluster),
  ])
  const tasks = objects(settings.tasks)
  const existing = new Set(tasks.map((task) => text(task.existing_cluster_id)))
  const environments = objects(settings.environments).map(
    (environment): [string, string | null] => [
      `Environment ${text(environment.environment_key) ?? ''}`.trim(),
      isObject(environment.spec)
        ? joined([
            versionText(environment.spec.environment_version ?? environment.spec.client),
            ...texts(environment.spec.dependencies),
          ])
        : null,
    ],
  )
  return [
    ...clusters,
    ['Existing cluster', joined([...existing])],
    ...environments,
    ['Performance', plainWords(settings.performance_target)],
  ]
}

function versionText(version: unknown): string | null {
  const words = text(version)
  return words === null ? null : `version ${words}`
}

function concurrencyText({ max_concurrent_runs, queue }: Partial<JobSettings>): string | null {
  const most = number(max_concurrent_runs)
  const rest = isObject(queue) && queue.enabled ? 'further ones wait' : null
  return most === null ? rest : joined([most === 1 ? 'One' : `At most ${most}`, rest])
}

function quietText(settings: unknown): string | null {
  if (!isFields(settings)) return null
  return joined([
    settings['no_alert_for_skipped_runs'] === true ? 'for skipped runs' : null,
    settings['no_alert_for_canceled_runs'] === true ? 'for canceled runs' : null,
  ])
}

function gitText(source: unknown): string | null {
  if (!isFields(source)) return null
  const { git_url, git_branch, git_tag, git_commit } = source
  const branch = text(git_branch)
  const tag = text(git_tag)
  const commit = text(git_commit)
  return joined([
    text(git_url),
    branch === null ? null : `branch ${branch}`,
    tag === null ? null : `tag ${tag}`,
    commit === null ? null : `commit ${commit.slice(0, 12)}`,
  ])
}

function managerText({ deployment, edit_mode }: Partial<JobSettings>): string | null {
  if (!isObject(deployment)) return null
  const kind = deployment.kind === 'BUNDLE' ? 'Asset bundle' : plainWords(deployment.kind)
  return joined([kind, edit_mode === 'UI_LOCKED' ? 'locked in the workspace' : null])
}

/** The parameters of a job with their defaults. */
export function jobParameters(settings: JobSettings | undefined) {
  return objects(settings?.parameters).map(({ name, default: value }) => ({
    name: text(name) ?? '',
    default: text(value) ?? '',
  }))
}
