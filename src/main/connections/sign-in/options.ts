import type { SignInOptions } from '../../../shared/connection.ts'
import type { Logger } from '../../logging/logger.ts'
import { createCommands } from './commands.ts'
import type { Commands } from './commands.ts'
import { environmentOption } from './environment.ts'
import { listProfiles } from './profiles.ts'
import type { ProfilePlace } from './profiles.ts'

export interface SignInOptionsDeps extends ProfilePlace {
  logger: Logger
  /** Those of this computer when not given. */
  commands?: Pick<Commands, 'has'>
}

/** What this computer offers for signing in, apart from the keychain; nothing secret. Never throws. */
export async function signInOptions(
  deps: SignInOptionsDeps,
): Promise<Omit<SignInOptions, 'keychain'>> {
  const commands = deps.commands ?? createCommands(deps)
  const [profiles, az, databricks] = await Promise.all([
    listProfiles(deps),
    commands.has('az'),
    commands.has('databricks'),
  ])
  return {
    profiles,
    environment: environmentOption(deps.environment),
    commands: { az, databricks },
  }
}
