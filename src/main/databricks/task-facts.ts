import type { Task } from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import type { Fact } from '../../shared/catalog.ts'
import {
  clusterText,
  healthText,
  joined,
  libraryText,
  mailText,
  plainWords,
  retriesText,
  secondsText,
  settingsText,
  toFacts,
  webhookText,
} from './facts.ts'
import type { Fields } from './read.ts'
import { isFields, number, objects, text, texts } from './read.ts'

type Pair = readonly [label: string, words: string | null]

/** `notebook` of a `notebook_task`, and so on: a task has exactly one field of that form. */
export function taskKind(task: Task): string {
  return workOf(task)?.kind ?? 'other'
}

/** The settings of a task in plain words, most telling first. Never throws, whatever came. */
export function taskFacts(task: Task): Fact[] {
  const work = workOf(task)
  return toFacts([
    ...(task.disabled === true ? [['State', 'Disabled'] as const] : []),
    ['Description', text(task.description)],
    ...(work === null ? [] : (works[work.kind] ?? plain)(work.settings)),
    ['Runs if', conditionText(task)],
    ...computePairs(task),
    ['Libraries', joined(objects(task.libraries).map(libraryText))],
    ['Retries', retriesText(task)],
    ['Timeout', secondsText(task.timeout_seconds)],
    ['Unhealthy', healthText(task.health)],
    ['E-mail', mailText(task.email_notifications)],
    ['Webhooks', webhookText(task.webhook_notifications)],
  ])
}

function workOf(task: object): { kind: string; settings: Fields } | null {
  for (const [name, settings] of Object.entries(task)) {
    if (/_task$/.test(name) && isFields(settings)) {
      return { kind: name.replace(/_task$/, '').replaceAll('_', ' '), settings }
    }
  }
  return null
}

const works: Partial<Record<string, (settings: Fields) => Pair[]>> = {
  notebook: ({ notebook_path, base_parameters, source, warehouse_id }) => [
    ['Notebook', text(notebook_path)],
    ['Source', sourceText(source)],
    ['Parameters', settingsText(base_parameters)],
    ['SQL warehouse', text(warehouse_id)],
  ],
  'spark python': ({ python_file, parameters, source }) => [
    ['Python file', text(python_file)],
    ['Source', sourceText(source)],
    ['Arguments', joined(texts(parameters), ' ')],
  ],
  'python wheel': ({ package_name, entry_point, parameters, named_parameters }) => [
    ['Package', text(package_name)],
    ['Entry point', text(entry_point)],
    ['Arguments', joined(texts(parameters), ' ')],
    ['Parameters', settingsText(named_parameters)],
  ],
  'spark jar': ({ main_class_name, jar_uri, parameters }) => [
    ['Main class', text(main_class_name)],
    ['JAR', text(jar_uri)],
    ['Arguments', joined(texts(parameters), ' ')],
  ],
  'spark submit': ({ parameters }) => [['Arguments', joined(texts(parameters), ' ')]],
  sql: ({ file, query, dashboard, alert, parameters, warehouse_id }) => [
    ['SQL file', isFields(file) ? text(file['path']) : null],
    ['Query', isFields(query) ? text(query['query_id']) : null],
    ['Dashboard', isFields(dashboard) ? text(dashboard['dashboard_id']) : null],
    ['Alert', isFields(alert) ? text(alert['alert_id']) : null],
    ['Parameters', settingsText(parameters)],
    ['SQL warehouse', text(warehouse_id)],
  ],
  dbt: ({ commands, project_directory, catalog, schema, warehouse_id }) => [
    ['Commands', joined(texts(commands), '; ')],
    ['Project', text(project_directory)],
    ['Schema', joined([text(catalog), text(schema)], '.')],
    ['SQL warehouse', text(warehouse_id)],
  ],
  pipeline: ({ pipeline_id, full_refresh }) => [
    ['Pipeline', text(pipeline_id)],
    ['Refresh', full_refresh === true ? 'Full' : null],
  ],
  'run job': ({ job_id, job_parameters }) => [
    ['Job', idText(job_id)],
    ['Parameters', settingsText(job_parameters)],
  ],
  condition: ({ left, op, right }) => [
    [
      'Condition',
      joined([text(left), operators.get(text(op) ?? '') ?? text(op), text(right)], ' '),
    ],
  ],
  'for each': ({ inputs, concurrency, task }) => {
    const inner = isFields(task) ? workOf(task) : null
    return [
      ['For each of', text(inputs)],
      ['At once', number(concurrency)?.toString() ?? null],
      ['Inner task', isFields(task) ? text(task['task_key']) : null],
      ...(inner === null ? [] : [['Type', plainWords(inner.kind)] as const]),
      ...(inner === null ? [] : (works[inner.kind] ?? plain)(inner.settings)),
    ]
  },
  dashboard: ({ dashboard_id, warehouse_id }) => [
    ['Dashboard', text(dashboard_id)],
    ['SQL warehouse', text(warehouse_id)],
  ],
}

/** A kind of task that this app does not know yet: what it says in its own words. */
function plain(settings: Fields): Pair[] {
  return Object.entries(settings).map(([name, value]) => [
    plainWords(name) ?? name,
    isFields(value)
      ? settingsText(value)
      : Array.isArray(value)
        ? joined(texts(value))
        : typeof value === 'boolean'
          ? value
            ? 'Yes'
            : 'No'
          : (text(value) ?? number(value)?.toString() ?? null),
  ])
}

function sourceText(source: unknown): string | null {
  return source === 'GIT' ? 'Git' : null
}

/** Ids come as numbers, or as texts where they refer to another task's value. */
function idText(id: unknown): string | null {
  return text(id) ?? number(id)?.toString() ?? null
}

const operators = new Map([
  ['EQUAL_TO', '='],
  ['NOT_EQUAL', '≠'],
  ['GREATER_THAN', '>'],
  ['GREATER_THAN_OR_EQUAL', '≥'],
  ['LESS_THAN', '<'],
  ['LESS_THAN_OR_EQUAL', '≤'],
])

const conditions = new Map([
  ['ALL_DONE', 'All tasks before it are done'],
  ['AT_LEAST_ONE_SUCCESS', 'One of the tasks before it succeeded'],
  ['NONE_FAILED', 'None of the tasks before it failed'],
  ['ALL_FAILED', 'All tasks before it failed'],
  ['AT_LEAST_ONE_FAILED', 'One of the tasks before it failed'],
])

/** Null for what is usual: all tasks before it succeeded. */
function conditionText({ run_if, depends_on }: Task): string | null {
  const outcomes = objects(depends_on).map(({ task_key, outcome }) => {
    const expected = text(outcome)
    return expected === null ? null : `${text(task_key) ?? 'a task before it'} is ${expected}`
  })
  const code = text(run_if)
  const condition = code === null || code === 'ALL_SUCCESS' ? null : conditions.get(code)
  return joined([condition === undefined ? plainWords(code) : condition, ...outcomes])
}

function computePairs(task: Task): Pair[] {
  return [
    ['Job cluster', text(task.job_cluster_key)],
    ['Cluster', clusterText(task.new_cluster)],
    ['Existing cluster', text(task.existing_cluster_id)],
    ['Environment', text(task.environment_key)],
  ]
}
