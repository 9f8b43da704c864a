import { Interrupted, SetupError } from './messages.mjs'

/**
 * The frame of every script: its result is the exit code, and failures that a person can act on are
 * shown as their words.
 *
 * @param {() => Promise<number | void>} work resolves with the exit code, 0 when left out
 */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    process.exitCode = error instanceof Interrupted ? error.exitCode : 1
    if (!(error instanceof Interrupted)) console.error(`\n${error.message}`)
  }
}
