/** Whether a test is skipped: when there is a reason, which is printed, as reporters may not do it. */
export function skips(reason: string | null): boolean {
  if (reason !== null) console.log(`Skipped: ${reason}`)
  return reason !== null
}
