/** A duration in words, to the second: "45 s", "6 min 4 s", "1 h 5 min". */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return joined([minutes, 'min'], [seconds % 60, 's'])
  return joined([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min'])
}

function joined(large: [number, string], small: [number, string]): string {
  const parts = small[0] === 0 ? [large] : [large, small]
  return parts.map((part) => part.join(' ')).join(' ')
}
