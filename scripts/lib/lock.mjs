import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Nothing that is done under a lock takes longer; the number of a process may be another's by then. */
const longestMs = 30 * 60 * 1000

/**
 * Does something that must not be done twice at once on this machine; whoever comes second waits. The
 * lock of a process that has died counts no more.
 *
 * @template T
 * @param {string} file the lock; its folder exists
 * @param {() => Promise<T>} work
 * @param {{ pauseMs?: number, say?: (text: string) => void }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { pauseMs = 500, say = console.log } = {}) {
  let told = false
  while (!take(file)) {
    if (isStale(file)) {
      rmSync(file, { force: true })
      continue
    }
    if (!told) say('Another set-up is under way; waiting for it.')
    told = true
    await sleep(pauseMs)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function isStale(file) {
  try {
    const age = Date.now() - statSync(file).mtimeMs
    const text = readFileSync(file, 'utf8')
    // Just made, its number is about to be written.
    if (text === '') return age > 10_000
    return age > longestMs || !isAlive(Number(text))
  } catch (error) {
    // Gone meanwhile: the next attempt takes it.
    if (error.code === 'ENOENT') return false
    throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return error.code === 'EPERM'
  }
}
