import { test } from '@playwright/test'

/** Skips the tests of this file, or the test that calls it, and prints why; goes on for null. */
export function skipFor(reason: string | null): void {
  if (reason === null) return
  console.log(`Skipped: ${reason}`)
  test.skip(true, reason)
}

/** Skips where the other side of the desktop cannot be read from the outside, which is on Linux only. */
export function onLinuxOnly(what: string): void {
  const isLinux = process.platform === 'linux'
  skipFor(isLinux ? null : `${what} of other systems cannot be read from the outside.`)
}
