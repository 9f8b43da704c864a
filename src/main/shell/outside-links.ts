import type { Logger } from '../logging/logger.ts'
import type { Services } from '../services.ts'
import { openLink } from './desktop-files.ts'

/** Links that leave the app, as `checkLink` allows them. */
export interface OutsideLinks {
  /** Rejects with `bad-input` for a link that is not allowed. */
  open: (url: string) => Promise<void>
  /** For links nobody waits for: those that are not allowed cost a log line. */
  openOrLog: (url: string) => void
}

/** Opens links to the workspaces of the active connection and of the exports that are listed. */
export function createOutsideLinks(
  { connections, exports }: Pick<Services, 'connections' | 'exports'>,
  logger: Logger,
): OutsideLinks {
  const open = (url: string): Promise<void> => {
    const owners = [connections.active(), ...exports.list()]
    return openLink(
      url,
      owners.flatMap((owner) => (owner ? [owner.host] : [])),
    )
  }
  return {
    open,
    openOrLog: (url) => {
      open(url).catch((error: unknown) => {
        logger.warn('A link was not opened', { error })
      })
    },
  }
}
