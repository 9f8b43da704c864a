import { hash32 } from './random.ts'

/** Ids look like Databricks': 15 digits, in no visible order, exact in a JavaScript number. */
const smallest = 100_000_000_000_000n
const prime = 899_999_999_999_983n

/** Turns small numbers into 15-digit ids and back, without a table (an affine map modulo a prime). */
class IdMap {
  readonly #factor: bigint
  readonly #inverse: bigint
  readonly #shift: bigint

  constructor(factor: bigint, inverse: bigint, shift: bigint) {
    this.#factor = factor
    this.#inverse = inverse
    this.#shift = shift
  }

  encode(value: number): number {
    return Number(smallest + ((BigInt(value) * this.#factor + this.#shift) % prime))
  }

  /** The number behind an id, or null for an id that this map never gives. */
  decode(id: number): number | null {
    if (!Number.isSafeInteger(id)) return null
    const offset = BigInt(id) - smallest
    if (offset < 0n || offset >= prime) return null
    return Number(((offset - this.#shift + prime) * this.#inverse) % prime)
  }
}

// Each pair is inverse modulo the prime, so every id belongs to exactly one number.
const jobMap = new IdMap(618_033_988_749_895n, 573_625_381_711_954n, 271_828_182_845_904n)
const runMap = new IdMap(414_213_562_373_095n, 645_486_903_206_720n, 141_421_356_237_309n)

export function jobIdOf(index: number): number {
  return jobMap.encode(index)
}

export function jobIndexOf(id: number): number | null {
  return jobMap.decode(id)
}

/**
 * What a run id stands for. `past`: the run of a job at a slot of its timetable. `live`: the n-th run
 * started in this workspace. `task` is 0 for the run itself and 1, 2, … for its task runs.
 */
export type RunKey =
  | { kind: 'past'; jobIndex: number; slot: number; task: number }
  | { kind: 'live'; sequence: number; task: number }

const taskSpan = 256
const slotSpan = 2 ** 22
const jobSpan = 2 ** 17
const firstLive = jobSpan * slotSpan * taskSpan
/** Most tasks of a run that have a run id of their own. */
export const maxTaskRuns = taskSpan - 1

export function runIdOf(key: RunKey): number {
  const number =
    key.kind === 'past'
      ? (key.jobIndex * slotSpan + key.slot) * taskSpan + key.task
      : firstLive + key.sequence * taskSpan + key.task
  return runMap.encode(number)
}

export function runKeyOf(id: number): RunKey | null {
  const number = runMap.decode(id)
  if (number === null) return null
  const task = number % taskSpan
  if (number >= firstLive) {
    return { kind: 'live', sequence: Math.floor((number - firstLive) / taskSpan), task }
  }
  const pair = Math.floor(number / taskSpan)
  return { kind: 'past', jobIndex: Math.floor(pair / slotSpan), slot: pair % slotSpan, task }
}

const guidFactor = 0x9e3779b97f4bn
const guidInverse = inverseOfOdd(guidFactor, 48n)

/** A GUID for the n-th thing of a kind; its last group holds the number, scrambled. */
export function guidOf(kind: string, number: number): string {
  const hex = (value: number, width: number) => value.toString(16).padStart(8, '0').slice(0, width)
  const variant = '89ab'.charAt(hash32(kind, number, 4) % 4)
  const last = BigInt.asUintN(48, (BigInt(number) + 1n) * guidFactor)
  return [
    hex(hash32(kind, number, 1), 8),
    hex(hash32(kind, number, 2), 4),
    `4${hex(hash32(kind, number, 3), 3)}`,
    `${variant}${hex(hash32(kind, number, 5), 3)}`,
    last.toString(16).padStart(12, '0'),
  ].join('-')
}

/** The number behind a GUID of that kind, or null. */
export function guidNumberOf(kind: string, guid: string): number | null {
  const last = /-([0-9a-f]{12})$/i.exec(guid)?.[1]
  if (last === undefined) return null
  const number = Number(BigInt.asUintN(48, BigInt(`0x${last}`) * guidInverse) - 1n)
  if (!Number.isSafeInteger(number) || number < 0) return null
  return guidOf(kind, number) === guid.toLowerCase() ? number : null
}

/** Inverse of an odd number modulo 2^bits, by Newton's iteration. */
function inverseOfOdd(odd: bigint, bits: bigint): bigint {
  let inverse = 1n
  for (let step = 0n; step < bits; step += 1n) {
    inverse = BigInt.asUintN(Number(bits), inverse * (2n - odd * inverse))
  }
  return inverse
}
