import { systemPreferences } from 'electron'
import { AppError } from '../../shared/errors.ts'

/** Whether this computer can ask for a finger: a Mac with Touch ID that is set up. */
export function canConfirmPresence(): boolean {
  return process.platform === 'darwin' && systemPreferences.canPromptTouchID()
}

/** Asks for a finger; macOS puts “… is trying to” in front of the reason. Throws `canceled`. */
export async function confirmPresence(reason: string): Promise<void> {
  try {
    await systemPreferences.promptTouchID(reason)
  } catch (cause) {
    throw new AppError('canceled', 'The app stays locked: Touch ID was not confirmed.', {
      suggestion: 'Try again.',
      cause,
    })
  }
}
