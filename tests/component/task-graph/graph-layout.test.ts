import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lakehouseTasks } from '../../../src/main/demo/curated-tasks.ts'
import {
  boxHeight,
  boxWidth,
  layoutTasks,
} from '../../../src/renderer/components/task-graph/graph-layout.ts'
import type {
  GraphLayout,
  GraphTask,
} from '../../../src/renderer/components/task-graph/graph-layout.ts'
import { neighbor } from '../../../src/renderer/components/task-graph/walk.ts'

const lakehouse: GraphTask[] = lakehouseTasks().tasks.map(({ task_key, depends_on }) => ({
  key: task_key,
  dependsOn: (depends_on ?? []).map((other) => other.task_key),
}))

function placeOf(layout: GraphLayout, key: string) {
  const place = layout.places.find((other) => other.key === key)
  if (place === undefined) throw new Error(`${key} has no place`)
  return place
}

function overlaps(layout: GraphLayout): string[] {
  const found: string[] = []
  layout.places.forEach((a, at) => {
    for (const b of layout.places.slice(at + 1)) {
      if (Math.abs(a.x - b.x) < boxWidth && Math.abs(a.y - b.y) < boxHeight) {
        found.push(`${a.key} ${b.key}`)
      }
    }
  })
  return found
}

describe('the places of tasks', () => {
  it('go from left to right along the dependencies', () => {
    const layout = layoutTasks([
      { key: 'a', dependsOn: [] },
      { key: 'b', dependsOn: ['a'] },
      { key: 'c', dependsOn: ['a'] },
      { key: 'd', dependsOn: ['b', 'c'] },
    ])
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((key) => placeOf(layout, key))
    expect(b?.x).toBe(c?.x)
    expect(a?.x).toBeLessThan(b?.x ?? 0)
    expect(b?.x).toBeLessThan(d?.x ?? 0)
    expect(overlaps(layout)).toEqual([])
    expect(layout.edges.map(({ from, to }) => `${from}${to}`).sort()).toEqual([
      'ab',
      'ac',
      'bd',
      'cd',
    ])
  })

  it('of 500 tasks do not overlap, and every line goes to the right', () => {
    const layout = layoutTasks(lakehouse)
    expect(layout.places).toHaveLength(500)
    expect(overlaps(layout)).toEqual([])
    const x = new Map(layout.places.map((place) => [place.key, place.x]))
    for (const { from, to } of layout.edges) {
      expect(x.get(from)).toBeLessThan((x.get(to) ?? 0) - boxWidth / 2)
    }
  })

  it('are there for every task of graphs of any shape, circles and doubles too', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', '', '__proto__', 'constructor', '😀 x')
    const graphs = fc.array(fc.record({ key, dependsOn: fc.array(key, { maxLength: 5 }) }), {
      maxLength: 15,
    })
    fc.assert(
      fc.property(graphs, (tasks) => {
        const layout = layoutTasks(tasks)
        expect(layout.places.map((place) => place.key)).toEqual([
          ...new Set(tasks.map((task) => task.key)),
        ])
        expect(overlaps(layout)).toEqual([])
        for (const { x, y } of layout.places) {
          expect(Number.isFinite(x) && Number.isFinite(y) && x >= 0 && y >= 0).toBe(true)
          expect(x + boxWidth).toBeLessThanOrEqual(layout.width)
        }
        for (const { path } of layout.edges) expect(path).toMatch(/^M[-\d .C]+$/)
      }),
      { numRuns: 300 },
    )
  })
})

describe('arrow keys in the graph', () => {
  const layout = layoutTasks([
    { key: 'a', dependsOn: [] },
    { key: 'b', dependsOn: ['a'] },
    { key: 'c', dependsOn: ['a'] },
    { key: 'd', dependsOn: ['b', 'c'] },
  ])
  const [upper, lower] = ['b', 'c'].sort((l, r) => placeOf(layout, l).y - placeOf(layout, r).y)

  it('follow the lines to the left and right, and stay in the column up and down', () => {
    expect(neighbor(layout, null, 'right')).toBe('a')
    expect(['b', 'c']).toContain(neighbor(layout, 'a', 'right'))
    expect(neighbor(layout, upper ?? '', 'down')).toBe(lower)
    expect(neighbor(layout, lower ?? '', 'up')).toBe(upper)
    expect(neighbor(layout, 'd', 'left')).not.toBe('a')
  })

  it('lead nowhere at the ends', () => {
    expect(neighbor(layout, 'a', 'left')).toBeNull()
    expect(neighbor(layout, 'd', 'right')).toBeNull()
    expect(neighbor(layout, upper ?? '', 'up')).toBeNull()
    expect(neighbor(layoutTasks([]), null, 'down')).toBeNull()
  })

  it('reach every one of 500 tasks', () => {
    const large = layoutTasks(lakehouse)
    const reached = new Set<string>()
    const open = [neighbor(large, null, 'right')]
    for (let key = open.pop(); key != null; key = open.pop()) {
      if (reached.has(key)) continue
      reached.add(key)
      for (const direction of ['left', 'right', 'up', 'down'] as const) {
        const next = neighbor(large, key, direction)
        if (next !== null) open.push(next)
      }
    }
    expect(reached.size).toBe(500)
  })
})
