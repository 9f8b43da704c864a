import { describe, expect, it } from 'vitest'
import { ExportNotices } from '../../../../src/main/shell/export-notices.ts'
import type { NotificationText } from '../../../../src/main/shell/export-notification.ts'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import type { Settings } from '../../../../src/shared/settings.ts'
import type { ExportRecord } from '../../../../src/shared/export.ts'
import type { Notice } from '../../../../src/shared/notice.ts'
import { followedExport, ManualTimers, start } from '../exports/support.ts'

interface Shown extends NotificationText {
  click: () => void
  buttons: { label: string; run: () => void }[]
}

/** A desktop that shows what it is asked to, with a person who looks at the window or not. */
function desktop() {
  const timers = new ManualTimers()
  const world = {
    inFront: false,
    locked: false,
    settings: { ...defaultSettings } as Settings,
    open: [] as Shown[],
    closed: 0,
    notices: [] as Notice[],
    told: [] as string[],
    done: [] as string[],
  }
  const notices = new ExportNotices({
    notify: (text, click, buttons) => {
      const shown = { ...text, click, buttons }
      world.open.push(shown)
      return () => {
        world.closed++
        world.open.splice(world.open.indexOf(shown), 1)
      }
    },
    tellPage: (notice) => world.notices.push(notice),
    inFront: () => world.inFront,
    isLocked: () => world.locked,
    settings: () => world.settings,
    told: (id) => world.told.push(id),
    actions: {
      show: (id) => world.done.push(`show ${id}`),
      openRun: ({ id }) => world.done.push(`run ${id}`),
      runAgain: ({ id }) => world.done.push(`again ${id}`),
      signIn: (id) => world.done.push(`sign in ${id}`),
    },
    now: () => start,
    timers,
  })
  return { notices, timers, world }
}

function ended(
  id: string,
  state: ExportRecord['state'] = 'succeeded',
  change: Partial<ExportRecord> = {},
): ExportRecord {
  return followedExport({ id, state, endedAt: start, runUrl: 'http://a/run', ...change }).record
}

const titles = (open: readonly Shown[]) => open.map(({ title, body }) => `${title}: ${body}`)
const labels = (shown: Shown | undefined) => shown?.buttons.map(({ label }) => label)
const need = { connectionId: 'prod', connectionName: 'Production', exports: 1 }

describe('an end that nobody looks at', () => {
  it('is told by the system within a second, and counts as told from then on', () => {
    const { notices, timers, world } = desktop()
    notices.ended(ended('one'))
    expect([world.open.length, world.told]).toEqual([0, []])
    timers.pass(999)
    expect(world.open.map(({ title }) => title)).toEqual(['Export succeeded'])
    expect(world.told).toEqual(['one'])
    expect(world.notices).toEqual([])
  })

  it.each([
    ['succeeded', ['Show', 'Open run']],
    ['failed', ['Show', 'Open run', 'Run again']],
    ['canceled', ['Show', 'Open run', 'Run again']],
    ['lost', ['Show', 'Open run']],
  ] as const)('has buttons for what one may want next: %s', (state, expected) => {
    const { notices, timers, world } = desktop()
    notices.ended(ended('one', state))
    timers.pass(1000)
    expect(labels(world.open[0])).toEqual(expected)
  })

  it('leads where its buttons say, and goes with the first of them', () => {
    const { notices, timers, world } = desktop()
    for (const at of [0, 1, 2]) {
      notices.ended(ended('one', 'failed'))
      timers.pass(1000)
      world.open[0]?.buttons[at]?.run()
      expect(world.open).toEqual([])
    }
    expect(world.done).toEqual(['show one', 'run one', 'again one'])
  })

  it('opens that export on a click', () => {
    const { notices, timers, world } = desktop()
    notices.ended(ended('one'))
    timers.pass(1000)
    world.open[0]?.click()
    expect(world.done).toEqual(['show one'])
  })

  it('has no button for a run that nobody can open', () => {
    const { notices, timers, world } = desktop()
    notices.ended(ended('one', 'succeeded', { runUrl: null }))
    timers.pass(1000)
    expect(labels(world.open[0])).toEqual(['Show'])
  })

  it('is closed when somebody looks at it in the app', () => {
    const { notices, timers, world } = desktop()
    notices.ended(ended('one'))
    timers.pass(1000)
    notices.seen(new Set(['other']))
    expect(world.open).toHaveLength(1)
    notices.seen(new Set(['other', 'one']))
    expect(world.open).toEqual([])
  })

  it('tells nothing that is secret while the app is locked, and offers only the window', () => {
    const { notices, timers, world } = desktop()
    world.locked = true
    world.inFront = true
    notices.ended(ended('one', 'failed', { message: 'Export_Workflow_Job broke' }))
    notices.signInNeeded(need)
    timers.pass(1000)
    expect(titles(world.open).join()).not.toMatch(/Export_Workflow_Job|Production/)
    expect(world.open.flatMap(({ buttons }) => buttons)).toEqual([])
    expect(world.notices).toEqual([])
  })

  it('is not told when the settings want silence, and counts as told', () => {
    const { notices, timers, world } = desktop()
    world.settings.notifyOnSuccess = false
    notices.ended(ended('one'))
    timers.pass(1000)
    expect([world.open, world.told]).toEqual([[], ['one']])
  })
})

describe('ends that come together', () => {
  it('are told together, and lead to the list', () => {
    const { notices, timers, world } = desktop()
    for (const id of ['a', 'b', 'c', 'd']) notices.ended(ended(id))
    timers.pass(300)
    notices.ended(ended('e', 'failed'))
    timers.pass(300)
    expect(titles(world.open)).toEqual(['5 exports ended: 4 succeeded, 1 failed'])
    expect(labels(world.open[0])).toEqual(['Show'])
    world.open[0]?.click()
    expect(world.done).toEqual(['show null'])
    expect(world.told).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('are told apart when there is time between them', () => {
    const { notices, timers, world } = desktop()
    notices.ended(ended('a'))
    timers.pass(1000)
    notices.ended(ended('b'))
    timers.pass(1000)
    expect(world.open).toHaveLength(2)
  })

  it('count only those that the settings want told', () => {
    const { notices, timers, world } = desktop()
    world.settings.notifyOnSuccess = false
    for (const id of ['a', 'b']) notices.ended(ended(id))
    notices.ended(ended('c', 'failed'))
    timers.pass(1000)
    expect(world.open.map(({ title }) => title)).toEqual(['Export failed'])
    expect(world.told).toEqual(['a', 'b', 'c'])
  })

  it('are gathered for longer after an absence, when they come in one by one', () => {
    const { notices, timers, world } = desktop()
    const old = { endedAt: start - 3_600_000 }
    notices.ended(ended('a', 'succeeded', old))
    timers.pass(2500)
    notices.ended(ended('b', 'failed', old))
    expect(world.open).toEqual([])
    timers.pass(500)
    expect(titles(world.open)).toEqual(['2 exports ended: 1 succeeded, 1 failed'])
  })

  it('are closed only when all of them were seen', () => {
    const { notices, timers, world } = desktop()
    for (const id of ['a', 'b']) notices.ended(ended(id))
    timers.pass(1000)
    notices.seen(new Set(['a']))
    expect(world.open).toHaveLength(1)
    notices.seen(new Set(['a', 'b']))
    expect(world.open).toEqual([])
  })
})

describe('while somebody looks at the window', () => {
  it('the page tells, and the system is quiet', () => {
    const { notices, timers, world } = desktop()
    world.inFront = true
    notices.ended(ended('one', 'failed', { message: 'Broken' }))
    notices.signInNeeded(need)
    timers.pass(1000)
    expect(world.open).toEqual([])
    expect(world.told).toEqual(['one'])
    expect(world.notices).toEqual([
      expect.objectContaining({ tone: 'info', lead: { to: 'sign-in', connectionId: 'prod' } }),
      {
        tone: 'error',
        title: 'Export failed',
        body: 'Export_Workflow_Job: Broken',
        lead: { to: 'export', exportId: 'one' },
      },
    ])
  })
})

describe('the notification about a sign-in', () => {
  it('leads to the sign-in of its connection', () => {
    const { notices, world } = desktop()
    notices.signInNeeded(need)
    notices.signInNeeded({ ...need, connectionId: 'other' })
    expect(labels(world.open[0])).toEqual(['Sign in'])
    world.open[0]?.buttons[0]?.run()
    world.open[0]?.click()
    expect(world.done).toEqual(['sign in prod', 'sign in other'])
  })

  it('goes when it is settled, and only then', () => {
    const { notices, world } = desktop()
    notices.signInNeeded(need)
    notices.signInSettled('other')
    notices.seen(new Set(['one']))
    expect(world.open).toHaveLength(1)
    notices.signInSettled('prod')
    notices.signInSettled('prod')
    expect([world.open, world.closed]).toEqual([[], 1])
  })

  it('is one for each connection', () => {
    const { notices, world } = desktop()
    notices.signInNeeded(need)
    notices.signInNeeded(need)
    expect(world.open).toHaveLength(1)
  })
})

describe('an export that takes long', () => {
  const slow = followedExport({ id: 'one', state: 'running' }).record

  it('is told, and no longer once it has ended', () => {
    const { notices, world } = desktop()
    notices.overdue(slow)
    expect(world.open.map(({ title }) => title)).toEqual(['Export takes longer than usual'])
    notices.ended(ended('one'))
    expect(world.open).toEqual([])
  })

  it('is not told when the settings want silence', () => {
    const { notices, world } = desktop()
    world.settings.notifyWhenOverdue = false
    notices.overdue(slow)
    expect(world.open).toEqual([])
  })
})
