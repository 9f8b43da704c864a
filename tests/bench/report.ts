/** One figure of a benchmark, printed as a JSON line. `goal` is the most it may be. */
export interface Figure {
  name: string
  value: number
  unit: string
  goal: number | null
}

export function printFigure(figure: Figure): void {
  console.log(JSON.stringify({ ...figure, value: round(figure.value) }))
}

/** The middle of some values; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)]
  const lower = sorted[Math.ceil(middle) - 1]
  if (upper === undefined || lower === undefined) throw new Error('no values to take a median of')
  return (upper + lower) / 2
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
