import { describe, expect, it } from 'vitest'
import { traySummary } from '../../../../src/main/exports/tray-summary.ts'
import { AppError } from '../../../../src/shared/errors.ts'
import { followedExport, start } from './support.ts'

const app = 'Databricks Workflow Manager'
const running = followedExport({ state: 'running', runningSince: start, progress: 45.7 }).record
const ended = (state: 'succeeded' | 'failed' | 'canceled' | 'lost', endedAt: number) =>
  followedExport({ id: `${endedAt}00000`, state, endedAt }).record

describe('the tray', () => {
  it('is idle without exports', () => {
    expect(traySummary([], start, app)).toEqual({
      icon: 'idle',
      tooltip: app,
      signIns: [],
      items: [],
    })
  })

  it('tells progress and remaining time of the one that runs', () => {
    const label = 'Export_Workflow_Job: 45 %, about 3 min left'
    expect(traySummary([running, ended('failed', start - 1)], start, app)).toEqual({
      icon: 'running',
      tooltip: label,
      signIns: [],
      items: [{ id: running.id, label }],
    })
  })

  it('tells of all that run, newest first', () => {
    const second = { ...running, id: 'aaaaaaaa', jobName: 'Second', createdAt: start + 1 }
    const summary = traySummary([running, second], start, app)
    expect(summary.tooltip).toMatch(/^2 exports running: Second: 45 %.*; Export_Workflow_Job: 45 %/)
    expect(summary.items.map(({ id }) => id)).toEqual(['aaaaaaaa', running.id])
  })

  it('names the workspace of each when they are of several', () => {
    const other = { ...running, id: 'aaaaaaaa', connectionId: 'other', connectionName: 'Other' }
    const labels = traySummary([running, other], start, app).items.map(({ label }) => label)
    expect(labels).toEqual([
      expect.stringMatching(/^Export_Workflow_Job \(Demo workspace\): 45 %/),
      expect.stringMatching(/^Export_Workflow_Job \(Other\): 45 %/),
    ])
  })

  it('shows how each stands, however long the names of their workspaces are', () => {
    const connectionName = 'A workspace whose name is longer than a menu is wide'
    const other = { ...running, id: 'aaaaaaaa', connectionId: 'other', connectionName }
    const { label } = traySummary([other, running], start, app).items[0] ?? { label: '' }
    expect(label).toMatch(/^Export_Workflow_Job \(A workspace whose name…?.*…\): 45 %, about/)
    expect(label.length).toBeLessThanOrEqual(80)
  })

  it.each([
    ['sign-in-needed', 'sign in to follow it'],
    ['connection-lost', 'no connection'],
  ] as const)('says %s', (attention, words) => {
    expect(traySummary([{ ...running, attention }], start, app).tooltip).toContain(words)
  })

  it('asks for a sign-in, once for each connection', () => {
    const waiting = {
      ...running,
      attention: 'sign-in-needed' as const,
      attentionError: new AppError('unauthorized', 'No.').toRecord(),
    }
    const other = { ...waiting, connectionId: 'other', connectionName: 'Other' }
    const summary = traySummary([waiting, { ...waiting, id: 'aaaaaaaa' }, other], start, app)
    expect(summary.icon).toBe('attention')
    expect(summary.tooltip).toMatch(/^Sign in again: Demo workspace; Sign in again: Other; 3 exp/)
    expect(summary.signIns).toEqual([
      { connectionId: 'demo', label: 'Sign in again: Demo workspace' },
      { connectionId: 'other', label: 'Sign in again: Other' },
    ])
  })

  it.each([
    ['succeeded', 'succeeded'],
    ['failed', 'failed'],
    ['lost', 'failed'],
    ['canceled', 'idle'],
  ] as const)('shows the last end: %s is %s', (state, icon) => {
    const records = [ended('succeeded', start - 5), ended(state, start), ended('failed', start - 9)]
    expect(traySummary(records, start, app).icon).toBe(icon)
  })

  it('forgets an end that the user has seen', () => {
    expect(traySummary([ended('failed', start)], start, app, start).icon).toBe('idle')
  })
})
