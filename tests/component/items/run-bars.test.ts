import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import RunBars from '../../../src/renderer/components/items/RunBars.vue'
import type { RunBrief } from '../../../src/shared/catalog.ts'

const run = (result: RunBrief['result'], durationMs = 60_000): RunBrief => ({
  runId: '1',
  result,
  startedAt: Date.UTC(2026, 0, 15, 12),
  durationMs,
})

/** How many bars there are of each look, and how high they are. */
function barsOf(runs: readonly RunBrief[] | undefined) {
  const shown = mount(RunBars, { props: { runs, titled: false } })
  const drawn = shown.findAll('path').map((path): [string, number[]] => {
    const bars = (path.attributes('d') ?? '').split('M').slice(1)
    return [path.classes()[0] ?? '', bars.map((bar) => 16 - Number(/ ([\d.]+)/.exec(bar)?.[1]))]
  })
  return { ...Object.fromEntries(drawn), label: shown.attributes('aria-label') }
}

it('are five low ones while the runs are not known', () => {
  expect(barsOf(undefined)).toEqual({
    none: [3, 3, 3, 3, 3],
    other: [],
    failed: [],
    running: [],
    succeeded: [],
    label: 'Last runs not loaded yet',
  })
})

it('are the newest five, by result and as high as they took long', () => {
  const runs = [
    run('failed'),
    run('succeeded'),
    run('failed', 15_000),
    run('skipped', 0),
    run('canceled'),
    run('running'),
  ]
  expect(barsOf(runs)).toMatchObject({
    none: [],
    succeeded: [16],
    failed: [11],
    other: [5, 16],
    running: [16],
  })
  expect(barsOf(runs).label).toContain('1 of the last 5 failed')
})

it('are of one height where no durations are known', () => {
  expect(barsOf([run('succeeded', 0), run('failed', 0)])).toMatchObject({
    none: [3, 3, 3],
    succeeded: [11],
    failed: [11],
  })
})

it('tell in a title what they show, where a pointer is', async () => {
  const shown = mount(RunBars, { props: { runs: [], titled: false } })
  expect(shown.attributes('title')).toBeUndefined()
  await shown.setProps({ titled: true })
  expect(shown.attributes('title')).toBe('No runs yet')
})
