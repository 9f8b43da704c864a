import type { PayloadOf } from '../../shared/ipc.ts'
import type { Services } from '../services.ts'
import type { SendEvent } from './page-events.ts'
import type { MainWindow } from './window.ts'

/** The ways to the window, for tray, notifications, menu and whatever else leads there. */
export interface Showing {
  showWindow: () => void
  /** Shows the window on a page of it. */
  showPage: (payload: PayloadOf<'app.show'>) => void
  /** Shows the window on the sign-in of that connection. */
  showSignIn: (connectionId: string) => void
  /** The window was brought to the front: somebody is there, and wants to see how things are. */
  shown: () => void
}

export function createShowing(options: {
  services: Pick<Services, 'connections' | 'exports' | 'lock'>
  window: MainWindow
  send: SendEvent
}): Showing {
  const { send, window } = options
  const { connections, exports, lock } = options.services
  function shown(): void {
    lock.noteInput()
    exports.pokeNow()
    connections.recheck()
  }
  function showWindow(): void {
    window.show()
    shown()
  }
  return {
    showWindow,
    showPage: (payload) => {
      showWindow()
      send('app.show', payload)
    },
    showSignIn: (connectionId) => {
      showWindow()
      send('app.signIn', { connectionId })
    },
    shown,
  }
}
