import { describe, expect, it } from 'vitest'
import { JobLookup } from '../../../../src/main/exports/job-lookup.ts'
import { checkReadiness } from '../../../../src/main/exports/preflight.ts'
import { connectGateway } from '../../../../src/main/databricks/connect.ts'
import { silentLogger } from '../../../../src/main/logging/logger.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import type { ExportRecord, ReadinessItem } from '../../../../src/shared/export.ts'
import { useDemoWorkspace } from '../../../support/demo-workspace.ts'
import { connectionTo, ManualClock, readyConfiguration } from './exports-world.ts'
import { followedExport } from './support.ts'

const clock = new ManualClock()
const demo = useDemoWorkspace({ now: clock.read, jobs: 30, pipelines: 5 })

type Configuration = ReturnType<typeof readyConfiguration>

interface Situation {
  change?: (configuration: Configuration) => void
  records?: ExportRecord[]
  gateway?: () => Promise<never>
  lookup?: JobLookup
}

function check({ change, records = [], gateway, lookup }: Situation = {}) {
  const configuration = readyConfiguration()
  change?.(configuration)
  const { server } = demo
  return checkReadiness({
    connections: {
      active: () => connectionTo(server),
      list: () => [connectionTo(server)],
      gateway:
        gateway ??
        (() =>
          connectGateway({
            host: server.url,
            token: server.token,
            logger: silentLogger,
            now: clock.read,
            sleep: () => Promise.resolve(),
          })),
    },
    configuration: {
      state: () => configuration.state,
      savedSelection: () => configuration.saved,
      exportJob: () => configuration.exportJob,
    },
    lookup: lookup ?? new JobLookup(clock.read),
    records: () => records,
    knownRun: () => null,
    logger: silentLogger,
  })
}

async function itemOf(name: ReadinessItem['check'], situation: Situation) {
  const { readiness } = await check(situation)
  return { ready: readiness.ready, ...readiness.items.find((item) => item.check === name) }
}

describe('readiness', () => {
  it('is given when all is well, in the order of the work', async () => {
    const { readiness, plan } = await check()
    expect(readiness.ready).toBe(true)
    expect(readiness.items.map((item) => [item.check, item.status])).toEqual([
      ['connection', 'ok'],
      ['selection', 'ok'],
      ['saved', 'ok'],
      ['export-job', 'ok'],
      ['output-path', 'ok'],
      ['not-running', 'ok'],
    ])
    expect(readiness.estimate?.pastRuns).toBeGreaterThan(0)
    expect(plan).toMatchObject({ jobName: 'Export_Workflow_Job', size: { workflows: 3 } })
  })

  const blocked: [
    string,
    ReadinessItem['check'],
    string,
    (configuration: Configuration) => void,
  ][] = [
    ['no config.yml', 'selection', 'create-config', (c) => (c.state.main.status = 'missing')],
    [
      'an unreadable config.yml',
      'selection',
      'open-configuration',
      (c) => (c.state.main.status = 'failed'),
    ],
    [
      'a config.yml that is no YAML',
      'selection',
      'open-configuration',
      (c) => {
        c.state.selection.ready = false
        c.saved = { activeWorkflows: 0, activePipelines: 0, outputPath: null }
      },
    ],
    [
      'nothing picked',
      'selection',
      'pick',
      (c) => {
        c.saved = { activeWorkflows: 0, activePipelines: 0, outputPath: '/a' }
        Object.assign(c.state.selection, { workflows: 0, pipelines: 0 })
        Object.assign(c.state.selection, { activeWorkflows: 0, activePipelines: 0 })
      },
    ],
    [
      'picks that are not saved',
      'selection',
      'review-and-save',
      (c) => {
        c.saved = { activeWorkflows: 0, activePipelines: 0, outputPath: '/a' }
        c.state.main.unsaved = true
      },
    ],
    [
      'no app_config.yml',
      'export-job',
      'create-app-config',
      (c) => (c.state.app.status = 'missing'),
    ],
    [
      'an unreadable app_config.yml',
      'export-job',
      'open-configuration',
      (c) => (c.state.app.status = 'failed'),
    ],
    [
      'no export job',
      'export-job',
      'open-configuration',
      (c) => {
        c.exportJob = null
        c.state.exportJob = null
      },
    ],
    [
      'an export job that is not saved',
      'export-job',
      'review-and-save',
      (c) => {
        c.exportJob = null
        c.state.app.unsaved = true
      },
    ],
    [
      'an export job that does not exist',
      'export-job',
      'open-configuration',
      (c) => (c.exportJob = { jobId: '4', jobName: 'Gone' }),
    ],
    [
      'no output folder',
      'output-path',
      'open-configuration',
      (c) => (c.saved = { activeWorkflows: 1, activePipelines: 0, outputPath: null }),
    ],
    [
      'a relative output folder',
      'output-path',
      'open-configuration',
      (c) => (c.saved = { activeWorkflows: 1, activePipelines: 0, outputPath: 'exports' }),
    ],
  ]
  it.each(blocked)('is blocked by %s', async (_what, name, action, change) => {
    const item = await itemOf(name, { change })
    expect(item).toMatchObject({ ready: false, status: 'blocked', fix: { action } })
    expect(item.detail).toMatch(/\w/)
  })

  it('warns of unsaved changes, which the export does not have', async () => {
    const change = (c: Configuration) => (c.state.main.unsaved = true)
    expect(await itemOf('saved', { change })).toMatchObject({
      ready: true,
      status: 'warning',
      fix: { action: 'review-and-save' },
    })
  })

  it('waits while the documents are read', async () => {
    const change = (c: Configuration) => {
      c.state.main.status = 'loading'
      c.saved = null
    }
    expect(await itemOf('selection', { change })).toMatchObject({
      ready: false,
      status: 'checking',
    })
  })

  it('tells how to make a job take a configuration', async () => {
    const other = demo.server.workspace.jobs.at(1)
    const job = { jobId: String(other.id), jobName: other.name }
    const item = await itemOf('export-job', { change: (c) => (c.exportJob = job) })
    expect(item.status).toBe('blocked')
    expect(item.detail).toContain(`Add a job parameter named config_path to job ${other.name}`)
  })

  it.each(['/Workspace/Shared/config.yml', '/Shared/config.yml'])(
    'warns of an active export of the same file, written as %s',
    async (configPath) => {
      const { record } = followedExport({ configPath })
      expect(await itemOf('not-running', { records: [record] })).toMatchObject({
        ready: true,
        status: 'warning',
        fix: { action: 'show-export' },
      })
    },
  )

  it('does not mind an export that ended, of another file, or of another workspace', async () => {
    const records = [
      followedExport({ state: 'failed' }).record,
      followedExport({ configPath: '/Shared/other.yml' }).record,
      followedExport({ connectionId: 'other' }).record,
    ]
    expect(await itemOf('not-running', { records })).toMatchObject({ ready: true, status: 'ok' })
  })

  it('says why it cannot sign in', async () => {
    const error = new AppError('keychain-unavailable', 'The keychain cannot be used.')
    const item = await itemOf('connection', { gateway: () => Promise.reject(error) })
    expect(item).toMatchObject({ status: 'blocked', fix: { action: 'connect' } })
    expect(item.detail).toContain('The keychain cannot be used.')
  })

  it('never throws, whatever the configuration does', async () => {
    const change = (c: Configuration) => {
      Object.defineProperty(c, 'saved', {
        get: () => {
          throw new Error('broken')
        },
      })
    }
    const { readiness } = await check({ change })
    expect(readiness).toMatchObject({ ready: false, items: [{ status: 'blocked' }] })
  })

  it('asks Databricks once in half a minute', async () => {
    const lookup = new JobLookup(clock.read)
    await check({ lookup })
    await check({ lookup })
    expect(demo.server.workspace.requests.count('GET /api/2.2/jobs/get')).toBe(1)
    clock.now += 31_000
    await check({ lookup })
    expect(demo.server.workspace.requests.count('GET /api/2.2/jobs/get')).toBe(2)
  })
})
