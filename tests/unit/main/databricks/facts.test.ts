import type { Job, Task } from '@databricks/sdk-experimental/dist/apis/jobs/index.js'
import type { PipelineSpec } from '@databricks/sdk-experimental/dist/apis/pipelines/index.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jobFacts, jobTiming } from '../../../../src/main/databricks/job-facts.ts'
import {
  pipelineFacts,
  pipelineLibraries,
  pipelineTiming,
} from '../../../../src/main/databricks/pipeline-facts.ts'
import { taskFacts, taskKind } from '../../../../src/main/databricks/task-facts.ts'
import type { Fact } from '../../../../src/shared/catalog.ts'

/** "Label: text" of each. */
function lines(facts: Fact[]): string[] {
  return facts.map(({ label, text }) => `${label}: ${text}`)
}

function ofJob(settings: object): string[] {
  return lines(jobFacts({ job_id: 1, settings } as Job))
}

function ofTask(task: object): string[] {
  return lines(taskFacts({ task_key: 'a', ...task } as Task))
}

function ofPipeline(spec: object): string[] {
  return lines(pipelineFacts(spec as PipelineSpec))
}

describe('the settings of a job', () => {
  it('say when it runs, on what, and what happens then', () => {
    expect(
      ofJob({
        schedule: {
          quartz_cron_expression: '0 0 2 * * ?',
          timezone_id: 'Europe/Berlin',
          pause_status: 'PAUSED',
        },
        job_clusters: [
          {
            job_cluster_key: 'main',
            new_cluster: {
              spark_version: '16.4.x-scala2.12',
              node_type_id: 'Standard_D8ds_v5',
              autoscale: { min_workers: 2, max_workers: 8 },
              runtime_engine: 'PHOTON',
            },
          },
        ],
        tasks: [{ task_key: 'a', existing_cluster_id: '0412-081533-k3v9xq2a' }],
        environments: [
          {
            environment_key: 'default',
            spec: { environment_version: '2', dependencies: ['pyyaml==6.0.2'] },
          },
        ],
        performance_target: 'PERFORMANCE_OPTIMIZED',
        max_concurrent_runs: 1,
        queue: { enabled: true },
        timeout_seconds: 7200,
        health: {
          rules: [{ metric: 'RUN_DURATION_SECONDS', op: 'GREATER_THAN', value: 600 }],
        },
        email_notifications: { on_failure: ['ann@example.com', 'bob@example.com'] },
        webhook_notifications: { on_failure: [{ id: 'a' }, { id: 'b' }] },
        notification_settings: { no_alert_for_skipped_runs: true },
        git_source: { git_url: 'https://git.example.com/a', git_branch: 'main' },
        deployment: { kind: 'BUNDLE' },
        edit_mode: 'UI_LOCKED',
      }),
    ).toEqual([
      'Schedule: Daily 02:00, Europe/Berlin, paused',
      'Cluster main: 2 to 8 × Standard_D8ds_v5, 16.4.x-scala2.12, Photon',
      'Existing cluster: 0412-081533-k3v9xq2a',
      'Environment default: version 2, pyyaml==6.0.2',
      'Performance: Performance optimized',
      'Runs at once: One, further ones wait',
      'Timeout: 2 h',
      'Unhealthy: When it takes longer than 10 min',
      'E-mail: on failure: ann@example.com, bob@example.com',
      'Webhooks: on failure: 2 webhooks',
      'No alerts: for skipped runs',
      'Git: https://git.example.com/a, branch main',
      'Managed by: Asset bundle, locked in the workspace',
    ])
  })

  it.each([
    [{}, 'Manual'],
    [{ continuous: { pause_status: 'PAUSED' } }, 'Continuous, paused'],
    [{ trigger: { periodic: { interval: 4, unit: 'HOURS' } } }, 'Every 4 hours'],
    [
      {
        trigger: {
          file_arrival: { url: '/Volumes/a/', min_time_between_triggers_seconds: 60 },
          pause_status: 'PAUSED',
        },
      },
      'When files arrive in /Volumes/a/, at most every 1 min, paused',
    ],
    [{ trigger: { table_update: { table_names: ['a.b'] } } }, 'When a.b is updated'],
    [
      { trigger: { table_update: { table_names: ['a', 'b'], condition: 'ALL_UPDATED' } } },
      'When all of a, b are updated',
    ],
    [
      {
        trigger: {
          table_update: {
            table_names: ['a', 'b'],
            condition: 'ANY_UPDATED',
            wait_after_last_change_seconds: 30,
          },
        },
      },
      'When one of a, b is updated, 30 s after the last change',
    ],
    [{ trigger: { model: {} } }, 'Other trigger'],
  ])('%j run as "%s"', (settings, expected) => {
    expect(ofJob(settings)[0]).toBe(`Schedule: ${expected}`)
  })

  it('have a timing when they have a schedule that is not paused', () => {
    const schedule = { quartz_cron_expression: '0 0 2 * * ?', timezone_id: 'Asia/Tokyo' }
    const timing = { expression: '0 0 2 * * ?', timeZone: 'Asia/Tokyo' }
    expect(jobTiming({ schedule })).toEqual(timing)
    expect(jobTiming({ schedule: { ...schedule, pause_status: 'PAUSED' } })).toBeNull()
    expect(jobTiming({ trigger: {} })).toBeNull()
    expect(jobTiming(undefined)).toBeNull()
  })
})

describe('the settings of a task', () => {
  it.each([
    [
      { notebook_task: { notebook_path: '/n', base_parameters: { a: '1' }, source: 'GIT' } },
      ['Notebook: /n', 'Source: Git', 'Parameters: a = 1'],
    ],
    [
      { spark_python_task: { python_file: '/p.py', parameters: ['--env', 'prod'] } },
      ['Python file: /p.py', 'Arguments: --env prod'],
    ],
    [
      { python_wheel_task: { package_name: 'p', entry_point: 'e', named_parameters: { a: 'b' } } },
      ['Package: p', 'Entry point: e', 'Parameters: a = b'],
    ],
    [
      { sql_task: { file: { path: '/q.sql' }, warehouse_id: 'w' } },
      ['SQL file: /q.sql', 'SQL warehouse: w'],
    ],
    [
      { dbt_task: { commands: ['dbt deps', 'dbt build'], catalog: 'main', schema: 'gold' } },
      ['Commands: dbt deps; dbt build', 'Schema: main.gold'],
    ],
    [{ pipeline_task: { pipeline_id: 'p', full_refresh: true } }, ['Pipeline: p', 'Refresh: Full']],
    [{ run_job_task: { job_id: 7, job_parameters: { a: 1 } } }, ['Job: 7', 'Parameters: a = 1']],
    [{ condition_task: { left: 'a', op: 'GREATER_THAN', right: '0' } }, ['Condition: a > 0']],
    [
      {
        for_each_task: {
          inputs: '[1, 2]',
          concurrency: 2,
          task: { task_key: 'inner', notebook_task: { notebook_path: '/n' } },
        },
      },
      ['For each of: [1, 2]', 'At once: 2', 'Inner task: inner', 'Type: Notebook', 'Notebook: /n'],
    ],
    [
      { quantum_task: { qubit_count: 5, is_noisy: false, backends: ['x', 'y'] } },
      ['Qubit count: 5', 'Is noisy: No', 'Backends: x, y'],
    ],
    [
      {
        run_if: 'ALL_DONE',
        depends_on: [{ task_key: 'check', outcome: 'true' }],
        max_retries: 3,
        min_retry_interval_millis: 60_000,
        retry_on_timeout: true,
        timeout_seconds: 90,
        libraries: [{ pypi: { package: 'pyyaml' } }, { maven: { coordinates: 'a:b:1' } }],
        disabled: true,
      },
      [
        'State: Disabled',
        'Runs if: All tasks before it are done, check is true',
        'Libraries: pyyaml, a:b:1',
        'Retries: 3 times, 1 min apart, also after a timeout',
        'Timeout: 1 min 30 s',
      ],
    ],
    [{ max_retries: -1 }, ['Retries: Without limit']],
    [{ new_cluster: { num_workers: 0, node_type_id: 'n' } }, ['Cluster: n, single node']],
    [{ new_cluster: { num_workers: 2, instance_pool_id: 'p' } }, ['Cluster: 2 × pool p']],
  ])('%j are told in plain words', (task, expected) => {
    expect(ofTask(task)).toEqual(expected)
  })

  it('name its kind', () => {
    expect(taskKind({ task_key: 'a', for_each_task: {} } as Task)).toBe('for each')
    expect(taskKind({ task_key: 'a' })).toBe('other')
  })
})

describe('the settings of a pipeline', () => {
  it('say how it runs, on what and where it writes', () => {
    expect(
      ofPipeline({
        trigger: { cron: { quartz_cron_schedule: '0 0 5 * * ?', timezone_id: 'UTC' } },
        catalog: 'main',
        schema: 'gold',
        clusters: [{ label: 'default', autoscale: { min_workers: 1, max_workers: 5 } }],
        photon: true,
        development: true,
        edition: 'ADVANCED',
        channel: 'CURRENT',
        configuration: { a: 'b' },
        ingestion_definition: { connection_name: 'crm', objects: [{}, {}] },
        notifications: [
          { alerts: ['on-update-failure'], email_recipients: ['ann@example.com'] },
          { alerts: ['on-flow-failure'] },
        ],
      }),
    ).toEqual([
      'Runs: Daily 05:00, UTC',
      'Writes to: main.gold',
      'Cluster default: 1 to 5 × workers',
      'Photon: On',
      'Development: On: clusters stay, no retries',
      'Edition: Advanced',
      'Channel: Current',
      'Ingests from: crm, 2 objects',
      'Configuration: a = b',
      'E-mail: on update failure: ann@example.com',
    ])
    expect(ofPipeline({ serverless: true, continuous: true, target: 't' })).toEqual([
      'Runs: Continuously',
      'Writes to: t',
      'Compute: Serverless',
    ])
  })
})

/** Field names of the API, so that odd values meet the code that reads them. */
const names = fc.constantFrom(
  ...(
    'schedule continuous trigger periodic file_arrival table_update table_names url cron tasks ' +
    'quartz_cron_expression quartz_cron_schedule timezone_id job_clusters new_cluster autoscale ' +
    'min_workers num_workers node_type_id instance_pool_id spark_version environments spec ' +
    'dependencies environment_version queue enabled health rules metric value op deployment kind ' +
    'email_notifications on_failure webhook_notifications notification_settings git_source git_url ' +
    'git_commit libraries pypi package maven coordinates whl notebook_task notebook_path file path ' +
    'base_parameters for_each_task task sql_task condition_task left right new_task depends_on ' +
    'task_key outcome run_if max_retries timeout_seconds configuration tags notifications alerts ' +
    'email_recipients clusters label ingestion_definition objects environment glob include ' +
    'interval unit max_concurrent_runs performance_target parameters'
  ).split(' '),
)
const oddValue = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom(null, true, false, '', ' ', 'X_Y', 'abc 😀', 0, -1, 1.5, 1e300),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(names, tie('any'), { maxKeys: 6 }),
  ),
})).any
const oddObject = fc.dictionary(names, oddValue, { maxKeys: 25 })

describe('settings of any shape', () => {
  it('are told without a crash and without leftovers of code', () => {
    fc.assert(
      fc.property(oddObject, (odd) => {
        const all = [
          ...ofJob(odd),
          ...ofTask(odd),
          ...ofPipeline(odd),
          ...pipelineLibraries(odd as PipelineSpec).map(({ kind, text }) => `${kind}: ${text}`),
          taskKind(odd as unknown as Task),
        ]
        for (const line of all) expect(line).not.toMatch(/undefined|\[object|NaN/)
        jobTiming(odd)
        pipelineTiming(odd as PipelineSpec)
      }),
      { numRuns: 2000 },
    )
  })
})
