import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readDetails } from '../../../../src/main/catalog/details.ts'
import { parseText } from '../../../../src/main/configuration/document.ts'
import type { ParsedText } from '../../../../src/main/configuration/document.ts'
import { ConfigurationForm } from '../../../../src/main/configuration/form-service.ts'
import { readExportJob } from '../../../../src/main/configuration/model.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import type { DatabricksGateway } from '../../../../src/main/databricks/gateway.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import type { ConfigurationState } from '../../../../src/shared/configuration.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'

const demo = useDemoWorkspace({ share: true })
const rulesWorker = new URL(
  '../../../../src/main/configuration/replacement/worker.ts',
  import.meta.url,
)

let gateway: DatabricksGateway
let draft: ParsedText | null
let app: string
let userName: string | null
const steps: string[] = []

const form = new ConfigurationForm({
  documents: {
    mainDraft: () => draft && { text: draft, revision: 7 },
    changeMain: (revision, words, change) => {
      if (revision !== 7) throw new AppError('conflict', 'Changed.')
      if (draft) draft = change(draft)
      steps.push(words)
      return state()
    },
    state: () => state(),
  },
  jobDetails: (id) => readDetails(gateway, 'workflow', id, { now: () => 0, logger: silentLogger }),
  userName: () => userName,
  workerUrl: rulesWorker,
})
afterAll(() => form.close())

/** Of the state of the documents the form asks only for the export job. */
function state(): ConfigurationState {
  return { exportJob: readExportJob(parseText(app)) } as ConfigurationState
}

const seeded = (path: string): string => demo.server.workspace.files.read(path) ?? ''

beforeEach(async () => {
  gateway = await connectGateway({
    host: demo.server.url,
    token: demo.server.token,
    logger: silentLogger,
  })
  draft = parseText(seeded('/Shared/config.yml'))
  app = seeded('/Shared/app_config.yml')
  userName = 'you@example.com'
  steps.length = 0
})
afterEach(() => {
  gateway.close()
})

describe('the form of config.yml', () => {
  test('shows every section of the demo workspace’s file', () => {
    const { sections, sparkRules, others, syntaxError } = form.preview()
    expect(syntaxError).toBeNull()
    expect(sections.initial_variables.entries.map(({ key }) => key)).toEqual([
      'v_start_path',
      'v_log_level',
    ])
    expect(sections.path_replacement.entries).toHaveLength(2)
    expect(sections.value_replacements.entries).toHaveLength(2)
    expect(sparkRules.entries).toHaveLength(1)
    expect(others.map(({ key }) => key)).toEqual(['x_team_notes'])
  })

  test('tells the items in the order of the file, found by name or id', () => {
    const all = form.items({ kind: 'workflow', text: '', offset: 0, limit: 10 })
    expect(all).toMatchObject({ revision: 7, total: 3, matches: 3 })
    const [first, second] = all.rows
    const page = form.items({ kind: 'workflow', text: '', offset: 1, limit: 1 })
    expect(page.rows).toEqual([second])
    const wanted = first?.name?.toUpperCase().slice(0, 12) ?? ''
    expect(form.items({ kind: 'workflow', text: wanted, offset: 0, limit: 9 }).rows).toContainEqual(
      first,
    )
    expect(
      form.items({ kind: 'workflow', text: first?.id ?? '', offset: 0, limit: 9 }).rows,
    ).toEqual([first])
  })

  test('marks items that share an id, and those without', () => {
    draft = parseText(
      'workflows:\n  - job_id: 1\n  - job_id: 001\n  - job_name: x\n  - job_id: 2\n',
    )
    const { rows } = form.items({ kind: 'workflow', text: '', offset: 0, limit: 9 })
    expect(rows.map(({ unique }) => unique)).toEqual([false, false, false, true])
  })

  test('changes one place, says what for, and nothing when the draft is another by now', () => {
    const before = draft?.text ?? ''
    const change = {
      type: 'set',
      section: 'initial_variables',
      key: 'v_log_level',
      value: 'DEBUG',
    } as const
    form.change({ revision: 7, change })
    expect(draft?.text).toBe(before.replace('v_log_level: INFO', 'v_log_level: DEBUG'))
    expect(steps).toEqual(['Set “v_log_level”'])
    expect(() => form.change({ revision: 6, change })).toThrow('Changed.')
  })

  test('tries the rules of the draft', async () => {
    const tried = await form.tryReplacement({ text: '/Repos/me/x', as: 'path' })
    expect(tried).toMatchObject({ outcome: '../repos/x', issues: [] })
    const spark = 'spark.hadoop.fs.azure.account.key secret'
    expect((await form.tryReplacement({ text: spark, as: 'spark-conf' })).outcome).toBe(
      'spark.hadoop.fs.azure.account.oauth2.client.secret {{secrets/exports/storage}}',
    )
  })

  test('waits until there is a file', () => {
    draft = null
    expect(() => form.preview()).toThrow('config.yml is not loaded.')
  })
})

describe('the export job of app_config.yml', () => {
  const checks = async (): Promise<string[]> =>
    (await form.exportJob(true)).checks.map(({ code, status }) => `${code}: ${status}`)

  test('is told with its parameters and what was checked', async () => {
    const facts = await form.exportJob(true)
    expect(facts.name).toBe('Export_Workflow_Job')
    expect(facts.url).toContain(`/jobs/${facts.job?.id ?? ''}`)
    expect(facts.parameters.map(({ name }) => name)).toContain('config_path')
    expect(await checks()).toEqual(
      expect.arrayContaining(['exists: ok', 'name: ok', 'config-path: ok']),
    )
  })

  test('may have another name by now', async () => {
    app = app.replace(/job_name: .*/, 'job_name: "Old name"')
    expect(await checks()).toContain('name: warning')
  })

  test('may have gone, or be unreachable', async () => {
    app = 'export-job:\n  job_name: x\n  job_id: 1\n'
    expect(await checks()).toEqual(['exists: error'])
    demo.server.faults.add({ route: 'GET /api/2.2/jobs/get', kind: 'status', status: 403 })
    expect(await checks()).toEqual(['permission: error'])
  })

  test('may not be chosen yet', async () => {
    app = 'export-job:\n  job_id:\n'
    expect(await form.exportJob(false)).toMatchObject({ job: null, name: null, checks: [] })
  })
})
