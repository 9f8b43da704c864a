import { durationText } from '../../../shared/duration.ts'
import { AppError } from '../../../shared/errors.ts'

/** Sign-ins fail when the clocks differ by more. */
const toleratedMs = 5 * 60_000

/**
 * Compares this computer's clock (`at`, UTC ms) with the `Date` header of an answer; null when there
 * is none. Throws `clock-wrong` when they are too far apart.
 */
export function checkClock(header: string | undefined, at: number): string | null {
  const theirs = Date.parse(header ?? '')
  if (Number.isNaN(theirs)) return null
  const aheadMs = at - theirs
  if (Math.abs(aheadMs) <= toleratedMs) return 'agrees with the workspace'
  const direction = aheadMs > 0 ? 'ahead' : 'behind'
  throw new AppError(
    'clock-wrong',
    `This computer's clock is ${durationText(Math.abs(aheadMs))} ${direction}.`,
    {
      suggestion:
        'Correct date, time and time zone in the settings of this computer (or let it set them by itself), then test again: sign-ins fail with a wrong clock.',
      details: { aheadSeconds: Math.round(aheadMs / 1000) },
    },
  )
}
