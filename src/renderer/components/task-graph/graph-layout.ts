import dagre from '@dagrejs/dagre'

/** A task, as far as its place in the graph concerns it. */
export interface GraphTask {
  key: string
  dependsOn: readonly string[]
}

/** Left upper corner of a task's box, in px at zoom 1. */
export interface TaskPlace {
  key: string
  x: number
  y: number
}

/** A line from a task to one that follows it; `path` is for the `d` of an SVG path. */
export interface GraphEdge {
  from: string
  to: string
  path: string
}

export interface GraphLayout {
  width: number
  height: number
  /** In the order of the tasks. */
  places: TaskPlace[]
  edges: GraphEdge[]
}

export const boxWidth = 152
export const boxHeight = 36
const between = 12
const betweenColumns = 36
/** The better placing of a few takes too long for many. */
const mostForBest = 100

interface Point {
  x: number
  y: number
}

/**
 * Places tasks in columns from left to right, each right of those it depends on. Tasks named twice,
 * dependencies on tasks that are not there and on the task itself are left out; circles are drawn.
 */
export function layoutTasks(tasks: readonly GraphTask[]): GraphLayout {
  const keys = [...new Set(tasks.map(({ key }) => key))]
  // Dagre cannot take every name; numbers as texts it can.
  const nodeOf = new Map(keys.map((key, at) => [key, `n${at}`]))
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({
    rankdir: 'LR',
    nodesep: between,
    ranksep: betweenColumns,
    ranker: keys.length > mostForBest ? 'tight-tree' : 'network-simplex',
  })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodeOf.values()) graph.setNode(node, { width: boxWidth, height: boxHeight })
  for (const { key, dependsOn } of tasks) {
    for (const before of dependsOn) {
      const source = nodeOf.get(before)
      const target = nodeOf.get(key)
      if (source !== undefined && target !== undefined && source !== target)
        graph.setEdge(source, target)
    }
  }
  dagre.layout(graph)
  const keyOf = (node: string) => keys[Number(node.slice(1))] ?? ''
  const places = keys.map((key, at) => {
    const { x, y } = pointOf(graph.node(`n${at}`))
    return { key, x: x - boxWidth / 2, y: y - boxHeight / 2 }
  })
  const edges = graph.edges().map(({ v, w }) => {
    const points: unknown = graph.edge(v, w)?.['points']
    const path = curve(
      pointOf(graph.node(v)),
      pointOf(graph.node(w)),
      Array.isArray(points) ? points : [],
    )
    return { from: keyOf(v), to: keyOf(w), path }
  })
  return {
    width: Math.max(0, ...places.map(({ x }) => x + boxWidth)),
    height: Math.max(0, ...places.map(({ y }) => y + boxHeight)),
    places,
    edges,
  }
}

function pointOf(label: unknown): Point {
  const { x, y } = (label ?? {}) as Partial<Point>
  return { x: Math.round(x ?? 0), y: Math.round(y ?? 0) }
}

/** From the right side of a box to the left side of another, past those in between. */
function curve(source: Point, target: Point, points: unknown[]): string {
  const start = { x: source.x + boxWidth / 2, y: source.y }
  const end = { x: target.x - boxWidth / 2, y: target.y }
  // The first and last point lie on the boxes, and of three the middle one is for a label.
  const inner = points.length > 3 ? points.slice(1, -1).map(pointOf) : []
  let at = start
  let path = `M${start.x} ${start.y}`
  for (const next of [...inner, end]) {
    const middle = Math.round((at.x + next.x) / 2)
    path += `C${middle} ${at.y} ${middle} ${next.y} ${next.x} ${next.y}`
    at = next
  }
  return path
}
