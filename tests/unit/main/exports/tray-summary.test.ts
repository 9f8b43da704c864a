import { describe, expect, it } from 'vitest'
import { traySummary } from '../../../../src/main/exports/tray-summary.ts'
import type { TrayFacts } from '../../../../src/main/exports/tray-summary.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import type { ExportRecord } from '../../../../src/shared/export.ts'
import { followedExport, start } from './support.ts'

const app = 'Databricks Workflow Manager'
const running = followedExport({ state: 'running', runningSince: start, progress: 45.7 }).record
const ended = (state: 'succeeded' | 'failed' | 'canceled' | 'lost', endedAt: number) =>
  followedExport({ id: `${endedAt}00000`, state, endedAt }).record

function summary(records: ExportRecord[], facts: Partial<TrayFacts> = {}) {
  return traySummary({
    records,
    now: start,
    appName: app,
    unseen: new Set(),
    locked: false,
    connected: true,
    ...facts,
  })
}

const unseen = (...records: ExportRecord[]) => ({ unseen: new Set(records.map(({ id }) => id)) })

describe('the tray', () => {
  it('is idle without exports, and offers to start one', () => {
    expect(summary([])).toEqual({
      icon: 'idle',
      tooltip: app,
      title: '',
      signIns: [],
      items: [],
      more: 0,
      last: null,
      canStart: true,
    })
    expect(summary([], { connected: false }).canStart).toBe(false)
  })

  it('tells progress and remaining time of the one that runs', () => {
    const label = 'Export_Workflow_Job: 45 %, about 3 min left'
    const before = ended('failed', start - 1)
    expect(summary([running, before])).toEqual({
      icon: 'running',
      tooltip: label,
      title: '45 %',
      signIns: [],
      items: [{ id: running.id, label, hasRun: false, canCancel: true }],
      more: 0,
      last: { id: before.id, label: 'Last export: Export_Workflow_Job failed' },
      canStart: false,
    })
  })

  it('offers what can be done with an export', () => {
    const { items } = summary([{ ...running, runUrl: 'http://a/runs/1', cancelRequested: true }])
    expect(items).toMatchObject([{ hasRun: true, canCancel: false }])
    expect(items[0]?.label).toMatch(/canceling$/)
  })

  it('tells of all that run, newest first', () => {
    const second = { ...running, id: 'aaaaaaaa', jobName: 'Second', createdAt: start + 1 }
    const both = summary([running, second])
    expect(both.tooltip).toMatch(/^2 exports running: Second: 45 %.*; Export_Workflow_Job: 45 %/)
    expect(both.items.map(({ id }) => id)).toEqual(['aaaaaaaa', running.id])
  })

  it('stays a menu for a glance with a hundred exports', () => {
    const many = Array.from({ length: 100 }, (_, at) => ({
      ...running,
      id: `aaaaaaaa-${at}`,
      progress: at,
    }))
    const { items, more, title, tooltip } = summary(many)
    expect([items.length, more, title]).toEqual([8, 92, '49 %'])
    expect(tooltip.length).toBeLessThanOrEqual(120)
    expect(tooltip).toMatch(/^100 exports running: /)
  })

  it('names the workspace of each when they are of several', () => {
    const other = { ...running, id: 'aaaaaaaa', connectionId: 'other', connectionName: 'Other' }
    const labels = summary([running, other]).items.map(({ label }) => label)
    expect(labels).toEqual([
      expect.stringMatching(/^Export_Workflow_Job \(Demo workspace\): 45 %/),
      expect.stringMatching(/^Export_Workflow_Job \(Other\): 45 %/),
    ])
  })

  it('shows how each stands, however long the names of jobs and workspaces are', () => {
    const connectionName = 'A workspace whose name is longer than a menu is wide'
    const jobName = 'A job '.repeat(80)
    const other = { ...running, id: 'aaaaaaaa', connectionId: 'other', connectionName, jobName }
    const { label } = summary([other, running]).items[0] ?? { label: '' }
    expect(label).toMatch(/^A job A job .*… \(A workspace whose name…?.*…\): 45 %, about/)
  })

  it.each([
    ['sign-in-needed', 'sign in to follow it'],
    ['connection-lost', 'no connection'],
  ] as const)('says %s', (attention, words) => {
    expect(summary([{ ...running, attention }]).tooltip).toContain(words)
  })

  it('asks for a sign-in, once for each connection', () => {
    const waiting = {
      ...running,
      attention: 'sign-in-needed' as const,
      attentionError: new AppError('unauthorized', 'No.').toRecord(),
    }
    const other = { ...waiting, connectionId: 'other', connectionName: 'Other' }
    const { icon, signIns, tooltip } = summary([waiting, { ...waiting, id: 'aaaaaaaa' }, other])
    expect(icon).toBe('attention')
    expect(tooltip).toMatch(/^Sign in again: Demo workspace; Sign in again: Other; 3 exports/)
    expect(signIns).toEqual([
      { connectionId: 'demo', label: 'Sign in again: Demo workspace' },
      { connectionId: 'other', label: 'Sign in again: Other' },
    ])
  })

  it.each([
    ['succeeded', 'succeeded', 'succeeded'],
    ['failed', 'failed', 'failed'],
    ['lost', 'failed', 'lost from sight'],
    ['canceled', 'idle', 'canceled'],
  ] as const)('shows an end that nobody has seen: %s is %s', (state, icon, words) => {
    const record = ended(state, start)
    expect(summary([record], unseen(record))).toMatchObject({
      icon,
      tooltip: `Export_Workflow_Job ${words}`,
    })
  })

  it('does not hide a failure behind a later success', () => {
    const records = [ended('succeeded', start), ended('failed', start - 5)]
    expect(summary(records, unseen(...records))).toMatchObject({
      icon: 'failed',
      tooltip: '2 exports ended',
    })
  })

  it('forgets an end that the user has seen, but tells which was the last', () => {
    const { icon, last } = summary([ended('failed', start), ended('succeeded', start - 9)])
    expect(icon).toBe('idle')
    expect(last?.label).toBe('Last export: Export_Workflow_Job failed')
  })

  it('says nothing of what is exported while the app is locked, and offers nothing', () => {
    const waiting = {
      ...running,
      attention: 'sign-in-needed' as const,
      attentionError: new AppError('unauthorized', 'No.').toRecord(),
    }
    const over = ended('failed', start)
    const active = summary([waiting, over], { locked: true, ...unseen(over) })
    expect(active).toEqual({
      icon: 'attention',
      tooltip: 'Export running: 45 %',
      title: '45 %',
      signIns: [],
      items: [],
      more: 0,
      last: null,
      canStart: false,
    })
    expect(summary([over], { locked: true, ...unseen(over) }).tooltip).toBe('Export failed')
  })
})
