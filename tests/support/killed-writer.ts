import { fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'

/** When a writer is killed. By its own pace, so that a slow machine sees the same as a fast one. */
export interface KillMoment {
  /** The writes that it has told of by then; at least 1. */
  writes: number
  /** From then on, in ms. */
  afterMs: number
}

/**
 * Starts a script of this folder that writes over and over and sends a number after each write, and kills
 * it; the last number that it sent. Fails when the script ends by itself.
 */
export async function killWriter(
  script: 'cache-writer.ts' | 'kept-texts-writer.ts',
  args: readonly string[],
  { writes, afterMs }: KillMoment,
): Promise<number> {
  const writer = fork(new URL(script, import.meta.url), args, { stdio: 'ignore' })
  let told = -1
  let left = writes
  const written = new Promise<void>((resolve) => {
    writer.on('message', (round) => {
      told = Number(round)
      left -= 1
      if (left === 0) resolve()
    })
  })
  const ended = new Promise((resolve) => writer.once('exit', resolve))
  await Promise.race([written, ended])
  await sleep(afterMs)
  writer.kill('SIGKILL')
  await ended
  expect(writer.signalCode).toBe('SIGKILL')
  return told
}
