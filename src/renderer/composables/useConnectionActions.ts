import { useRouter } from 'vue-router'
import type { Router } from 'vue-router'
import type { Connection, RemovalFacts } from '../../shared/connection.ts'
import { goesOn, nameInWords } from '../components/connections/connection-words.ts'
import { formatCount } from '../format.ts'
import { useConnections } from '../stores/connections.ts'
import { useConfirm } from './useConfirm.ts'
import { useToast } from './useToast.ts'

function whatSigningOutCosts({ hasUnsavedEdits, activeExports }: RemovalFacts): string[] {
  return [
    ...(hasUnsavedEdits ? ['Unsaved edits of its configuration are deleted.'] : []),
    ...(activeExports > 0
      ? [
          `${formatCount(activeExports, 'export')} under way cannot be followed until you sign in again. ${goesOn(activeExports)}`,
        ]
      : []),
  ]
}

/** What can be done with a connection from everywhere; what goes wrong is shown as a message. */
export function useConnectionActions(router: Router = useRouter()) {
  const connections = useConnections()
  const toast = useToast()
  const { confirm } = useConfirm()

  /** Leads to where the connection can be signed in again, whichever is active now. */
  async function signInAgain(id: string): Promise<void> {
    const connection = connections.byId(id)
    if (connection === null) {
      toast.info('This connection is no longer here. Add it again to sign in.')
    } else if (connection.signIn.method === 'demo') {
      await toast.attempt(() => connections.activate(id))
    } else await router.push({ name: 'welcome', query: { signIn: id } })
  }

  async function signOut(connection: Connection): Promise<void> {
    let costs: string[] = []
    const known = await toast.attempt(async () => {
      costs = whatSigningOutCosts(await connections.removal(connection.id))
    })
    if (!known) return
    const sure =
      costs.length === 0 ||
      (await confirm({
        title: `Sign out of ${nameInWords(connection.name)}?`,
        text: costs.join(' '),
        confirmLabel: 'Sign out',
        danger: true,
      }))
    if (sure && (await toast.attempt(() => connections.signOut(connection.id)))) {
      toast.success(`Signed out of ${nameInWords(connection.name)}`)
    }
  }

  return {
    signInAgain,
    signOut,
    async activate(connection: Connection): Promise<boolean> {
      if (connection.id === connections.activeId) return true
      return toast.attempt(() => connections.activate(connection.id))
    },
    edit: (id: string) => router.push({ name: 'welcome', query: { edit: id } }),
    duplicate: (id: string) => toast.attempt(() => connections.duplicate(id)),
  }
}
