import { boxHeight, boxWidth } from './graph-layout.ts'
import type { GraphLayout, TaskPlace } from './graph-layout.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/**
 * The task that an arrow key leads to: up and down stay in the column, left and right follow the
 * lines. Null at the end. Without a task to start from it is the first one.
 */
export function neighbor(
  { places, edges }: GraphLayout,
  from: string | null,
  direction: Direction,
): string | null {
  const place = places.find(({ key }) => key === from)
  if (place === undefined) return places[0]?.key ?? null
  if (direction === 'up' || direction === 'down') {
    const sign = direction === 'up' ? -1 : 1
    const column = places.filter(
      (other) => Math.abs(other.x - place.x) < boxWidth / 2 && sign * (other.y - place.y) > 0,
    )
    return nearest(place, column)
  }
  const linked = new Set(
    edges.flatMap((edge) => {
      if (direction === 'right') return edge.from === from ? [edge.to] : []
      return edge.to === from ? [edge.from] : []
    }),
  )
  return nearest(
    place,
    places.filter(({ key }) => linked.has(key)),
  )
}

function nearest(place: TaskPlace, others: TaskPlace[]): string | null {
  let best: TaskPlace | null = null
  let least = Infinity
  for (const other of others) {
    const distance = Math.abs(other.y - place.y) + Math.abs(other.x - place.x) / boxHeight
    if (distance < least) {
      least = distance
      best = other
    }
  }
  return best?.key ?? null
}
