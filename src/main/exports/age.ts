import { uptime } from 'node:os'
import { z } from 'zod'
import { timestampSchema } from '../../shared/schemas.ts'

/** How much time is certain to have passed since something ended, and by what it was counted. */
export const ageSchema = z.object({
  ms: z.number().nonnegative(),
  /** How long the computer had been up when that was so (ms). */
  uptimeMs: z.number().nonnegative(),
  /** The age at a moment whose time is certain (UTC ms). */
  sure: z.object({ ms: z.number().nonnegative(), at: timestampSchema }).nullable(),
})
export type Age = z.infer<typeof ageSchema>

/** What tells how much time passed. */
export interface AgeClock {
  /** How long the computer has been up, sleep included (ms). Nobody can set it. */
  uptimeMs: () => number
  /** The time where this computer and a workspace agree on it (UTC ms), else null. */
  sureNow: () => number | null
}

/** Of a computer that no workspace is asked about the time. */
export const steadyClock: AgeClock = { uptimeMs: () => uptime() * 1000, sureNow: () => null }

/**
 * Counts on. The clock of a computer can be wrong by days, and nothing may expire because of that, so
 * it is not asked: the time since the computer started is, which says at least how much passed, also
 * when it was restarted in between. What passed while it was off is known only where a workspace
 * confirmed the time before and after. So an export may be kept longer than the setting says, but not
 * shorter.
 */
export function countAge(age: Age | null, clock: AgeClock): Age {
  const uptimeMs = clock.uptimeMs()
  const sureNow = clock.sureNow()
  if (age === null) {
    return { ms: 0, uptimeMs, sure: sureNow === null ? null : { ms: 0, at: sureNow } }
  }
  const wasRestarted = uptimeMs < age.uptimeMs
  const counted = age.ms + (wasRestarted ? uptimeMs : uptimeMs - age.uptimeMs)
  if (sureNow === null) return { ms: counted, uptimeMs, sure: age.sure }
  const told = age.sure === null ? 0 : age.sure.ms + (sureNow - age.sure.at)
  const ms = Math.max(counted, told)
  return { ms, uptimeMs, sure: { ms, at: sureNow } }
}
