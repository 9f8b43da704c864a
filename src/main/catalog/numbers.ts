/**
 * The number at an index that the caller knows to be within bounds: a compiler cannot know it of a
 * typed array, and a check for `undefined` in the innermost loops would say something untrue.
 */
export function at(numbers: Uint8Array | Uint32Array, index: number): number {
  return numbers[index] as number
}
